import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ConfigBoundary } from "@/components/shared/config-boundary";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import type { ConfigDocument } from "@/lib/contract/config";
import { mayRole } from "@/lib/http/permissions";
import { readConfig } from "@/lib/ops/config/read";

/** A page over the configuration: who it is, whether they read this at all, and whether the thing they name is there. */
export async function ConfigPage({
  path,
  forReaders,
  find,
  children,
}: {
  path: string;
  /** What this is, where members have no part in it. */
  forReaders?: string;
  find?: (document: ConfigDocument) => unknown;
  children: ReactNode;
}) {
  const ctx = await requirePerson(path);
  if (forReaders && !mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what={forReaders} />;
  const config = await readConfig(ctx);
  if (find && !find(config.document)) notFound();
  return <ConfigBoundary config={config}>{children}</ConfigBoundary>;
}
