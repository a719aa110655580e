/**
 * The end of this page's talk with the server. Whoever signs out takes back what the page is still asking and asks
 * nothing more: a call that reached the server after its session ended would be refused, and say so where nobody is.
 */

const ending = new AbortController();

/** Aborts once the page is being left for good. */
export const leaving: AbortSignal = ending.signal;

export const hangUp = (): void => ending.abort();
