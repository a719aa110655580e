import { Mark } from "./mark";

export function Brand() {
  return (
    <span className="flex items-center gap-2 font-semibold text-base tracking-tight">
      <Mark state="approved" className="size-4.5 text-engraving" />
      Countersign
    </span>
  );
}
