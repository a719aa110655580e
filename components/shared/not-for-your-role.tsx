import { PageHeading } from "./page-heading";

/** The page exists for everyone; what is on it does not. */
export function NotForYourRole({ what }: { what: string }) {
  return (
    <>
      <PageHeading title={what} />
      <div className="rounded-lg border border-line bg-sheet p-6">
        <p className="font-medium">Members do not read this</p>
        <p className="mt-1 max-w-prose text-ink-2 text-sm">
          Managers, admins and auditors do. You see every request you may answer, were paged about, or whose
          agent is yours, in the queue.
        </p>
      </div>
    </>
  );
}
