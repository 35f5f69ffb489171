import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));
const ignored = ["**/node_modules/**", "**/.next/**", "**/dist/**", "**/data/**", "e2e/**"];

// `server-only` throws unless the react-server condition holds, which it does in gateway, worker and CLI too.
const shared = {
  resolve: { alias: { "@/": root }, conditions: ["react-server"] },
  ssr: { resolve: { conditions: ["react-server", "node"], externalConditions: ["react-server", "node"] } },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ignored, "**/*.db.test.ts", "**/*.crash.test.ts"],
        },
      },
      {
        ...shared,
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: ignored,
          globalSetup: ["lib/testing/database.setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        // Real kills of real processes: one file at a time, so that a kill hits what it aims at.
        test: {
          name: "crash",
          include: ["**/*.crash.test.ts"],
          exclude: ignored,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
