import {
  anyText,
  boolean,
  both,
  byType,
  exactlyOne,
  integer,
  isRecord,
  list,
  matching,
  oneOf,
  plainText,
  record,
  type Shape,
  type Shapes,
  string,
  url,
} from "./testing-block-shapes";

/** The elements that stand inside blocks, as Slack's reference limits them. */

const confirm = record(
  { text: anyText(300) },
  {
    title: plainText(100),
    confirm: plainText(30),
    deny: plainText(30),
    style: oneOf("primary", "danger"),
  },
);
const action: Shapes = { action_id: string({ max: 255 }) };
const confirmable: Shapes = { ...action, confirm };
const focusable: Shapes = { focus_on_load: boolean };
const placeholder: Shapes = { placeholder: plainText(150) };
const dispatch: Shapes = {
  dispatch_action_config: record(
    {},
    { trigger_actions_on: list(oneOf("on_enter_pressed", "on_character_entered"), { max: 2 }) },
  ),
};

const value = string({ max: 150 });
const option = (text: Shape, more: Shapes = {}): Shape =>
  record({ text, value }, { description: plainText(75), ...more });
const plainOption = option(plainText(75));
const choiceOption = option(anyText(75));
const optionGroup = record({ label: plainText(75), options: list(plainOption, { max: 100 }) });

const sameAs = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** No two options of one choice may send the same, and what is chosen at first must be among them. */
const choice: Shape = (element, pointer, tell) => {
  if (!isRecord(element)) return;
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const given = [element.options, ...groups.map((group) => (isRecord(group) ? group.options : null))];
  const options = given.flatMap((some) => (Array.isArray(some) ? some : []));
  const values = options.map((one) => (isRecord(one) ? one.value : null));
  if (new Set(values).size < values.length) tell(`${pointer}/options`, "two options have one value");
  const initial = [element.initial_option, element.initial_options].flat().filter((one) => one !== undefined);
  if (initial.some((one) => !options.some((offered) => sameAs(offered, one)))) {
    tell(`${pointer}/initial_option`, "must be one of the options");
  }
};

const button = record(
  { text: plainText(75) },
  {
    ...confirmable,
    value: string({ max: 2000 }),
    url,
    style: oneOf("primary", "danger"),
    accessibility_label: string({ max: 75 }),
  },
);

const overflow = both(
  record({ options: list(option(plainText(75), { url }), { min: 2, max: 5 }) }, confirmable),
  choice,
);

const staticSelect = both(
  record(
    {},
    {
      ...confirmable,
      ...focusable,
      ...placeholder,
      options: list(plainOption, { max: 100 }),
      option_groups: list(optionGroup, { max: 100 }),
      initial_option: plainOption,
    },
  ),
  exactlyOne("options", "option_groups"),
  choice,
);

const radioButtons = both(
  record(
    { options: list(choiceOption, { max: 10 }) },
    { ...confirmable, ...focusable, initial_option: choiceOption },
  ),
  choice,
);
const checkboxes = both(
  record(
    { options: list(choiceOption, { max: 10 }) },
    { ...confirmable, ...focusable, initial_options: list(choiceOption, { max: 10 }) },
  ),
  choice,
);

const picker = (initial: Shapes): Shape =>
  record({}, { ...confirmable, ...focusable, ...placeholder, ...initial });
const DATE = matching(/^\d{4}-\d\d-\d\d$/, "a date, YYYY-MM-DD");
const TIME = matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a time, HH:mm");

const textInput = (more: Shapes): Shape =>
  record({}, { ...action, ...focusable, ...placeholder, ...dispatch, ...more });

/** Lengths that leave no text, or that the text it starts with does not keep. */
const possibleLengths: Shape = (element, pointer, tell) => {
  if (!isRecord(element)) return;
  const { min_length: min = 0, max_length: max = 3000, initial_value: initial = "" } = element;
  if (Number(min) > Number(max)) tell(`${pointer}/min_length`, "must not be above max_length");
  if (String(initial).length > Number(max)) tell(`${pointer}/initial_value`, "is longer than max_length");
};

const numberInput = record(
  { is_decimal_allowed: boolean },
  {
    ...action,
    ...focusable,
    ...placeholder,
    ...dispatch,
    initial_value: string({ max: 150 }),
    min_value: string({ max: 150 }),
    max_value: string({ max: 150 }),
  },
);

const imageElement = both(
  record(
    { alt_text: string({ max: 2000 }) },
    { image_url: url, slack_file: record({}, { id: string({ max: 255 }), url }) },
  ),
  exactlyOne("image_url", "slack_file"),
);

/** Where a person chooses or presses: in `actions`, beside a section and, but for buttons and menus, as an input. */
const CHOICES: Shapes = {
  checkboxes,
  radio_buttons: radioButtons,
  static_select: staticSelect,
  users_select: picker({ initial_user: string({ max: 255 }) }),
  channels_select: picker({ initial_channel: string({ max: 255 }), response_url_enabled: boolean }),
  conversations_select: picker({
    initial_conversation: string({ max: 255 }),
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
  }),
  datepicker: picker({ initial_date: DATE }),
  timepicker: picker({ initial_time: TIME }),
  datetimepicker: record(
    {},
    { ...confirmable, ...focusable, initial_date_time: integer(1_000_000_000, 9_999_999_999) },
  ),
};

const fieldInput = textInput({ initial_value: string({ min: 0, max: 3000 }) });

const feedback = record(
  { text: plainText(75), value: string({ max: 2000 }) },
  { accessibility_label: string({ max: 75 }) },
);

export const actionElement = byType({ ...CHOICES, button, overflow }, "element");
export const accessory = byType({ ...CHOICES, button, overflow, image: imageElement }, "element");
export const inputElement = byType(
  {
    ...CHOICES,
    plain_text_input: both(
      textInput({
        multiline: boolean,
        initial_value: string({ min: 0, max: 3000 }),
        min_length: integer(0, 3000),
        max_length: integer(1, 3000),
      }),
      possibleLengths,
    ),
    number_input: numberInput,
    email_text_input: fieldInput,
    url_text_input: fieldInput,
  },
  "element",
);
export const contextElement: Shape = (one, pointer, tell) =>
  isRecord(one) && one.type === "image"
    ? imageElement(one, pointer, tell)
    : anyText(3000)(one, pointer, tell);
export const contextAction = byType(
  {
    feedback_buttons: record({ positive_button: feedback, negative_button: feedback }, action),
    icon_button: record(
      { icon: string({ max: 255 }), text: plainText(75) },
      {
        ...confirmable,
        value: string({ max: 2000 }),
        accessibility_label: string({ max: 75 }),
        visible_to_user_ids: list(string({ max: 255 }), { max: 100 }),
      },
    ),
  },
  "element",
);
