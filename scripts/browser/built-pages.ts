import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const BUILDS = ["web", "public"].map((app) =>
  fileURLToPath(new URL(`../../apps/${app}/build/build.ts`, import.meta.url)),
);

/** Builds the pages as they are released, where the service finds them. */
export async function buildPages(): Promise<void> {
  for (const build of BUILDS) await run(process.execPath, [build]);
}
