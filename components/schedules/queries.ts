"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { keys } from "@/lib/contract/keys";

/** Who is on call is on many pages, and some were made by the server: all of them are made anew. */
export function useRereadSchedules(): () => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async () => {
    // An override is part of the configuration: an editor opened on what was before would be refused.
    const stale = [keys.schedules, keys.people, keys.config];
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
    router.refresh();
  };
}
