/**
 * Where a button belongs: a request and the action it asks about. It travels through other people's clients, so it is
 * never what may be done: whoever reads one looks everything up again.
 */
import { z } from "zod";
import { Digest } from "@/lib/contract/common";

const RequestId = z.string().regex(/^req_[0-9A-Za-z]{1,60}$/);
const Address = z.strictObject({ r: RequestId, d: Digest });
export type Address = z.infer<typeof Address>;

export const addressOf = (request: { readonly id: string; readonly digest: string }): Address => ({
  r: request.id,
  d: request.digest,
});

/** For the values of buttons and the `private_metadata` of modals. */
export const writeAddress = ({ r, d }: Address): string => JSON.stringify({ r, d });

/** Garbage, and anything that says more than an address, is null. */
export function readAddress(text: unknown): Address | null {
  const read = Address.safeParse(parsed(text));
  return read.success ? read.data : null;
}

const Choice = z.enum(["ask", "handover", "open"]);
export type Choice = z.infer<typeof Choice>;

/** For the options of an overflow menu, which hold 150 characters: `ask:req_…:sha256:…`. */
export const writeChoice = (choice: Choice, { r, d }: Address): string => `${choice}:${r}:${d}`;

export function readChoice(text: unknown): { readonly choice: Choice; readonly at: Address } | null {
  if (typeof text !== "string") return null;
  const [, verb, r, d] = /^([a-z]+):([^:]+):(sha256:[0-9a-f]+)$/.exec(text) ?? [];
  const choice = Choice.safeParse(verb);
  const at = Address.safeParse({ r, d });
  return choice.success && at.success ? { choice: choice.data, at: at.data } : null;
}

/** Far beyond any queue: a page number is arithmetic for the database. */
const LAST_PAGE = 10_000;
const Page = z.strictObject({ page: z.int().min(0).max(LAST_PAGE) });

/** The `private_metadata` of the App Home: which page of the queue is shown. */
export const writePage = (page: number): string => JSON.stringify({ page });

/** What cannot be read is the first page. */
export function readPage(text: unknown): number {
  const read = Page.safeParse(parsed(text));
  return read.success ? read.data.page : 0;
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
