import { version as release } from "@/package.json";
import type { Command } from "./command";

export const version: Command = {
  name: "version",
  summary: "print the version",
  options: [],
  run: async (_argv, shell) => {
    shell.out(release);
    return "done";
  },
};
