/**
 * Slack's own judgement of a message, a modal or an App Home, as strict as its reference: what `chat.postMessage` or
 * `views.open` would refuse, without asking Slack. Fails closed: a block, an element or a field that is not known here
 * is a fault, so that what the product begins to use is first learned here. What Slack takes and a reader should not
 * meet is for the lints.
 */

import {
  accessory,
  actionElement,
  contextAction,
  contextElement,
  inputElement,
} from "./testing-block-elements";
import {
  anyText,
  boolean,
  both,
  exactlyOne,
  isRecord,
  type JsonRecord,
  list,
  oneOf,
  plainText,
  record,
  type Shape,
  string,
  type Tell,
  url,
} from "./testing-block-shapes";
import { richText } from "./testing-rich-text";

export type Surface = "message" | "modal" | "home";

type Placed = { readonly on: readonly Surface[]; readonly shape: Shape };

const EVERYWHERE: readonly Surface[] = ["message", "modal", "home"];
const blockId = { block_id: string({ max: 255 }) };
const richTextBlock = record({ elements: list(richText, { max: 1000 }) }, blockId);

const tableCell: Shape = (cell, pointer, tell) =>
  isRecord(cell) && cell.type === "rich_text"
    ? richTextBlock(cell, pointer, tell)
    : both(record({ type: oneOf("raw_text"), text: string({ max: 3000 }) }))(cell, pointer, tell);

const section = both(
  record(
    {},
    {
      ...blockId,
      text: anyText(3000),
      fields: list(anyText(2000), { max: 10 }),
      accessory,
      expand: boolean,
    },
  ),
  (block, pointer, tell) => {
    if (isRecord(block) && block.text === undefined && block.fields === undefined) {
      tell(pointer, "missing required field: text or fields");
    }
  },
);

