import { existsSync } from "node:fs";
import { chromium, defineConfig, devices } from "@playwright/test";
import { systemChromium } from "./scripts/chromium.mjs";

// Each Playwright worker has a whole stack of its own (database, ports, data folder), made by the fixture in e2e/.
const bundled = existsSync(chromium.executablePath());
const executablePath = process.env.CHROMIUM_PATH ?? (bundled ? undefined : systemChromium());
const isRoot = process.getuid?.() === 0;

const browser = {
  ...devices["Desktop Chrome"],
  viewport: { width: 1440, height: 900 },
  // Without a graphics card its work is imitated, which costs a quarter of a browser's time and shows nothing more.
  launchOptions: { executablePath, args: ["--disable-gpu", ...(isRoot ? ["--no-sandbox"] : [])] },
};

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: "line",
  use: {
    trace: "retain-on-failure",
    locale: "en-US",
    timezoneId: "UTC",
    actionTimeout: 20_000,
    navigationTimeout: 60_000,
  },
  projects: [
    { name: "console", use: browser, testIgnore: "**/*.clock.spec.ts" },
    // Specs that move the clock share no stack with others (decisions, section 20).
    { name: "clock", use: browser, testMatch: "**/*.clock.spec.ts" },
  ],
});
