import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** A test that needs PostgreSQL says so in its name: `x.db.test.ts`. All others need nothing but Node. */
const databaseTests = "lib/**/*.db.test.ts";

export default defineConfig({
  resolve: {
    alias: {
      "@": fileURLToPath(new URL(".", import.meta.url)),
      countersign: fileURLToPath(new URL("lib/sdk", import.meta.url)),
    },
  },
  test: {
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: 0,
    setupFiles: ["./scripts/lib/properties.mjs"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["lib/**/*.test.ts", "components/**/*.test.{ts,tsx}", "scripts/**/*.test.ts"],
          exclude: [databaseTests],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [databaseTests],
          globalSetup: "./lib/db/testing-setup.ts",
        },
      },
    ],
  },
});