const BLOCKS: Readonly<Record<string, Placed>> = {
  actions: { on: EVERYWHERE, shape: record({ elements: list(actionElement, { max: 25 }) }, blockId) },
  alert: {
    on: ["modal"],
    shape: record(
      { text: anyText(200) },
      { ...blockId, level: oneOf("default", "info", "warning", "error", "success") },
    ),
  },
  context: { on: EVERYWHERE, shape: record({ elements: list(contextElement, { max: 10 }) }, blockId) },
  context_actions: {
    on: ["message"],
    shape: record({ elements: list(contextAction, { max: 5 }) }, blockId),
  },
  divider: { on: EVERYWHERE, shape: record({}, blockId) },
  header: { on: EVERYWHERE, shape: record({ text: plainText(150) }, blockId) },
  image: {
    on: EVERYWHERE,
    shape: both(
      record(
        { alt_text: string({ max: 2000 }) },
        {
          ...blockId,
          title: plainText(2000),
          image_url: url,
          slack_file: record({}, { id: string({ max: 255 }), url }),
        },
      ),
      exactlyOne("image_url", "slack_file"),
    ),
  },
  input: {
    on: EVERYWHERE,
    shape: record(
      { label: plainText(2000), element: inputElement },
      { ...blockId, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
    ),
  },
  markdown: { on: ["message"], shape: record({ text: string({ max: 12_000 }) }, blockId) },
  rich_text: { on: EVERYWHERE, shape: richTextBlock },
  section: { on: EVERYWHERE, shape: section },
  table: {
    on: ["message"],
    shape: record(
      { rows: list(list(tableCell, { max: 20 }), { max: 100 }) },
      {
        ...blockId,
        column_settings: list(record({}, { align: oneOf("left", "center", "right"), is_wrapped: boolean }), {
          max: 20,
        }),
      },
    ),
  },
};

const blockOn =
  (surface: Surface): Shape =>
  (block, pointer, tell) => {
    if (!isRecord(block)) return tell(pointer, "must be an object");
    const { type } = block;
    const placed = typeof type === "string" && Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
    if (!placed) return tell(`${pointer}/type`, `unsupported type: ${String(type)}`);
    if (!placed.on.includes(surface)) return tell(`${pointer}/type`, `${type} is not for a ${surface}`);
    placed.shape(block, pointer, tell);
  };

const view = {
  private_metadata: string({ min: 0, max: 3000 }),
  callback_id: string({ max: 255 }),
  external_id: string({ max: 255 }),
};
const SURFACES: Readonly<Record<Surface, Shape>> = {
  message: (message, pointer, tell) => {
    if (!isRecord(message)) return tell(pointer, "must be an object");
    if (message.text !== undefined) string({ min: 0, max: 40_000 })(message.text, `${pointer}/text`, tell);
    if (message.blocks !== undefined) list(blockOn("message"), { max: 50 })(message.blocks, "/blocks", tell);
    if (!message.text && message.blocks === undefined) tell(pointer, "no_text");
  },
  modal: record(
    { type: oneOf("modal"), title: plainText(24), blocks: list(blockOn("modal"), { max: 100 }) },
    {
      ...view,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
    },
  ),
  home: record({ type: oneOf("home"), blocks: list(blockOn("home"), { max: 100 }) }, view),
};

const LONGEST_VIEW_BYTES = 250_000;
const LONGEST_MARKDOWN = 12_000;

/** What Slack would refuse, each with its JSON pointer; nothing when Slack takes it. */
export function blockFaults(surface: Surface, payload: unknown): readonly string[] {
  const faults: string[] = [];
  const tell: Tell = (pointer, what) => faults.push(`${pointer}: ${what}`);
  SURFACES[surface](payload, "", tell);
  wellFormed(payload, "", tell);
  const blocks = isRecord(payload) && Array.isArray(payload.blocks) ? payload.blocks.filter(isRecord) : [];
  uniqueIds(blocks, tell);
  oncePerPayload(blocks, tell);
  if (surface === "message") return faults;
  const bytes = new TextEncoder().encode(JSON.stringify(payload) ?? "").length;
  if (bytes > LONGEST_VIEW_BYTES) tell("", "view is larger than 250 kB");
  const hasInput = blocks.some(({ type }) => type === "input");
  if (surface === "modal" && hasInput && isRecord(payload) && payload.submit === undefined) {
    tell("/submit", "is required where there is an input");
  }
  return faults;
}

/** Half a character cannot be sent at all: the client throws while it encodes the request. */
function wellFormed(value: unknown, pointer: string, tell: Tell): void {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) tell(pointer, "holds half a character");
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) wellFormed(member, `${pointer}/${name}`, tell);
}

function uniqueIds(blocks: readonly JsonRecord[], tell: Tell): void {
  const seen = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    if (block.block_id !== undefined && seen.has(block.block_id)) {
      tell(`/blocks/${index}/block_id`, "is used by another block");
    }
    seen.add(block.block_id);
    const elements = Array.isArray(block.elements) ? block.elements.filter(isRecord) : [];
    const ids = elements.map(({ action_id: id }) => id).filter((id) => id !== undefined);
    if (new Set(ids).size < ids.length) tell(`/blocks/${index}/elements`, "two elements have one action_id");
  }
}

function oncePerPayload(blocks: readonly JsonRecord[], tell: Tell): void {
  const of = (type: string) => blocks.filter((block) => block.type === type);
  if (of("table").length > 1) tell("/blocks", "only_one_table_allowed");
  const markdown = of("markdown").map(({ text }) => String(text).length);
  if (markdown.reduce((sum, length) => sum + length, 0) > LONGEST_MARKDOWN) {
    tell("/blocks", "markdown is longer than 12000 characters in all");
  }
  const focused = blocks.filter(({ element }) => isRecord(element) && element.focus_on_load === true);
  if (focused.length > 1) tell("/blocks", "only one element may have the focus");
}

export { lints } from "./testing-block-lints";
