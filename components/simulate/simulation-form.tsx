"use client";

import type { RouteBook } from "../routes/book";
import { Select, TextArea, TextInput } from "../shared/form/inputs";
import { useBrowserZone, useZone } from "../shared/time-provider";
import type { Faults, Simulation } from "./simulation";

/** The action as an agent would propose it, and the moment. */
export function SimulationForm({
  simulation,
  book,
  faults,
  onChange,
}: {
  simulation: Simulation;
  book: RouteBook;
  faults: Faults;
  onChange: (changes: Partial<Simulation>) => void;
}) {
  const isOfRoute = simulation.route !== "";
  return (
    <>
      <Select
        label="Agent"
        value={simulation.agent || null}
        choices={book.agents.map(({ id, name }) => [id, name] as const)}
        empty="Any agent"
        onChange={(agent) => onChange({ agent: agent ?? "" })}
        error={faults.agent}
        hint="Its owner can never approve for it."
      />
      <Select
        label="Route"
        value={simulation.route || null}
        choices={book.routes.map(({ id, name }) => [id, name] as const)}
        empty="Whichever takes the action"
        onChange={(route) => onChange({ route: route ?? "" })}
        error={faults.route}
        hint={isOfRoute ? "Tried by itself, whatever would bring a request there." : null}
      />
      {isOfRoute ? null : <ActionFields {...{ simulation, book, faults, onChange }} />}
      <MomentFields {...{ simulation, faults, onChange }} />
    </>
  );
}

type FieldsProps = {
  simulation: Simulation;
  faults: Faults;
  onChange: (changes: Partial<Simulation>) => void;
};

function ActionFields({ simulation, book, faults, onChange }: FieldsProps & { book: RouteBook }) {
  const surface = book.surfaces.find(({ id }) => id === simulation.surface);
  return (
    <>
      <Select
        label="Surface"
        value={simulation.surface || null}
        choices={book.surfaces.map(({ id, name }) => [id, name === id ? id : `${name} (${id})`] as const)}
        empty="The tool’s"
        onChange={(chosen) => {
          const tools = book.surfaces.find(({ id }) => id === chosen)?.tools ?? [];
          onChange({ surface: chosen ?? "", tool: tools[0] ?? simulation.tool });
        }}
        error={faults.surface}
      />
      <TextInput
        label="Tool"
        isMono
        value={simulation.tool}
        onChange={(tool) => onChange({ tool })}
        placeholder="refund.create"
        error={faults.tool}
        hint={surface && surface.tools.length > 0 ? `On this surface: ${surface.tools.join(", ")}` : null}
      />
      <TextArea
        label="Arguments"
        isMono
        rows={5}
        value={simulation.args}
        onChange={(args) => onChange({ args })}
        placeholder={'{ "amount_cents": 25000 }'}
        error={faults.args}
        hint="JSON, as the agent would send it."
      />
      <TextArea
        label="Facts"
        isMono
        rows={2}
        value={simulation.facts}
        onChange={(facts) => onChange({ facts })}
        placeholder={'{ "account_verified": true }'}
        error={faults.facts}
        hint="JSON: what the harness attests, never the model."
      />
      <details>
        <summary className="inline-flex min-h-8 items-center text-engraving text-sm underline underline-offset-2">
          What the run did before, and for whom
        </summary>
        <div className="mt-2 grid gap-4">
          <TextArea
            label="Tools used before"
            isMono
            rows={2}
            value={simulation.path}
            onChange={(path) => onChange({ path })}
            error={faults.path}
            hint="One a line, in their order."
          />
          <TextInput
            label="On behalf of"
            isMono
            value={simulation.behalf}
            onChange={(behalf) => onChange({ behalf })}
            placeholder="user:maria"
            error={faults.behalf}
          />
        </div>
      </details>
    </>
  );
}

function MomentFields({ simulation, faults, onChange }: FieldsProps) {
  const home = useZone();
  const mine = useBrowserZone();
  const zones = [...new Set([home, mine ?? home, "UTC", simulation.zone || home])];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextInput
        label="Date and time"
        type="datetime-local"
        value={simulation.at}
        onChange={(at) => onChange({ at })}
        error={faults.at}
        hint="Empty: now."
      />
      <Select
        label="In the time zone"
        value={simulation.zone || home}
        choices={zones.map((zone) => [zone, zone] as const)}
        onChange={(zone) => onChange({ zone: zone === null || zone === home ? "" : zone })}
      />
    </div>
  );
}
