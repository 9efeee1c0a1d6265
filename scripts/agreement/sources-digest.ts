import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Twelve hexadecimal digits for the sources that play worlds: what agreed counts for them alone. */
export function sourcesDigest(root: string): string {
  const all = globSync(["libs/*/src/**/*.ts", "apps/cli/src/agreement/*.ts"], { cwd: root });
  const digest = createHash("sha256");
  for (const path of all.filter((one) => !one.endsWith(".test.ts")).toSorted())
    digest.update(
      `${path}\0${createHash("sha256")
        .update(readFileSync(join(root, path)))
        .digest("hex")}\n`,
    );
  return digest.digest("hex").slice(0, 12);
}
