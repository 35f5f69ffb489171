import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));
const ignored = ["**/node_modules/**", "**/.next/**", "**/dist/**", "**/data/**", "e2e/**"];

// npm run test:long runs every case of a test, npm test a fixed sample: see lib/testing/long.ts.
const long = process.env.KMS_TEST_LONG === "1";

// `server-only` throws unless the react-server condition holds, which it does in gateway, worker and CLI too.
const shared = {
  resolve: { alias: { "@/": root }, conditions: ["react-server"] },
  ssr: { resolve: { conditions: ["react-server", "node"], externalConditions: ["react-server", "node"] } },
};

// Loading the product and warming it up costs as much as its tests. So files share processes, and what one leaves in a
// module the next one finds: whoever needs modules of its own resets them (vi.resetModules).
const isolate = false;

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          provide: { long },
          isolate,
          testTimeout: 30_000,
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ignored, "**/*.db.test.ts", "**/*.crash.test.ts"],
        },
      },
      {
        ...shared,
        test: {
          name: "db",
          provide: { long },
          include: ["**/*.db.test.ts"],
          exclude: ignored,
          isolate,
          globalSetup: ["lib/testing/database.setup.ts"],
          setupFiles: ["lib/testing/cheap-passwords.setup.ts"],
          // One that is given up goes on in the background and spoils the next: patience costs nothing.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        // Real kills of real processes: one file at a time, so that a kill hits what it aims at.
        test: {
          name: "crash",
          provide: { long },
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
