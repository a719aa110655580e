/** How a command ends, for scripts that read `$?`. The help text is rendered from this table. */
export const EXIT_CODES = {
  done: { code: 0, meaning: "what was asked got its answer (for `ask`: permitted)" },
  failed: { code: 1, meaning: "something went wrong; the last line says what" },
  usage: { code: 2, meaning: "the command was not understood, or there is no key or file to work with" },
  denied: { code: 3, meaning: "`ask`: the answer was no, or there was none in time" },
  unreachable: { code: 4, meaning: "the gate could not be reached, so nothing was approved or changed" },
  changes: { code: 5, meaning: "`plan`, `replay --detailed-exitcode`: the file would change something" },
  findings: {
    code: 6,
    meaning:
      "the configuration has errors, or with `lint --strict` warnings; `replay`: a ruling came out differently",
  },
  conflict: { code: 7, meaning: "`apply`: somebody changed the configuration since it was planned" },
  declined: { code: 8, meaning: "`apply`: the question was answered with no, so nothing was changed" },
  interrupted: { code: 130, meaning: "stopped by Ctrl-C; what was pending has been withdrawn" },
} as const satisfies Record<string, { code: number; meaning: string }>;

export type Ending = keyof typeof EXIT_CODES;
