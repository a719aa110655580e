"use client";

import { ChevronsUpDown } from "lucide-react";
import { useEffect, useRef } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { Button } from "../shared/button";
import { cn } from "../shared/cn";
import { fingerprint } from "../shared/seal";
import { Untrusted } from "../shared/untrusted";
import { plural } from "../shared/words";
import { argumentRows } from "./argument-rows";
import { Section } from "./section";

/**
 * The arguments whole: first the canonical bytes that are digested and run, then the same as typed fields. Where they
 * are longer than a screen they must be opened before approving; nothing is ever cut.
 */
export function Arguments({
  request,
  isOpen,
  onOpen,
}: {
  request: RequestDetail;
  /** Everything is in view, or was opened. */
  isOpen: boolean;
  onOpen: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  // Short arguments are open from the start: there is nothing below the fold of their frame.
  useEffect(() => {
    const element = frame.current;
    if (!element || isOpen) return;
    const measure = () => element.scrollHeight <= element.clientHeight && onOpen();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [isOpen, onOpen]);
  const bytes = new TextEncoder().encode(request.canonical_arguments).length;
  return (
    <Section title="What exactly would run" hint="Byte for byte. Change one, and the approval is void.">
      <div className="relative">
        <div
          ref={frame}
          id="arguments"
          className={cn("grid gap-3", isOpen ? "" : "max-h-[min(28rem,70vh)] overflow-hidden")}
        >
          <pre className="wrap-anywhere overflow-x-auto whitespace-pre-wrap rounded-md border border-line bg-inset p-3 font-mono text-xs leading-5">
            <Untrusted text={request.canonical_arguments} />
          </pre>
          <Fields value={request.action.arguments} />
        </div>
        {isOpen ? null : (
          <div className="absolute inset-x-0 bottom-0 flex justify-center bg-linear-to-t from-55% from-paper to-transparent pt-20 pb-1">
            <Button look="primary" aria-controls="arguments" aria-expanded={false} onClick={onOpen}>
              <ChevronsUpDown aria-hidden="true" className="size-4" />
              Show all {plural(bytes, "byte")}
            </Button>
          </div>
        )}
      </div>
      <Digest digest={request.action.digest} bytes={bytes} />
    </Section>
  );
}

function Fields({ value }: { value: RequestDetail["action"]["arguments"] }) {
  const rows = argumentRows(value);
  return (
    <table className="w-full text-left text-sm">
      <caption className="sr-only">The same arguments as typed fields</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          <th scope="col">Type</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path} className="border-line border-b align-baseline last:border-b-0">
            <th scope="row" className="w-2/5 py-1.5 pr-4 font-mono font-normal text-xs text-ink-2">
              <Untrusted text={row.path || "(the whole)"} />
            </th>
            <td className="py-1.5 pr-4 font-medium">
              <Untrusted text={row.value} block />
            </td>
            <td className="w-16 py-1.5 text-right text-2xs text-ink-3">{row.type}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Digest({ digest, bytes }: { digest: string; bytes: number }) {
  return (
    <dl className="mt-1 flex flex-wrap gap-x-8 gap-y-2 border-line border-t pt-3">
      <div className="min-w-0">
        <dt className="field-name">Action digest</dt>
        <dd className="font-mono text-xs leading-5 wrap-anywhere" title={digest}>
          <span className="font-semibold">{fingerprint(digest)}</span>
          <span className="text-ink-3"> {digest.replace(/^sha256:/, "").slice(16)}</span>
        </dd>
      </div>
      <div>
        <dt className="field-name">Size</dt>
        <dd className="font-mono text-xs leading-5">{plural(bytes, "byte")}</dd>
      </div>
    </dl>
  );
}
