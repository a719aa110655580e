import {
  boolean,
  byType,
  integer,
  list,
  matching,
  oneOf,
  record,
  type Shape,
  type Shapes,
  string,
  url,
} from "./testing-block-shapes";

/** Rich text, which Slack does not parse: its leaves say what they are. */

/** Long enough for everything a leaf is used for; Slack documents no limit of its own. */
const LONGEST_LEAF = 3000;
const MOST_LEAVES = 1000;

const style: Shapes = {
  style: record({}, { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean }),
};
const leaf = (required: Shapes, optional: Shapes = {}): Shape => record(required, { ...style, ...optional });
const slackId = (letters: string): Shape => matching(new RegExp(`^[${letters}][A-Z0-9]+$`), "a Slack id");

const LEAVES: Shapes = {
  text: leaf({ text: string({ max: LONGEST_LEAF }) }),
  link: leaf({ url }, { text: string({ max: LONGEST_LEAF }), unsafe: boolean }),
  user: leaf({ user_id: slackId("UW") }),
  usergroup: leaf({ usergroup_id: slackId("S") }),
  channel: leaf({ channel_id: slackId("CDG") }),
  broadcast: leaf({ range: oneOf("here", "channel", "everyone") }),
  emoji: leaf({ name: string({ max: 255 }) }, { unicode: string({ max: 255 }), url }),
  date: leaf(
    { timestamp: integer(0, 9_999_999_999), format: matching(/\{[a-z_]+\}/, "a format with a {token}") },
    { url, fallback: string({ max: LONGEST_LEAF }) },
  ),
};
const leaves = list(byType(LEAVES, "rich text element"), { max: MOST_LEAVES });
const section = record({ elements: leaves });
const border: Shapes = { border: oneOf(0, 1) };

export const richText = byType(
  {
    rich_text_section: section,
    rich_text_quote: record({ elements: leaves }, border),
    rich_text_preformatted: record(
      {
        elements: list(
          byType({ text: LEAVES.text ?? section, link: LEAVES.link ?? section }, "preformatted element"),
          {
            max: MOST_LEAVES,
          },
        ),
      },
      { ...border, language: string({ max: 255 }) },
    ),
    rich_text_list: record(
      {
        style: oneOf("bullet", "ordered"),
        elements: list(byType({ rich_text_section: section }, "list item"), { max: MOST_LEAVES }),
      },
      { ...border, indent: integer(0, 8), offset: integer(0, 1000) },
    ),
  },
  "rich text",
);
