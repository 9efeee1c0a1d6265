import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core/error";

/**
 * Refuses a mirror in which git would be shown another history than its objects tell: `git.replace-refs` (loose or
 * packed), `git.grafts`, `git.alternates`, `git.shallow`. Nobody but an attacker puts these there.
 */
export async function refuseAlteredHistory({ dir }: { readonly dir: string }): Promise<void> {
  const checks: readonly (readonly [string, boolean, string])[] = [
    ["git.replace-refs", await hasReplaceRefs(dir), "refs/replace"],
    ["git.grafts", await isPresent(join(dir, "info/grafts")), "info/grafts"],
    ["git.alternates", await isPresent(join(dir, "objects/info/alternates")), "objects/info/alternates"],
    ["git.shallow", await isPresent(join(dir, "shallow")), "shallow"],
  ];
  for (const [code, found, what] of checks) {
    if (found) throw new CountersignError(code, `the mirror ${dir} has ${what}, which would show another history`);
  }
}

async function hasReplaceRefs(dir: string): Promise<boolean> {
  const loose = await readdir(join(dir, "refs/replace"), { recursive: true, withFileTypes: true }).catch(
    whenAbsent([]),
  );
  if (loose.some((entry) => !entry.isDirectory())) return true;
  const packed = await readFile(join(dir, "packed-refs"), "latin1").catch(whenAbsent(""));
  return packed.includes(" refs/replace/");
}

async function isPresent(file: string): Promise<boolean> {
  return (await stat(file).catch(whenAbsent(undefined))) !== undefined;
}

function whenAbsent<T>(answer: T): (cause: unknown) => T {
  return (cause) => {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return answer;
    throw cause;
  };
}
