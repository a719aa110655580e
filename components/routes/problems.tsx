import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { RouteLadder } from "@/lib/contract/route-preview";
import { cn } from "../shared/cn";

type Problem = RouteLadder["problems"][number];

/** What the server finds wrong with a route, as one remark each. */
export function Problems({ problems, className }: { problems: readonly Problem[]; className?: string }) {
  if (problems.length === 0) return null;
  return (
    <ul className={cn("grid gap-1.5", className)}>
      {problems.map(({ code, path, message }) => (
        <li key={`${code} ${path}`}>
          <Warned>{message}</Warned>
        </li>
      ))}
    </ul>
  );
}

export function Warned({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 text-urgent text-xs leading-5">
      <TriangleAlert aria-hidden="true" className="mt-1 size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
