"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { cn } from "./cn";

/**
 * The browser's own modal dialog: a sheet from the bottom on a phone, a box in the middle elsewhere. The focus starts
 * on the first control inside, is kept there, and goes back to where it came from.
 */
export function Dialog({
  isOpen,
  onClose,
  title,
  isAlert = false,
  children,
}: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** A question that must be answered: no cross to click it away, though Escape still leaves it. */
  isAlert?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) element.current?.showModal();
    else element.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      role={isAlert ? "alertdialog" : undefined}
      aria-labelledby={id}
      onClose={onClose}
      className={cn(
        "fixed m-0 mt-auto max-h-[92dvh] w-full max-w-none overflow-y-auto rounded-t-lg border border-line bg-sheet p-5 text-ink shadow-lift backdrop:bg-[oklch(0.1_0.01_195/0.5)] open:animate-fade-in",
        "sm:m-auto sm:w-[30rem] sm:rounded-lg",
      )}
    >
      {isOpen ? (
        <>
          <div className="mb-3 flex items-start justify-between gap-4">
            <h2 id={id} className="font-semibold text-lg">
              {title}
            </h2>
            {isAlert ? null : (
              <button
                type="button"
                aria-label="Close"
                onClick={onClose}
                className="-m-2 inline-flex size-10 items-center justify-center rounded-md text-ink-2 hover:bg-hover"
              >
                <X aria-hidden="true" className="size-4" />
              </button>
            )}
          </div>
          {children}
        </>
      ) : null}
    </dialog>
  );
}
