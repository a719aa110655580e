"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { problemOf, sendJson } from "../shared/api";
import { Button } from "../shared/button";
import { Card } from "../shared/card";
import { useConfig } from "../shared/config-item";
import { errorAt } from "../shared/form/error-at";
import { TextInput } from "../shared/form/inputs";
import { ProblemNotice } from "../shared/notice";
import { useMe } from "./queries";

/** The way in for somebody without single sign-on: an admin gives them a password, and tells them themselves. */
export function PersonPassword({ id }: { id: string }) {
  const { value: document } = useConfig();
  const me = useMe();
  const [password, setPassword] = useState("");
  const [isShown, setIsShown] = useState(false);
  const give = useMutation({
    mutationFn: () =>
      sendJson<null>("PUT", `/api/v1/people/${encodeURIComponent(id)}/password`, { password }),
    onSuccess: () => setPassword(""),
  });
  const person = document.people.find((known) => known.id === id);
  if (me?.person.role !== "admin" || !person) return null;
  const problem = give.isError ? problemOf(give.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give.mutate();
  };
  return (
    <Card
      title="Sign-in"
      summary={
        person.email == null
          ? "Save an e-mail address first: it is what they sign in with."
          : `A password for ${person.email}, where there is no single sign-on. You tell it to them; sessions they have open end. It is kept only as a hash.`
      }
    >
      {person.email == null ? null : (
        <form onSubmit={submit} className="grid gap-3">
          <div className="flex flex-wrap items-end gap-3">
            <TextInput
              label="New password"
              hint="At least 12 characters."
              type={isShown ? "text" : "password"}
              autoComplete="new-password"
              className="w-full max-w-80"
              value={password}
              onChange={(typed) => {
                give.reset();
                setPassword(typed);
              }}
              path="/password"
              error={errorAt(problem, "/password")}
            />
            <div className="mb-6 flex gap-2">
              <Button aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
                {isShown ? "Hide" : "Show"}
              </Button>
              <Button type="submit" disabled={give.isPending || password === ""}>
                Set password
              </Button>
            </div>
          </div>
          <p role="status" className="text-permit text-sm">
            {give.isSuccess ? "The password is set. Earlier sessions have ended." : ""}
          </p>
          {problem && !errorAt(problem, "/password") ? <ProblemNotice problem={problem} /> : null}
        </form>
      )}
    </Card>
  );
}
