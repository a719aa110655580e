import { Client } from "pg";
import { background } from "@/lib/runtime/log";
import { databaseUrl } from "./client";

/**
 * One LISTEN connection per process; everything that waits in the process shares it. It reconnects by itself, and says
 * so, because whatever was announced in between was not heard.
 */
export type Listener = { close(): Promise<void> };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export function listen(
  channel: "countersign",
  heard: { readonly message: (payload: string) => void; readonly reconnected: () => void },
): Listener {
  let isClosed = false;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;

  const retry = (pause: number): void => {
    if (isClosed || timer) return;
    timer = setTimeout(() => {
      timer = null;
      background(connect(Math.min(pause * 2, LONGEST_PAUSE_MS)), "listen");
    }, pause);
  };

  const connect = async (nextPause: number): Promise<void> => {
    const fresh = new Client({
      connectionString: databaseUrl(),
      application_name: `countersign:${process.pid}:listen`,
      keepAlive: true,
    });
    let isOver = false;
    const lost = (): void => {
      if (isOver) return;
      isOver = true;
      if (client === fresh) client = null;
      fresh.end().catch(() => undefined);
      retry(nextPause);
    };
    fresh.on("error", lost);
    fresh.on("end", lost);
    fresh.on("notification", ({ payload }) => heard.message(payload ?? ""));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${channel}`);
      if (isClosed) return void (await fresh.end());
      client = fresh;
      heard.reconnected();
    } catch {
      lost();
    }
  };

  background(connect(FIRST_PAUSE_MS), "listen");
  return {
    close: async () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
