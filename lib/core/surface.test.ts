import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createRegistry,
  governingSurface,
  matchesGlob,
  resolveSurface,
  type Surface,
  surfaceOfTool,
  type Tier,
} from "./surface";

const surface = (id: string, tools: readonly string[], tier: Tier = "approval"): Surface => ({
  id,
  tools,
  tier,
  reversibility: "irreversible",
  owner: null,
  authors: [],
  inputSchema: null,
});

const registryOf = (...surfaces: Surface[]) => createRegistry(surfaces).registry;

const REFUND = surface("payments.refund", ["refund.create"]);
const READ = surface("harmless.read", ["read.*"], "autonomous");
const OPEN = surface("open", [], "autonomous");
const REGISTRY = registryOf(REFUND, READ, OPEN);

describe("which surface a claim means", () => {
  test("a tool alone means the surface that lists it; a surface alone means itself", () => {
    expect(resolveSurface(REGISTRY, { tool: "refund.create" })).toEqual({
      kind: "registered",
      surface: REFUND,
    });
    expect(resolveSurface(REGISTRY, { surface: "payments.refund" })).toEqual({
      kind: "registered",
      surface: REFUND,
    });
  });

  test("both mean the surface if they agree, and a mismatch if they do not", () => {
    const agreed = { surface: "payments.refund", tool: "refund.create" };
    expect(resolveSurface(REGISTRY, agreed)).toEqual({ kind: "registered", surface: REFUND });
    expect(resolveSurface(REGISTRY, { surface: "harmless.read", tool: "refund.create" })).toEqual({
      kind: "mismatch",
      claimed: READ,
      actual: REFUND,
    });
  });

  test("a tool the named surface does not list is not covered by it", () => {
    expect(resolveSurface(REGISTRY, { surface: "harmless.read", tool: "shell.exec" })).toEqual({
      kind: "unregistered",
      related: READ,
    });
  });

  test("a surface that lists no tools takes a tool that is nobody else's, and no other", () => {
    expect(resolveSurface(REGISTRY, { surface: "open", tool: "shell.exec" })).toEqual({
      kind: "registered",
      surface: OPEN,
    });
    expect(resolveSurface(REGISTRY, { surface: "open", tool: "refund.create" }).kind).toBe("mismatch");
  });

  test("a surface that does not exist is no surface, whatever the tool", () => {
    expect(resolveSurface(REGISTRY, { surface: "no.such", tool: null })).toEqual({
      kind: "unregistered",
      related: null,
    });
    expect(resolveSurface(REGISTRY, { surface: "no.such", tool: "refund.create" })).toEqual({
      kind: "unregistered",
      related: REFUND,
    });
  });

  test.each([
    "Refund.Create",
    "refund.create ",
    "refund.creаte",
    "refund.create.",
    "",
    "*",
    "__proto__",
    "constructor",
  ])("another spelling is another tool: %j", (tool) => {
    expect(resolveSurface(REGISTRY, { tool })).toEqual({ kind: "unregistered", related: null });
  });

  test("nothing named is nothing registered", () => {
    expect(resolveSurface(REGISTRY, {})).toEqual({ kind: "unregistered", related: null });
  });

  test("an action in doubt is recorded under the stricter surface, an uncovered one under none", () => {
    const doubtful = resolveSurface(REGISTRY, { surface: "harmless.read", tool: "refund.create" });
    const reversed = resolveSurface(REGISTRY, { surface: "payments.refund", tool: "read.file" });
    expect(governingSurface(doubtful)).toBe(REFUND);
    expect(governingSurface(reversed)).toBe(REFUND);
    expect(governingSurface(resolveSurface(REGISTRY, { tool: "shell.exec" }))).toBeNull();
  });
});

describe("which surface a tool belongs to", () => {
  test("an exact name beats every glob, and the longest glob beats the others", () => {
    const registry = registryOf(
      surface("all", ["*"]),
      surface("git", ["git.*"]),
      surface("git-push", ["git.push*"]),
      surface("force", ["git.push-force"]),
    );
    expect(surfaceOfTool(registry, "git.push-force")?.id).toBe("force");
    expect(surfaceOfTool(registry, "git.push-tags")?.id).toBe("git-push");
    expect(surfaceOfTool(registry, "git.commit")?.id).toBe("git");
    expect(surfaceOfTool(registry, "shell")?.id).toBe("all");
  });

  test("stars do not make a glob longer", () => {
    const registry = registryOf(surface("stars", ["g*****"]), surface("words", ["git*"]));
    expect(surfaceOfTool(registry, "git.push")?.id).toBe("words");
  });

  test("what two surfaces claim falls to the stricter one, and is a problem when it is saved", () => {
    const lax = surface("lax", ["x", "y.*"], "autonomous");
    const strict = surface("strict", ["x", "y.*"], "prohibited");
    for (const order of [
      [lax, strict],
      [strict, lax],
    ]) {
      const { registry, problems } = createRegistry(order);
      expect(surfaceOfTool(registry, "x")).toBe(strict);
      expect(surfaceOfTool(registry, "y.z")).toBe(strict);
      expect(problems).toHaveLength(2);
    }
  });

  test("of two globs that know a tool equally well the stricter surface has it", () => {
    const registry = registryOf(
      surface("lax", ["ab*"], "autonomous"),
      surface("strict", ["*bc"], "prohibited"),
    );
    expect(surfaceOfTool(registry, "abc")?.id).toBe("strict");
  });

  test("of two surfaces of one id the stricter one exists, and it is a problem when it is saved", () => {
    const lax = surface("same", ["a"], "autonomous");
    const strict = surface("same", ["b"], "prohibited");
    const { registry, problems } = createRegistry([strict, lax]);
    expect(registry.surfaces.get("same")).toBe(strict);
    expect(problems).toEqual([{ surface: "same", message: "there are two of this id" }]);
  });
});

describe("a glob", () => {
  test.each([
    ["*", "", true],
    ["*", "anything", true],
    ["a*", "a", true],
    ["a*c", "abbbc", true],
    ["a*c", "abbb", false],
    ["*.create", "refund.create", true],
    ["a*b*c", "a-b-b-c", true],
    ["a.c", "abc", false],
    ["(a+)+", "aaa", false],
    ["a**b", "ab", true],
    ["", "", true],
    ["", "a", false],
  ])("%j on %j is %j", (glob, text, expected) => {
    expect(matchesGlob(glob, text)).toBe(expected);
  });

  test("agrees with the regular expression it stands for", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "*"), { maxLength: 8 }).map((parts) => parts.join(""));
    const text = fc.array(fc.constantFrom("a", "b"), { maxLength: 10 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(letters, text, (glob, word) => {
        expect(matchesGlob(glob, word)).toBe(new RegExp(`^${glob.replaceAll("*", ".*")}$`).test(word));
      }),
      { numRuns: 2_000 },
    );
  });
});
