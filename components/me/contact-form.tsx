"use client";

import { type FormEvent, useState } from "react";
import type { MyContact } from "@/lib/contract/people-own";
import { ContactFields } from "../people/contact-fields";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { errorAt } from "../shared/form/error-at";
import { FormSection } from "../shared/form/form-page";
import { ProblemNotice } from "../shared/notice";
import { useSetContact } from "./queries";

/** How I am reached: my own order, my own delays. */
export function ContactForm({ initial }: { initial: MyContact }) {
  const [contact, setContact] = useState(initial);
  const save = useSetContact();
  const change = (next: MyContact | null) => {
    save.reset();
    setContact(next ?? { default: null, urgent: null });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(contact, { onSuccess: setContact });
  };
  const problem = save.isError ? problemOf(save.error) : null;
  // The fields are those of a person, whose contact is one part; what is sent here is that part alone.
  const at = (path: string) => ({ path, error: errorAt(problem, path.replace(/^\/contact/, "")) });
  return (
    <form onSubmit={submit} noValidate aria-label="How you are reached">
      <FormSection
        title="How you are reached"
        summary="The console always shows a page. A way that is not set up here is marked on the request, and the next one is used at once; what follows later is dropped once you answer or say that you are looking."
      >
        <ContactFields contact={contact} onChange={change} at={at} />
        {problem ? (
          <div role="alert" className="sm:col-span-2">
            <ProblemNotice problem={problem} />
          </div>
        ) : null}
        <div className="flex flex-wrap items-center gap-3 sm:col-span-2">
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isPending ? "Saving…" : "Save"}
          </Button>
          <p role="status" className="text-permit text-sm">
            {save.isSuccess ? "Saved. It holds for the next page." : ""}
          </p>
        </div>
      </FormSection>
    </form>
  );
}
