import { defineConfig } from "vitest/config";

export default defineConfig({ test: { globalSetup: ["src/store/cluster.testing.ts"] } });
