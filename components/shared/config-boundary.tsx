import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ConfigDocument } from "@/lib/contract/config";
import { keys } from "@/lib/contract/keys";
import type { ConfigSeen } from "./config-item";

/** Seeds the configuration that a page read on the server: what is inside may call useConfig. */
export function ConfigBoundary({
  config: { document, hash },
  children,
}: {
  config: { readonly document: ConfigDocument; readonly hash: string };
  children: ReactNode;
}) {
  const client = new QueryClient();
  client.setQueryData<ConfigSeen>(keys.config, { value: document, tag: `"${hash}"` });
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
