"use client";

import { ArrowLeft, Ellipsis } from "lucide-react";
import { useId, useState } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { Button } from "../shared/button";
import { cn } from "../shared/cn";
import { Dialog } from "../shared/dialog";
import { ProblemNotice } from "../shared/notice";
import { durationText } from "../shared/time";
import { plural } from "../shared/words";
import { AssignForm } from "./assign-form";
import { EXTENSION_SECONDS, useClockVerbs } from "./clock-verbs";
import { RerouteForm } from "./reroute-form";

type Place = "menu" | "reassign" | "add_responder" | "reroute";

const TITLES: Readonly<Record<Place, string>> = {
  menu: "More actions",
  reassign: "Reassign",
  add_responder: "Add a responder",
  reroute: "Re-route",
};

/** Everything that may be done about a request besides answering it, each with what it does. */
export function MoreActions({ request }: { request: RequestDetail }) {
  const [place, setPlace] = useState<Place | null>(null);
  const [done, setDone] = useState("");
  const finish = (said: string) => {
    setDone(said);
    setPlace(null);
  };
  return (
    <>
      <Button
        look="bare"
        size="small"
        aria-haspopup="dialog"
        onClick={() => {
          setDone("");
          setPlace("menu");
        }}
      >
        <Ellipsis aria-hidden="true" className="size-4" />
        More actions
      </Button>
      <p role="status" className="sr-only">
        {done}
      </p>
      <Dialog title={TITLES[place ?? "menu"]} isOpen={place !== null} onClose={() => setPlace(null)}>
        {place === "menu" ? (
          <Menu request={request} onGo={setPlace} onDone={finish} />
        ) : (
          <>
            <Button look="bare" size="small" className="-mt-2 mb-2 -ml-2.5" onClick={() => setPlace("menu")}>
              <ArrowLeft aria-hidden="true" className="size-3.5" />
              Back
            </Button>
            {place === "reroute" ? (
              <RerouteForm request={request} onDone={finish} />
            ) : (
              <AssignForm
                key={place}
                request={request}
                verb={place === "add_responder" ? "add_responder" : "reassign"}
                onDone={finish}
              />
            )}
          </>
        )}
      </Dialog>
    </>
  );
}

function Menu({
  request,
  onGo,
  onDone,
}: {
  request: RequestDetail;
  onGo: (place: Place) => void;
  onDone: (said: string) => void;
}) {
  const clock = useClockVerbs(request, onDone);
  const { verbs } = request.may_steer;
  const left = request.extensions_left;
  const isConcerned = verbs.includes("acknowledge");
  return (
    <div className="-mx-2 grid">
      {isConcerned ? (
        <Act
          name={clock.acknowledge.isDone ? "You are looking" : "Acknowledge"}
          isDisabled={clock.isBusy || clock.acknowledge.isDone}
          onClick={clock.acknowledge.run}
        >
          Says that you are looking. Paging pauses for a while; the deadline stays.
        </Act>
      ) : null}
      <Act
        name="Escalate now"
        isDisabled={clock.isBusy || !clock.escalate.isPossible}
        onClick={clock.escalate.run}
      >
        {clock.escalate.isPossible ? "Pages the next step at once." : "Every step has been paged."}
      </Act>
      {isConcerned ? (
        <Act
          name={`Extend by ${durationText(EXTENSION_SECONDS)}`}
          isDisabled={clock.isBusy || !clock.extend.isPossible}
          onClick={clock.extend.run}
        >
          {left > 0
            ? `Moves the deadline. ${plural(left, "extension")} left.`
            : "No extension is left: the deadline stays."}
        </Act>
      ) : null}
      {verbs.includes("reassign") ? (
        <Act name="Reassign…" onClick={() => onGo("reassign")}>
          Hands it to somebody else, who is paged at once.
        </Act>
      ) : null}
      {verbs.includes("add_responder") ? (
        <Act name="Add responder…" onClick={() => onGo("add_responder")}>
          Pages one more person about it.
        </Act>
      ) : null}
      {verbs.includes("reroute") ? (
        <Act name="Re-route…" onClick={() => onGo("reroute")}>
          Sends it to other people, under another rule. The deadline stays.
        </Act>
      ) : null}
      {clock.problem ? (
        <div role="alert" className="mt-2 px-2">
          <ProblemNotice problem={clock.problem} />
        </div>
      ) : null}
    </div>
  );
}

/** A button whose reach is its whole row: its name is the verb, its description what comes of it. */
function Act({
  name,
  isDisabled = false,
  onClick,
  children,
}: {
  name: string;
  isDisabled?: boolean;
  onClick: () => void;
  children: string;
}) {
  const id = useId();
  return (
    <div
      className={cn("relative grid min-h-11 gap-0.5 rounded-md px-2 py-2", !isDisabled && "hover:bg-hover")}
    >
      <button
        type="button"
        disabled={isDisabled}
        aria-describedby={id}
        onClick={onClick}
        className="justify-self-start font-medium text-sm after:absolute after:inset-0 after:rounded-md after:content-[''] disabled:text-ink-3"
      >
        {name}
      </button>
      <p id={id} className="text-ink-2 text-xs">
        {children}
      </p>
    </div>
  );
}
