import { type RefObject, useEffect, useRef } from "react";

/** Puts the focus on the first field of a form that has just taken the place of something else. */
export function useFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, []);
  return form;
}
