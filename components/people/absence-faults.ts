type Wanted = { readonly to: string | null; readonly start: number | null; readonly end: number | null };
type Faults = { readonly to: string | null; readonly start: string | null; readonly end: string | null };

/** What an absence still lacks before it is worth asking the server, which knows the rest; null where it is there. */
export function absenceFaults({ to, start, end }: Wanted, now: number): Faults {
  return {
    to: to === null ? "Choose who stands in." : null,
    start: start === null ? "Say from when." : null,
    end: end === null ? "Say until when." : end <= now ? "That time is past." : null,
  };
}
