import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";

/** A connection to the database that a product keeps inside its own directory, for one look. */
export async function withDatabase<T>(dataDir: string, look: (client: Client) => Promise<T>): Promise<T> {
  const directory = join(dataDir, "postgres");
  const [, , , port, socket] = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n");
  const password = readFileSync(join(directory, "countersign.password"), "utf8").trim();
  const client = new Client({
    ...{ user: "countersign", password, database: "countersign" },
    ...{ port: Number(port), host: socket || "127.0.0.1" },
  });
  await client.connect();
  try {
    return await look(client);
  } finally {
    await client.end();
  }
}
