import { describe, expect, it } from "vitest";
import { isOwnFault } from "./own-fault";

/** As the driver's errors come out of Prisma. */
const raised = (sqlState: string) =>
  Object.assign(new Error("raw query failed"), { code: "P2010", meta: { code: sqlState } });
const coded = (code: string) => Object.assign(new Error(code), { code });

describe("a batch that failed is tried again one by one", () => {
  it.each([
    ["data that is not well-formed", raised("22P02")],
    ["a constraint", raised("23505")],
    ["a defect of ours", new TypeError("x is not a function")],
  ])("after %s: the others need not suffer", (_, error) => {
    expect(isOwnFault(error)).toBe(true);
  });

  it.each([
    ["the database is away", coded("ECONNREFUSED")],
    ["a connection broke", raised("08006")],
    ["it shuts down", raised("57P01")],
    ["its disk is full", raised("53100")],
    ["no connection came free in time", coded("P2028")],
  ])("but not when %s: all are told at once", (_, error) => {
    expect(isOwnFault(error)).toBe(false);
  });
});
