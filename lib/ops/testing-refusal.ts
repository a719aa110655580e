import { isDomainError } from "@/lib/contract/errors";

/** What a verb refuses with: its code, then the places it names. `ok` when it does not refuse. */
export async function refusalOf(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work;
    return ["ok"];
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return [error.code, ...(error.more.errors ?? []).map(({ path }) => path)];
  }
}
