import { useId } from "react";
import { cn } from "./cn";
import { sealRings } from "./seal";

/** The engraved rosette of a digest. Decoration: the fingerprint beside it is what is read. */
export function Seal({
  digest,
  isLarge = false,
  className,
}: {
  digest: string;
  /** Larger than a hand: the lines get finer, as an engraver's would. */
  isLarge?: boolean;
  className?: string;
}) {
  const id = useId();
  return (
    <svg viewBox="0 0 100 100" aria-hidden="true" fill="none" className={cn("shrink-0", className)}>
      {sealRings(digest).map(({ path, turns }, ring) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rings of a seal are three and in order.
        <g key={ring} stroke="currentColor" strokeWidth={isLarge ? 0.14 : 0.35}>
          <path id={`${id}${ring}`} d={path} />
          {turns.slice(1).map((turn) => (
            <use key={turn} href={`#${id}${ring}`} transform={`rotate(${turn} 50 50)`} />
          ))}
        </g>
      ))}
    </svg>
  );
}
