import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{api,build,host,src,e2e}/**/*.test.{ts,tsx}"],
    globalSetup: ["e2e/served.testing.ts"],
    fileParallelism: false,
    expect: { poll: { timeout: 15_000, interval: 50 } },
  },
});
