import { expect } from "@playwright/test";

/** A caller is an address and what identifies whoever calls: a key, a session, or nothing. */

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed when it is JSON of any kind. */
  readonly body: unknown;
};

type HeaderList = Readonly<Record<string, string>>;

export type Caller = {
  readonly url: string;
  readonly headers: HeaderList;
  readonly get: (path: string, headers?: HeaderList) => Promise<Answer>;
  readonly post: (path: string, body?: unknown, headers?: HeaderList) => Promise<Answer>;
  readonly put: (path: string, body: unknown, headers?: HeaderList) => Promise<Answer>;
  readonly delete: (path: string, headers?: HeaderList) => Promise<Answer>;
  /** The body goes out as it is. */
  readonly send: (method: string, path: string, raw: string | null, headers?: HeaderList) => Promise<Answer>;
};

export function createCaller(url: string, identity: HeaderList = {}): Caller {
  const send: Caller["send"] = async (method, path, raw, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...identity, ...headers },
      ...(raw === null ? {} : { body: raw }),
      redirect: "manual",
    });
    return readAnswer(response);
  };
  const json = (method: string, path: string, body: unknown, headers: HeaderList = {}) =>
    body === undefined
      ? send(method, path, null, headers)
      : send(method, path, JSON.stringify(body), { "Content-Type": "application/json", ...headers });
  return {
    url,
    headers: identity,
    send,
    get: (path, headers) => send("GET", path, null, headers),
    post: (path, body, headers) => json("POST", path, body, headers),
    put: (path, body, headers) => json("PUT", path, body, headers),
    delete: (path, headers) => send("DELETE", path, null, headers),
  };
}

export const bearer = (url: string, secret: string): Caller =>
  createCaller(url, { Authorization: `Bearer ${secret}` });

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /^application\/([a-z.-]+\+)?json\b/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== "" ? JSON.parse(text) : null,
  };
}

/** The member at a path of names and indices, `decision.decided_by.0.person`; undefined when there is none. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  if (typeof found === "string") return found;
  throw new Error(`no text at ${path} of ${JSON.stringify(value)?.slice(0, 2000)}`);
}

export function numberAt(value: unknown, path: string): number {
  const found = at(value, path);
  if (typeof found === "number") return found;
  throw new Error(`no number at ${path} of ${JSON.stringify(value)?.slice(0, 2000)}`);
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  if (Array.isArray(found)) return found;
  throw new Error(`no list at ${path} of ${JSON.stringify(value)?.slice(0, 2000)}`);
}

/** The instant at a path, in milliseconds; it must be RFC 3339 in UTC. */
export function instantAt(value: unknown, path: string): number {
  const text = textAt(value, path);
  expect(text, path).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  return Date.parse(text);
}

/** Fails unless the answer is this problem, complete as RFC 9457 and the contract want it. */
export function expectProblem(answer: Answer, status: number, reasonCode?: string): void {
  expect(answer.status, answer.text.slice(0, 2000)).toBe(status);
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    reason_code: reasonCode ?? expect.stringMatching(/^[a-z_]+$/),
  });
}

/** Configuration, which people write in files, also says where. */
const ERROR_MEMBERS = new Set(["path", "message", "line", "column"]);

/** The paths of `errors`, after checking that the answer is a 422 that carries some. */
export function invalidPaths(answer: Answer): readonly string[] {
  expectProblem(answer, 422);
  const errors = listAt(answer.body, "errors");
  for (const error of errors) {
    expect(error).toMatchObject({ path: expect.any(String), message: expect.stringMatching(/\S/) });
    expect(Object.keys(Object(error)).filter((name) => !ERROR_MEMBERS.has(name))).toEqual([]);
  }
  return errors.map((error) => textAt(error, "path"));
}
