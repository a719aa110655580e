import { LinkView } from "@/components/slack/link-view";
import { requirePerson } from "@/lib/auth/server";
import { isDomainError } from "@/lib/contract/errors";
import { readMe } from "@/lib/ops/people/me";
import { readLinkOffer } from "@/lib/ops/slack/link";

export const metadata = { title: "Link Slack" };

/** Looking changes nothing: previews and prefetches open addresses too. Only the button links. */
export default async function SlackLinkPage({ params }: PageProps<"/slack/link/[code]">) {
  const { code } = await params;
  const ctx = await requirePerson(`/slack/link/${code}`);
  const [me, offer] = await Promise.all([
    readMe(ctx),
    readLinkOffer(ctx, { code }).catch((error: unknown) => {
      if (isDomainError(error) && error.code === "not_found") return null;
      throw error;
    }),
  ]);
  return <LinkView code={code} offer={offer} name={me.person.name} decides={ctx.actor.role !== "auditor"} />;
}
