import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { isTheme } from "@/components/shared/theme-name";
import { TimeProvider } from "@/components/shared/time-provider";
import { Shell } from "@/components/shell/shell";
import { requirePerson } from "@/lib/auth/server";
import { keys } from "@/lib/contract/keys";
import { readMe } from "@/lib/ops/people/me";
import { present } from "@/lib/ops/present";

/** The frame. It asks who it is for what it shows itself; each page asks again for its own. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await requirePerson((await headers()).get("x-countersign-path") ?? "/queue");
  const [me, now] = await Promise.all([readMe(ctx), present()]);
  const theme = (await cookies()).get("theme")?.value;
  const client = new QueryClient();
  client.setQueryData(keys.me, me);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TimeProvider now={now} zone={me.organisation.time_zone}>
        <Shell me={me} theme={isTheme(theme) ? theme : "system"}>
          {children}
        </Shell>
      </TimeProvider>
    </HydrationBoundary>
  );
}
