import { describe, expect, it } from "vitest";
import { isDatabaseAway } from "./database-away";

const failure = (more: object) => Object.assign(new Error("x"), more);

describe("the database is away", () => {
  it.each([
    ["a refused connection", failure({ code: "ECONNREFUSED" })],
    ["a socket that is not there", failure({ code: "ENOENT", syscall: "connect" })],
    ["the same, wrapped by Prisma", failure({ code: "ENOENT", clientVersion: "7.10.0" })],
    ["an administrator's stop", failure({ code: "57P01" })],
    ["a class 08 of PostgreSQL", failure({ code: "08006" })],
    [
      "any of them deep inside",
      failure({ meta: { driverAdapterError: { cause: { kind: "ConnectionClosed" } } } }),
    ],
    ["one of several at once", new AggregateError([failure({}), failure({ code: "ECONNRESET" })])],
  ])("with %s", (_name, error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    ["a missing file", failure({ code: "ENOENT", syscall: "open" })],
    ["a violated constraint", failure({ code: "23505", clientVersion: "7.10.0" })],
    ["nothing at all", undefined],
  ])("not with %s", (_name, error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });

  it("and an error that contains itself is not followed for ever", () => {
    const error = failure({});
    expect(isDatabaseAway(Object.assign(error, { cause: error }))).toBe(false);
  });
});
