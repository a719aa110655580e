import { Bone, Loading } from "../shared/skeleton";

const ROWS = ["w-3/5", "w-2/3", "w-1/2", "w-3/5", "w-2/5"];

export function QueueSkeleton() {
  return (
    <Loading what="the queue">
      <div className="overflow-clip rounded-lg border border-line bg-sheet">
        <div className="flex h-10 items-center gap-6 border-line border-b px-4">
          <Bone className="h-3.5 w-12" />
          <Bone className="h-3.5 w-16" />
          <Bone className="h-3.5 w-20" />
        </div>
        <div className="border-line border-b p-2.5 sm:px-4">
          <Bone className="h-9 w-full" />
        </div>
        {ROWS.map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: five bones in a fixed order.
          <div key={index} className="flex gap-6 border-line border-b px-4 py-4 last:border-b-0">
            <Bone className="h-5 w-14" />
            <div className="grid flex-1 gap-2.5">
              <Bone className={`h-4 ${width}`} />
              <Bone className="h-3 w-1/3" />
            </div>
          </div>
        ))}
      </div>
    </Loading>
  );
}
