import { writeFile } from "node:fs/promises";
import { type Command, parseOptionsAndFile, UsageError } from "../command";
import { reporting } from "./reporting";
import { connect, SERVER_HELP, SERVER_OPTIONS } from "./server";

const OPTIONS = { ...SERVER_OPTIONS, format: { type: "string" } } as const;

/** The configuration in force, as a file that changes nothing when it is applied, and is the same when exported again. */
export const exportConfiguration: Command = {
  name: "export",
  summary: "write the configuration in force to a file or to the terminal",
  options: [
    "[FILE]                where to write (default -: the terminal)",
    ...SERVER_HELP,
    "--format <yaml|json>  which form (default json for a name that ends in .json, else yaml)",
  ],
  run: async (argv, shell) => {
    const { options, file = "-" } = parseOptionsAndFile(argv, OPTIONS);
    const format = options.format ?? (file.endsWith(".json") ? "json" : "yaml");
    if (format !== "yaml" && format !== "json") throw new UsageError("--format knows yaml and json");
    const server = connect(options, shell);
    return reporting({ json: false, name: file, shell }, async () => {
      const text =
        format === "json"
          ? JSON.stringify(JSON.parse(await server.document("application/json")), null, 2)
          : withSchema(await server.document("application/yaml"), server.url);
      // The shell ends what it prints with a line's end; a file ends with the same one.
      const content = text.replace(/\n$/, "");
      if (file === "-") shell.out(content);
      else await writeFile(file, `${content}\n`);
      return "done";
    });
  },
};

/** Editors complete the file from this comment; to the server it is none of the document. */
const withSchema = (yaml: string, url: string): string =>
  `# yaml-language-server: $schema=${url}/api/v1/config/schema.json\n${yaml}`;
