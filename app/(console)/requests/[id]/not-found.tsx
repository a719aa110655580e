import Link from "next/link";
import { buttonStyle } from "@/components/shared/button";

export default function RequestNotFound() {
  return (
    <div className="mx-auto grid max-w-md gap-3 py-16">
      <h1 className="font-semibold text-xl tracking-tight">There is no such request</h1>
      <p className="text-ink-2">
        Either it never was, or it is not yours to see: you were not paged, may not answer it, and do not own
        its agent.
      </p>
      <p>
        <Link href="/queue" className={buttonStyle({ look: "primary" })}>
          Go to the queue
        </Link>
      </p>
    </div>
  );
}
