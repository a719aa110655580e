"use client";

import { Plus } from "lucide-react";
import type { Problem } from "@/lib/contract/common";
import { Button } from "../shared/button";
import { type ItemEditor, useConfig, useItemEditor } from "../shared/config-item";
import { errorAt } from "../shared/form/error-at";
import { FormSection } from "../shared/form/form-page";
import { TextInput } from "../shared/form/inputs";
import { ItemForm } from "../shared/form/item-form";
import { NameAndId } from "../shared/form/name-and-id";
import { ZoneInput } from "../shared/form/zone-input";
import { moved } from "../shared/order";
import { useNow } from "../shared/time-provider";
import { localText, zoneOr } from "../shared/zone-time";
import { GapQuestion, useGapConsent } from "./gap-question";
import { type LayerDraft, LayerFields, type ScheduleDraft } from "./layer-fields";
import { SchedulePreview } from "./schedule-preview";
import { TemporaryFields } from "./temporary-fields";
import { useSchedulePreview } from "./use-schedule-preview";

const BLANK: ScheduleDraft = { id: "", name: "", layers: [], overrides: [], temporary: [] };

/** One schedule: its layers, with what comes of them shown while they are written. */
export function ScheduleForm({ id }: { id: string | null }) {
  const saving = useItemEditor("schedules", id, BLANK);
  const { value: document } = useConfig();
  const now = useNow();
  const { draft, set } = saving;
  const zone = zoneOr(draft.time_zone ?? "", document.organisation.time_zone);
  const preview = useSchedulePreview(draft, now);
  const { question, refusal, ...consent } = useGapConsent(preview);
  const editor = refusal === null ? saving : refused(saving, refusal);
  const change = (layers: readonly LayerDraft[]) => set({ layers: [...layers] });
  // Who only begins to write a schedule has nobody yet, and knows it.
  const isBegun = saving.isDirty && !(saving.isNew && draft.layers.length === 0);
  const isAskedNow = consent.isAsked || (isBegun && question?.kind === "gap");
  return (
    <ItemForm
      noun="schedules"
      editor={editor}
      mayBeSaved={consent.mayBeSaved}
      prepare={(known) => ({
        ...known,
        name: known.name || null,
        time_zone: known.time_zone || null,
        slack_group: known.slack_group?.trim() || null,
      })}
      summary="People take turns. The layers of the highest priority that are active are on call; an edit takes effect at the next hand-over."
      landing={(saved) => `/schedules/${saved}`}
    >
      <Identity editor={editor} organisationZone={document.organisation.time_zone} />
      <FormSection title="Layers">
        {draft.layers.map((layer, index) => (
          <LayerFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a layer without an id has no identity but its place.
            key={index}
            layer={layer}
            index={index}
            count={draft.layers.length}
            at={editor.at}
            onChange={(changed) =>
              change(draft.layers.map((one, place) => (place === index ? changed : one)))
            }
            onMove={(by) => change(moved(draft.layers, index, index + by))}
            onRemove={() => change(draft.layers.filter((_, place) => place !== index))}
          />
        ))}
        <div className="flex flex-wrap gap-2 sm:col-span-2">
          <Button onClick={() => change([...draft.layers, turns(now, zone)])}>
            <Plus aria-hidden="true" className="size-4" />
            Add people who take turns
          </Button>
          <Button
            onClick={() => change([...draft.layers, { priority: 0, calendar: { url: "" }, windows: [] }])}
          >
            Add a calendar
          </Button>
        </div>
      </FormSection>
      <FormSection
        title="Temporary schedules"
        summary="For a time, what stands here replaces the layers and their overrides."
      >
        <TemporaryFields
          temporary={draft.temporary}
          zone={zone}
          now={now}
          at={editor.at}
          onChange={(temporary) => set({ temporary: [...temporary] })}
        />
      </FormSection>
      <SchedulePreview preview={preview} zone={zone} />
      {question && isAskedNow ? (
        <GapQuestion question={question} zone={zone} isMeant={consent.isMeant} onMeant={consent.setIsMeant} />
      ) : null}
    </ItemForm>
  );
}

function Identity({
  editor,
  organisationZone,
}: {
  editor: ItemEditor<"schedules">;
  organisationZone: string;
}) {
  return (
    <FormSection title="Schedule">
      <NameAndId editor={editor} placeholder="Payments on call" />
      <ZoneInput
        label="Time zone"
        value={editor.draft.time_zone ?? ""}
        placeholder={organisationZone}
        hint="Left empty, it is the organisation's."
        onChange={(time_zone) => editor.set({ time_zone })}
        {...editor.at("/time_zone")}
      />
      <TextInput
        label="Slack user group"
        isOptional
        isMono
        hint="Its members are kept to be whoever is on call: S012ABC, or T01/S012ABC."
        placeholder="S012ABC"
        value={editor.draft.slack_group ?? ""}
        onChange={(slack_group) => editor.set({ slack_group })}
        {...editor.at("/slack_group")}
      />
    </FormSection>
  );
}

/** The preview finds what a save would: it is said in the same way. */
const refused = (editor: ItemEditor<"schedules">, problem: Problem): ItemEditor<"schedules"> => ({
  ...editor,
  problem,
  at: (path) => ({ path, error: errorAt(problem, path) }),
});

/** Weekly turns that change on Monday morning. */
function turns(now: number, zone: string): LayerDraft {
  const today = localText(now, zone).slice(0, 10);
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = new Date(Date.parse(`${today}T00:00:00Z`) - weekday * 86_400_000).toISOString().slice(0, 10);
  return {
    priority: 0,
    rotation: { type: "weekly", shift_length: 1, start: `${monday}T09:00`, participants: [] },
    windows: [],
  };
}
