import type { ConfigDocument } from "./config";
import type { FieldError } from "./errors";

/** Two schedules would take turns at throwing each other's people out of a user group. */
export function checkSlackGroups({ schedules }: Pick<ConfigDocument, "schedules">): readonly FieldError[] {
  const filledBy = new Map<string, string>();
  return schedules.flatMap(({ id, slack_group }, index) => {
    if (slack_group == null) return [];
    const group = groupId(slack_group);
    const other = filledBy.get(group);
    filledBy.set(group, other ?? id);
    if (other === undefined) return [];
    return [{ path: `/schedules/${index}/slack_group`, message: `${other} fills this group already` }];
  });
}

/** Slack's own id, which is the same however configuration writes it. */
const groupId = (written: string): string => written.slice(written.indexOf("/") + 1);
