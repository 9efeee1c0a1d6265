import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startCluster } from "../postgres/cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly clusterUrl: string;
  }
}

/** One real PostgreSQL for all tests of this package; each test has a database of its own in it. */
export default async function startForTests({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-cluster-"));
  // For root without user namespaces, who runs it as nobody.
  await chmod(folder, 0o755);
  const cluster = await startCluster(join(folder, "postgres"), process.env);
  provide("clusterUrl", cluster.url);
  return async () => {
    await cluster[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
}
