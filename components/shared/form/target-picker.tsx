"use client";

import type { ComponentProps } from "react";
import type { ConfigDocument } from "@/lib/contract/config";
import { plural } from "../words";
import { type Option, Picker } from "./picker";

/** Pickers of what configuration names: people by their ids, targets by their kind and id. */

type Kind = "person" | "team" | "schedule" | "channel";

export const personOptions = (document: ConfigDocument): readonly Option[] =>
  document.people.map(({ id, name, role }) => ({
    value: id,
    label: name,
    note: role === "member" ? id : `${id} · ${role}`,
  }));

export function targetOptions(document: ConfigDocument, kinds: readonly Kind[]): readonly Option[] {
  const options: Readonly<Record<Kind, () => readonly Option[]>> = {
    person: () => personOptions(document).map((option) => ({ ...option, value: `person:${option.value}` })),
    team: () =>
      document.teams.map(({ id, name, members }) => ({
        value: `team:${id}`,
        label: `Team ${name ?? id}`,
        note: plural(members.length, "person", "people"),
      })),
    schedule: () =>
      document.schedules.map(({ id, name }) => ({
        value: `schedule:${id}`,
        label: `On call: ${name ?? id}`,
        note: "whoever is on call then",
      })),
    channel: () =>
      document.channels.map(({ id, name }) => ({
        value: `channel:${id}`,
        label: `Room ${name ?? id}`,
        note: "Slack",
      })),
  };
  return kinds.flatMap((kind) => options[kind]());
}

type Rest = Omit<ComponentProps<typeof Picker>, "options">;

export const PersonPicker = ({ document, ...rest }: Rest & { document: ConfigDocument }) => (
  <Picker options={personOptions(document)} {...rest} />
);

/** What may be paged or may answer. */
export const TargetPicker = ({
  document,
  kinds,
  extra = [],
  ...rest
}: Rest & {
  document: ConfigDocument;
  kinds: readonly Kind[];
  /** What is not an item of the configuration: `agent:owner`. */
  extra?: readonly Option[];
}) => <Picker options={[...extra, ...targetOptions(document, kinds)]} {...rest} />;
