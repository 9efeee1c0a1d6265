import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether TypeScript refuses a file of the checkout, as `npm run types` would. */
export function typesRefuse(checkout: string, path: string): boolean {
  const project = join(checkout, "tsconfig.mutant.json");
  writeFileSync(project, JSON.stringify({ extends: "./tsconfig.json", include: [], files: [path] }));
  return spawnSync(join(checkout, "node_modules/.bin/tsc"), ["-p", project], { cwd: checkout }).status !== 0;
}
