import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** The checkout that these tests are about. */
export const CHECKOUT = fileURLToPath(new URL("../", import.meta.url));

/** What a block of a page, or another program, ended with. */
export type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** The text of a page below `docs/operating`. */
export function page(name: string): string {
  return readFileSync(join(CHECKOUT, "docs/operating", name), "utf8");
}

/** The `sh` blocks of a page from this text on, up to the next heading. */
export function blocksAfter(name: string, words: string): string {
  const whole = page(name);
  const at = whole.indexOf(words);
  if (at === -1) throw new Error(`${name} does not say ${JSON.stringify(words)}`);
  const [part = ""] = whole.slice(at + words.length).split(/^(?:## |\*\*\d\. )/m);
  const blocks = [...part.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  if (blocks.length === 0) throw new Error(`no block follows ${JSON.stringify(words)}`);
  return blocks.join("\n");
}

/** Runs blocks as the page says: with `set -eu`, and `countersign` in the path. Others may work meanwhile. */
export async function runBlocks(script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const path = `${join(CHECKOUT, "apps/cli/bin")}:${process.env["PATH"] ?? ""}`;
  return ended(
    spawn("sh", ["-c", `set -eu\n${script}`], {
      cwd,
      env: { PATH: path, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** Waits for a process. */
export async function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([
    child.stdout === null ? "" : text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
  ]);
  const [status] = await closed;
  return { status, stdout, stderr };
}

/** Whether this machine has a program. */
export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", program]).status === 0;
}
