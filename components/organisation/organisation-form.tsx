"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ConfigDocument } from "@/lib/contract/config";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { getTagged, problemOf, sendJson } from "../shared/api";
import { useConfig, useConfigChange } from "../shared/config-item";
import { equal } from "../shared/equal";
import { errorAt } from "../shared/form/error-at";
import { FormPage, FormSection } from "../shared/form/form-page";
import { NumberInput, Select, TextInput } from "../shared/form/inputs";
import { useReadOnly } from "../shared/form/read-only";
import { TargetPicker } from "../shared/form/target-picker";
import { ZoneInput } from "../shared/form/zone-input";
import { saySaved } from "../shared/saved";

type Organisation = ConfigDocument["organisation"];

/** Only the organisation's own lines are changed; what others change elsewhere in the document meanwhile is kept. */
async function save({ before, after }: { before: Organisation; after: Organisation }): Promise<ConfigPlan> {
  const { value, tag } = await getTagged<ConfigDocument>("/api/v1/config");
  const isUntouched = equal(value.organisation, before);
  return sendJson<ConfigPlan>(
    "PUT",
    "/api/v1/config",
    { ...value, organisation: after },
    // A tag that is of no version: the server then says what it says to everybody who comes too late.
    isUntouched ? tag : '"superseded"',
  );
}

/** What holds for the whole house. */
export function OrganisationForm() {
  const { value: document } = useConfig();
  const router = useRouter();
  const [before, setBefore] = useState(document.organisation);
  const [draft, setDraft] = useState<Organisation>(document.organisation);
  const saving = useConfigChange(save);
  const readOnly = useReadOnly("organisation");
  const problem = saving.isError ? problemOf(saving.error) : null;
  const at = (path: string) => ({ path, error: errorAt(problem, `/organisation${path}`) });
  const set = (changes: Partial<Organisation>) => setDraft({ ...draft, ...changes });
  const reread = async () => {
    const { value } = await getTagged<ConfigDocument>("/api/v1/config");
    saving.reset();
    setBefore(value.organisation);
    return value.organisation;
  };
  const submit = async () => {
    const plan = await saving.mutateAsync({ before, after: draft }).catch(() => null);
    if (!plan) return;
    setBefore(draft);
    saySaved(
      "Saved the organisation. Requests that are open keep their route and deadline.",
      "/organisation",
    );
    router.refresh();
  };
  return (
    <FormPage
      title="Organisation"
      summary="What holds where nothing else says otherwise."
      back={{ href: "/configuration", label: "Configuration" }}
      form={{
        isDirty: !equal(draft, before),
        isSaving: saving.isPending,
        problem,
        takeTheirs: async () => setDraft(await reread()),
        keepMine: async () => void (await reread()),
      }}
      readOnly={readOnly}
      onSave={() => void submit()}
    >
      <FormSection title="Organisation">
        <TextInput label="Name" value={draft.name} onChange={(name) => set({ name })} {...at("/name")} />
        <ZoneInput
          label="Time zone"
          hint="Times in the console, and of schedules that name none."
          value={draft.time_zone}
          onChange={(time_zone) => set({ time_zone })}
          {...at("/time_zone")}
        />
      </FormSection>
      <Fallback document={document} draft={draft} set={set} at={at} />
      <Limits draft={draft} set={set} at={at} />
    </FormPage>
  );
}

type Part = {
  readonly draft: Organisation;
  readonly set: (changes: Partial<Organisation>) => void;
  readonly at: (path: string) => { readonly path: string; readonly error: string | null };
};

function Fallback({ document, draft, set, at }: Part & { document: ConfigDocument }) {
  const { notify } = draft.fallback;
  // One of several by load is written in the file; it stays as it is.
  const picked = notify.filter((target) => typeof target !== "string");
  return (
    <FormSection
      title="When nothing else applies"
      summary="Silence is a denial, always. This says who hears of it first."
    >
      <Select
        label="Default route"
        hint="Takes what no other route takes."
        value={draft.default_route ?? null}
        choices={document.routes.map(({ id, name }) => [id, name ?? id] as const)}
        empty="The first route without a condition"
        onChange={(default_route) => set({ default_route })}
        {...at("/default_route")}
      />
      <TargetPicker
        label="Fallback"
        hint="Paged when a route has nobody who could approve. Nobody here pages the admins."
        document={document}
        kinds={["person", "team", "schedule", "channel"]}
        value={notify.filter((target) => typeof target === "string")}
        onChange={(named) => set({ fallback: { ...draft.fallback, notify: [...named, ...picked] } })}
        {...at("/fallback/notify")}
      />
      <Select
        label="Unregistered tools"
        hint="What becomes of a tool that is on no surface."
        value={draft.fallback.unregistered ?? "ask"}
        choices={UNREGISTERED}
        onChange={(unregistered) => set({ fallback: { ...draft.fallback, unregistered } })}
        {...at("/fallback/unregistered")}
      />
    </FormSection>
  );
}

const UNREGISTERED = [
  ["ask", "Ask a person"],
  ["deny", "Refuse it"],
] as const;

function Limits({ draft, set, at }: Part) {
  const limits = draft.limits ?? {};
  return (
    <FormSection title="Limits of every agent" summary="For agents that have none of their own.">
      <NumberInput
        label="Actions a minute"
        isOptional
        placeholder="60"
        minimum={0}
        value={limits.per_minute ?? null}
        onChange={(per_minute) => set({ limits: { ...limits, per_minute } })}
        {...at("/limits/per_minute")}
      />
      <NumberInput
        label="Open requests at once"
        isOptional
        placeholder="100"
        minimum={0}
        value={limits.open_requests ?? null}
        onChange={(open_requests) => set({ limits: { ...limits, open_requests } })}
        {...at("/limits/open_requests")}
      />
    </FormSection>
  );
}
