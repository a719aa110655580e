import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { checkOutboundUrl, lookupPublic, OutboundError, outbound, refuseOutboundUrl } from "./outbound";
import { isPublicAddress } from "./outbound-address";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; allow: string[] }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, allow: [`127.0.0.1:${port}`] };
}

const failure = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof OutboundError ? error.code : String(error);
};

describe("targets", () => {
  it.each([
    "http://example.com/hook",
    "ftp://example.com",
    "https://user:pass@example.com",
    "not a url",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://a.localhost./",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://0.0.0.0/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://017700000001/",
  ])("%s is refused when saved and when called", async (url) => {
    expect(refuseOutboundUrl(url, [])).not.toBeNull();
    expect(await checkOutboundUrl(url, [])).not.toBeNull();
    expect(await failure(outbound({ method: "POST", url }, []))).toBe("refused_target");
  });

  it("public addresses and names pass the look at the text", () => {
    for (const url of ["https://example.com/hook", "https://8.8.8.8/", "https://[2606:4700::1111]/"]) {
      expect(refuseOutboundUrl(url, [])).toBeNull();
    }
    expect(isPublicAddress("93.184.216.34")).toBe(true);
  });

  it("a name that leads to this machine is refused at the moment it is dialled", async () => {
    for (const all of [true, false]) {
      const error = await new Promise((resolve) =>
        lookupPublic("localhost", { all }, (reason) => resolve(reason)),
      );
      expect(error).toMatchObject({ name: "OutboundError", code: "refused_target" });
    }
  });

  it("the allow-list opens one host and port, nothing beside it", async () => {
    const { url, allow } = await serve((_request, response) => response.end("ok"));
    expect((await outbound({ method: "GET", url }, allow)).body.toString()).toBe("ok");
    expect(await failure(outbound({ method: "GET", url }, ["127.0.0.1:1"]))).toBe("refused_target");
  });
});

describe("a call", () => {
  it("sends exactly the bytes and headers given", async () => {
    let seen = "";
    const { url, allow } = await serve(async (request, response) => {
      for await (const chunk of request) seen += chunk;
      seen += ` ${request.headers["webhook-id"]} ${request.method}`;
      response.writeHead(204).end();
    });
    const answer = await outbound(
      { method: "POST", url, headers: { "webhook-id": "m1" }, body: '{"é":1}' },
      allow,
    );
    expect(answer.status).toBe(204);
    expect(seen).toBe('{"é":1} m1 POST');
  });

  it("does not follow a redirect", async () => {
    let calls = 0;
    const { url, allow } = await serve((_request, response) => {
      calls += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect((await outbound({ method: "GET", url }, allow)).status).toBe(302);
    expect(calls).toBe(1);
  });

  it("gives up on a silent, a dripping and an endless answer", async () => {
    const silent = await serve(() => {});
    const call = { method: "GET", timeoutMs: 50 } as const;
    expect(await failure(outbound({ ...call, url: silent.url }, silent.allow))).toBe("timeout");
    const dripping = await serve((_request, response) => {
      response.writeHead(200);
      response.write("a");
    });
    expect(await failure(outbound({ ...call, url: dripping.url }, dripping.allow))).toBe("timeout");
    const endless = await serve((_request, response) => response.end(Buffer.alloc(100_000)));
    expect(await failure(outbound({ method: "GET", url: endless.url }, endless.allow))).toBe("too_large");
  });

  it("says that nobody is there", async () => {
    const { url, allow } = await serve(() => {});
    servers[0]?.close();
    servers.length = 0;
    expect(await failure(outbound({ method: "GET", url }, allow))).toBe("unreachable");
  });
});
