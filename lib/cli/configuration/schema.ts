import { configSchema } from "@/lib/contract/config-schema";
import { type Command, parseOptions } from "../command";

/** For editors and validators that want it as a file. */
export const schema: Command = {
  name: "schema",
  summary: "print the JSON Schema of the configuration file; needs no server",
  options: [],
  run: async (argv, shell) => {
    parseOptions(argv, {});
    shell.out(JSON.stringify(configSchema(), null, 2));
    return "done";
  },
};
