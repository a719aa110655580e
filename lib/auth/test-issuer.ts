import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** A small OpenID Connect issuer on this machine: who signs in next is whatever `claims` say. */
export type TestIssuer = {
  readonly url: string;
  claims: Record<string, unknown>;
  /** What the authorization request carried, by code. */
  readonly requests: Map<string, URLSearchParams>;
  /** What the browser would do at the issuer: follow the address, come back with a code. */
  readonly authorize: (address: string) => URL;
  readonly close: () => void;
};

export async function openTestIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  const requests = new Map<string, URLSearchParams>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = await answerTo(request.url ?? "", new URLSearchParams(body));
    response
      .writeHead(answer ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answerTo(path: string, form: URLSearchParams): Promise<object | null> {
    if (path === "/.well-known/openid-configuration") {
      return {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      };
    }
    if (path === "/jwks") return { keys: [jwk] };
    if (path !== "/token") return null;
    const asked = requests.get(form.get("code") ?? "");
    const idToken = await new SignJWT({
      nonce: asked?.get("nonce"),
      aud: asked?.get("client_id") ?? "",
      ...issuer.claims,
    })
      .setProtectedHeader({ alg: "RS256", kid: "k1" })
      .setIssuer(url)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);
    return { access_token: "unused", token_type: "Bearer", id_token: idToken };
  }

  const issuer: TestIssuer = {
    url,
    claims: {},
    requests,
    authorize: (address) => {
      const asked = new URL(address).searchParams;
      const code = `code-${requests.size}`;
      requests.set(code, asked);
      const back = new URL(asked.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ code, state: asked.get("state") ?? "", iss: url }).toString();
      return back;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return issuer;
}
