/**
 * A process of its own that uses an embedded database, for tests about several processes and about kill -9.
 * It says one line when it is open (or cannot be), and leaves properly when its input ends.
 */
import { openEmbedded } from "./embedded";

const [, , dataDir = "", patience = "30"] = process.argv;

export type Word =
  | { readonly url: string; readonly joined: boolean }
  | { readonly stopped: true }
  | { readonly error: { readonly name: string; readonly message: string } };

function say(word: Word): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}

try {
  const embedded = await openEmbedded({ dataDir, log: () => undefined, patienceSeconds: Number(patience) });
  process.stdin.once("end", async () => {
    await embedded.stop();
    say({ stopped: true });
    process.exit(0);
  });
  process.stdin.resume();
  say({ url: embedded.url, joined: embedded.joined });
} catch (error) {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  say({ error: { name, message } });
  process.exit(1);
}
