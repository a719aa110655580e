"use client";

import { useMe } from "../../people/queries";
import type { ConfigNoun } from "../config-item";

/** Why the reader may not change this; null for who may. The server asks again. */
export function useReadOnly(noun: ConfigNoun | "organisation"): string | null {
  const role = useMe()?.person.role;
  if (role === undefined || role === "admin") return null;
  if (noun === "people") return "You can read this. Only admins change people.";
  return role === "manager" ? null : "You can read this. Only managers and admins change it.";
}
