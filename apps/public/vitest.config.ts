import { defineConfig } from "vitest/config";

/** `--project unit` needs nothing but Node; `--project browser` starts Chromium. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["{src,build}/**/*.test.ts"], testTimeout: 120_000 } },
      {
        test: {
          name: "browser",
          include: ["e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
