import Link from "next/link";
import { buttonStyle } from "@/components/shared/button";

export default function RouteNotFound() {
  return (
    <div className="mx-auto grid max-w-md gap-3 py-16">
      <h1 className="font-semibold text-xl tracking-tight">There is no such route</h1>
      <p className="text-ink-2">
        Either it never was, or it has been deleted. Requests that were opened under it keep it all the same.
      </p>
      <p>
        <Link href="/routes" className={buttonStyle({ look: "primary" })}>
          Go to the routes
        </Link>
      </p>
    </div>
  );
}
