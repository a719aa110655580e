import { NotForYourRole } from "@/components/shared/not-for-your-role";
import type { ManifestOffer } from "@/components/slack/manifest-card";
import { SlackView } from "@/components/slack/slack-view";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { listPeople } from "@/lib/ops/people/list";
import { readManifest, slackHealth } from "@/lib/ops/slack/health";
import { possibleTransport } from "@/lib/ops/slack/manifest";
import { config } from "@/lib/runtime/config";

export const metadata = { title: "Slack" };

export default async function SlackPage({ searchParams }: PageProps<"/slack">) {
  const ctx = await requirePerson("/slack");
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Slack" />;
  const [health, { people }, { install, team }] = await Promise.all([
    slackHealth(ctx),
    listPeople(ctx),
    searchParams,
  ]);
  const possible = possibleTransport(config());
  const offer: ManifestOffer = {
    manifests: {
      socket: readManifest({ transport: "socket" }),
      http: readManifest({ transport: "http" }),
    },
    transport: health.transport ?? possible,
    url: config().url,
    isPublic: possible === "http",
  };
  return (
    <SlackView
      health={health}
      names={Object.fromEntries(people.map((person) => [person.id, person.name]))}
      offer={mayRole(ctx.actor.role, "administer") ? offer : null}
      cameBack={
        typeof install === "string" ? { word: install, team: typeof team === "string" ? team : null } : null
      }
    />
  );
}
