import type { ApprovalRule, Qualified } from "./approval-rule";

/** Whether a rule is met, the long way: try every way to give each approver to one set, or to none. */
export function bruteForce(rule: ApprovalRule, qualified: Qualified, approvers: readonly string[]): boolean {
  if (rule.sets.length === 0) return false;
  const isSetMet = (index: number, people: readonly string[]): boolean =>
    (rule.sets[index]?.thresholds ?? []).some(
      ({ approve }, at) =>
        approve > 0 && people.filter((person) => qualified[index]?.[at]?.has(person)).length >= approve,
    );
  if (!rule.distinctPeople) return rule.sets.every((_, index) => isSetMet(index, approvers));
  const given = rule.sets.map((): string[] => []);
  const place = (next: number): boolean => {
    const person = approvers[next];
    if (person === undefined) return given.every((people, index) => isSetMet(index, people));
    if (place(next + 1)) return true;
    return given.some((people) => {
      people.push(person);
      const found = place(next + 1);
      people.pop();
      return found;
    });
  };
  return place(0);
}
