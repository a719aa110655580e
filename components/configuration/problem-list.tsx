"use client";

import { CircleAlert, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ConfigProblem } from "@/lib/contract/config-plan";
import { useConfig } from "../shared/config-item";
import { placeWords } from "../shared/config-words";

/** What is allowed and probably not meant, each with the way to the thing. */
export function ProblemList({ problems }: { problems: readonly ConfigProblem[] }) {
  const { value: document } = useConfig();
  return (
    <ul className="grid gap-2">
      {problems.map(({ code, severity, path, message }) => {
        const { text, href } = placeWords(path, document);
        const Icon = severity === "error" ? CircleAlert : TriangleAlert;
        return (
          <li key={`${code} ${path} ${message}`} className="flex gap-2 text-sm">
            <Icon
              aria-hidden="true"
              className={
                severity === "error"
                  ? "mt-0.5 size-4 shrink-0 text-deny"
                  : "mt-0.5 size-4 shrink-0 text-urgent"
              }
            />
            <p className="wrap-anywhere min-w-0">
              <span className="sr-only">{severity === "error" ? "Error: " : "Warning: "}</span>
              {href ? (
                <Link href={href} className="font-medium underline underline-offset-2">
                  {text}
                </Link>
              ) : (
                <span className="font-medium">{text}</span>
              )}{" "}
              {message}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
