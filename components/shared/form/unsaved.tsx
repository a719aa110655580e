"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "../button";
import { Dialog } from "../dialog";

/** Asks before a link or a closed tab takes away what was typed. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const router = useRouter();
  const [wanted, setWanted] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link =
        event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      const isElsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey;
      if (!link || isElsewhere || link.target === "_blank" || link.hasAttribute("download")) return;
      const to = new URL(link.href);
      if (to.origin !== window.location.origin || to.pathname === window.location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(`${to.pathname}${to.search}`);
    };
    window.addEventListener("beforeunload", onUnload);
    // Before the link's own listener: the page changes without the browser hearing of it.
    document.addEventListener("click", onClick, true);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, true);
    };
  }, [isDirty]);
  return (
    <Dialog isAlert title="Leave without saving?" isOpen={wanted !== null} onClose={() => setWanted(null)}>
      <p className="text-ink-2 text-sm">What you changed here has not been saved.</p>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={() => setWanted(null)}>Stay</Button>
        <Button look="deny" onClick={() => router.push(wanted ?? "/")}>
          Leave
        </Button>
      </div>
    </Dialog>
  );
}
