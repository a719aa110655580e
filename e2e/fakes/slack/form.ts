import { isObject, type Json, objectOf, objectsOf, textOf } from "./json";

/** A modal filled in by a person, as far as Slack lets them: what the client would not send throws. */

/** A text, or the value of an option, or the values of several; by the block's id. */
export type Values = Readonly<Record<string, string | readonly string[] | null>>;

export function fillForm(view: Json, values: Values, { isSent }: { readonly isSent: boolean }): Json {
  const fields = objectsOf(view.blocks).flatMap((block) =>
    fieldsOf(block).map((element) => ({ block, element })),
  );
  const ids = new Set(fields.map(({ block }) => block.block_id));
  const unknown = Object.keys(values).filter((id) => !ids.has(id));
  if (unknown.length > 0)
    throw new Error(`the form has no field ${unknown.join(", ")}, but ${[...ids].join(", ")}`);
  const state: Record<string, Json> = {};
  for (const { block, element } of fields) {
    const id = textOf(block.block_id);
    const filled = fillField(element, Object.hasOwn(values, id) ? values[id] : initialOf(element));
    if (isSent && filled.isEmpty && block.type === "input" && block.optional !== true)
      throw new Error(`the form wants ${id} (${textOf(objectOf(block.label).text)})`);
    state[id] = { ...state[id], [textOf(element.action_id)]: filled.state };
  }
  return state;
}

/** What keeps a state; buttons keep none. */
function fieldsOf(block: Json): readonly Json[] {
  const all = [block.element, block.accessory, ...(Array.isArray(block.elements) ? block.elements : [])];
  return all.filter(isObject).filter(({ type }) => Object.hasOwn(KINDS, textOf(type)));
}

type Kind = {
  readonly state: string;
  readonly initial: string;
  readonly holds: "text" | "option" | "options" | "list";
};

const text = (name: string): Kind => ({ state: name, initial: `initial_${name}`, holds: "text" });
const TYPED: Kind = text("value");
const CHOSEN: Kind = { state: "selected_option", initial: "initial_option", holds: "option" };
const TICKED: Kind = { state: "selected_options", initial: "initial_options", holds: "options" };
const chosen = (name: string): Kind => ({
  state: `selected_${name}`,
  initial: `initial_${name}`,
  holds: "text",
});
const several = (name: string): Kind => ({
  state: `selected_${name}`,
  initial: `initial_${name}`,
  holds: "list",
});

const KINDS: Readonly<Record<string, Kind>> = {
  plain_text_input: TYPED,
  number_input: TYPED,
  email_text_input: TYPED,
  url_text_input: TYPED,
  static_select: CHOSEN,
  radio_buttons: CHOSEN,
  checkboxes: TICKED,
  multi_static_select: TICKED,
  users_select: chosen("user"),
  conversations_select: chosen("conversation"),
  channels_select: chosen("channel"),
  datepicker: chosen("date"),
  timepicker: chosen("time"),
  datetimepicker: chosen("date_time"),
  multi_users_select: several("users"),
  multi_conversations_select: several("conversations"),
};

type Given = string | readonly string[] | null | undefined;

const kindOf = (element: Json): Kind => KINDS[textOf(element.type)] ?? TYPED;

function initialOf(element: Json): Given {
  const { initial, holds } = kindOf(element);
  const found = element[initial];
  if (holds === "option") return isObject(found) ? textOf(found.value) : null;
  if (holds === "options") return objectsOf(found).map(({ value }) => textOf(value));
  if (holds === "list") return Array.isArray(found) ? found.map(String) : [];
  return found === undefined ? null : String(found);
}

function fillField(element: Json, given: Given): { readonly state: Json; readonly isEmpty: boolean } {
  const { state, holds } = kindOf(element);
  const many = given === null || given === undefined || given === "" ? [] : [given].flat();
  const one = many[0] ?? null;
  const isEmpty = many.length === 0;
  const is = (value: unknown) => ({ state: { type: element.type, [state]: value }, isEmpty });
  switch (holds) {
    case "option":
      return is(one === null ? null : offered(element, one));
    case "options":
      return is(many.map((value) => offered(element, value)));
    case "list":
      return is(many);
    case "text":
      checkTyped(element, one);
      return is(element.type === "datetimepicker" && one !== null ? Number(one) : one);
    default:
      return holds satisfies never;
  }
}

function offered(element: Json, value: string): Json {
  const options = [
    ...objectsOf(element.options),
    ...objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options)),
  ];
  const found = options.find((option) => option.value === value);
  if (found) return found;
  throw new Error(
    `${value} is no option of ${element.action_id}: ${options.map((option) => option.value).join(", ")}`,
  );
}

function checkTyped(element: Json, value: string | null): void {
  if (value === null) return;
  const [least, most] = [Number(element.min_length ?? 0), Number(element.max_length ?? 3000)];
  if (element.type === "plain_text_input" && (value.length < least || value.length > most))
    throw new Error(`${value.length} characters do not fit ${element.action_id} (${least} to ${most})`);
  if (element.type !== "number_input") return;
  const number = Number(value);
  const isWhole = element.is_decimal_allowed === true || Number.isInteger(number);
  const [lowest, highest] = [Number(element.min_value ?? -Infinity), Number(element.max_value ?? Infinity)];
  if (!Number.isFinite(number) || !isWhole || number < lowest || number > highest)
    throw new Error(`${value} does not fit ${element.action_id}`);
}
