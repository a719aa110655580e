import { Bone, Loading } from "./skeleton";

/** The shape of a plain read view: a heading and a few cards. */
export function ListSkeleton({ what, cards = 3 }: { what: string; cards?: number }) {
  return (
    <Loading what={what}>
      <Bone className="h-6 w-40" />
      <Bone className="mt-3 mb-6 h-3.5 w-2/3 max-w-md" />
      <div className="grid gap-3">
        {Array.from({ length: cards }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bones in a fixed order.
          <div key={index} className="grid gap-3 rounded-lg border border-line bg-sheet p-5">
            <Bone className="h-4 w-1/3" />
            <Bone className="h-3 w-2/3" />
            <Bone className="h-3 w-1/2" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
