/** A message and a form as an app would send them, to try the fake with. */

export const label = (text: string) => ({ type: "plain_text" as const, text });
const choice = (value: string) => ({ value, text: label(value) });

/** A row of buttons and a menu. */
export const card = (...ids: readonly string[]) => [
  {
    type: "actions" as const,
    block_id: "decide",
    elements: [
      ...ids.map((id) => ({ type: "button" as const, action_id: id, value: `${id}:1`, text: label(id) })),
      { type: "overflow" as const, action_id: "more", options: [choice("edit"), choice("ask")] },
    ],
  },
];

export const form = (title: string) => ({
  type: "modal" as const,
  callback_id: "deny",
  title: label(title),
  submit: label("Deny"),
  close: label("Cancel"),
  notify_on_close: true,
  blocks: [
    {
      type: "input" as const,
      block_id: "reason",
      label: label("Why?"),
      element: { type: "plain_text_input" as const, action_id: "v", min_length: 3 },
    },
    {
      type: "input" as const,
      block_id: "kind",
      optional: true,
      label: label("What is wrong?"),
      element: {
        type: "radio_buttons" as const,
        action_id: "v",
        options: [choice("risky"), choice("wrong")],
      },
    },
    {
      type: "actions" as const,
      elements: [{ type: "button" as const, action_id: "more", text: label("More") }],
    },
  ],
});
