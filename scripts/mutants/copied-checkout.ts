import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A copy of the checkout's files, to be mutated; it goes with its holder. */
export type CopiedCheckout = Disposable & { readonly path: string };

/** Copies what Git knows or would add. Packages of others are linked, the workspaces are those of the copy. */
export function copyCheckout(root: string, temporary = tmpdir()): CopiedCheckout {
  const path = mkdtempSync(join(temporary, "countersign-mutants-"));
  const listed = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of listed.stdout.toString().split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    cpSync(join(root, file), join(path, file));
  }
  linkPackages(join(root, "node_modules"), join(path, "node_modules"));
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.once("exit", remove);
  return { path, [Symbol.dispose]: remove };
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from).filter((one) => one !== "@countersign" && !one.startsWith(".vite")))
    symlinkSync(join(from, name), join(to, name));
  cpSync(join(from, "@countersign"), join(to, "@countersign"), { recursive: true, verbatimSymlinks: true });
}
