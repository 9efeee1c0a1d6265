import { defineConfig } from "vitest/config";

/** A build, and a page on a machine that does other things too. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 15_000, interval: 50 } } };

/** `--project unit` needs nothing but Node; `--project browser` starts the service, and Chromium. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...PATIENCE, name: "unit", include: ["{build,host,src}/**/*.test.{ts,tsx}"] } },
      {
        test: {
          ...PATIENCE,
          name: "browser",
          include: ["e2e/**/*.test.ts"],
          globalSetup: ["e2e/served.testing.ts"],
          fileParallelism: false,
        },
      },
    ],
  },
});
