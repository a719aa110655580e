import { readNow } from "@/lib/db/request-reader";

/** The present by the clock that every deadline reads: the database's. */
export const present = async (): Promise<string> => (await readNow()).toISOString();
