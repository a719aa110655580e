import { DomainError, isDomainError } from "@/lib/contract/errors";
import { withPlaces } from "@/lib/runtime/yaml";

/** What goes wrong with a document that people write by hand is said by line and column as well. */
export async function located<T>(source: Uint8Array | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (source === null || !isDomainError(error) || !error.more.errors) throw error;
    const errors = await withPlaces(error.more.errors, source);
    throw new DomainError(error.code, error.detail, { ...error.more, errors });
  }
}
