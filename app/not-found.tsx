import Link from "next/link";
import { Brand } from "@/components/shared/brand";
import { buttonStyle } from "@/components/shared/button";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-4 p-6">
      <Brand />
      <h1 className="font-semibold text-2xl tracking-tight">There is nothing here</h1>
      <p className="text-ink-2">
        Either it never was, or it is not yours to see. The answer is the same on purpose.
      </p>
      <p>
        <Link href="/queue" className={buttonStyle({ look: "primary" })}>
          Go to the queue
        </Link>
      </p>
    </main>
  );
}
