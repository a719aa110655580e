import type { RequestEvent } from "./approval-request";

/** What a person asked the agent, and what it answered: shown to every later approver. */
export type Question = {
  readonly id: string;
  readonly person: string;
  readonly text: string;
  readonly at: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
};

export function afterTalk(
  questions: readonly Question[],
  event: Extract<RequestEvent, { type: "asked" | "answered" }>,
  at: Date,
): readonly Question[] {
  if (event.type === "asked") {
    const { questionId: id, person, text } = event;
    return [...questions, { id, person, text, at, answer: null, answeredAt: null }];
  }
  return questions.map((question) =>
    question.id === event.questionId ? { ...question, answer: event.text, answeredAt: at } : question,
  );
}
