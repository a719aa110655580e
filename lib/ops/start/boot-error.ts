/** What keeps the house from starting and a person can put right, in words for the person at the terminal. */
export class BootError extends Error {
  override readonly name = "BootError";
}
