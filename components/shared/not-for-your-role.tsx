import { PageHeading } from "./page-heading";

/** The page exists for everyone; what is on it, or changing it, does not. */
export function NotForYourRole({ what, isChange = false }: { what: string; isChange?: boolean }) {
  return (
    <>
      <PageHeading title={what} />
      <div className="rounded-lg border border-line bg-sheet p-6">
        <p className="font-medium">
          {isChange ? "Only managers and admins change this" : "Members do not read this"}
        </p>
        <p className="mt-1 max-w-prose text-ink-2 text-sm">
          {isChange
            ? "You can read it as it is in force."
            : "Managers, admins and auditors do. You see every request you may answer, were paged about, or whose agent is yours, in the queue."}
        </p>
      </div>
    </>
  );
}
