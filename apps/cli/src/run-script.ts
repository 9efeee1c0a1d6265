import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { CountersignError } from "@countersign/core";

/** The folder of the checkout. */
export const CHECKOUT = join(import.meta.dirname, "../../..");

/** Where one of the checkout's shell scripts lies. */
export function scriptPath(name: string): string {
  return join(CHECKOUT, "scripts", name);
}

/** Those of some programs that a shell does not find. */
export async function missingTools(names: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const line = 'for name in "$@"; do command -v "$name" >/dev/null || echo "$name"; done';
  const { stdout } = await promisify(execFile)("sh", ["-c", line, "sh", ...names], { env });
  return stdout.split("\n").filter((name) => name !== "");
}

/** Runs one of the checkout's shell scripts and answers the lines that it prints; `internal.script` when it fails. */
export async function runScript(
  [name, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  try {
    const { stdout } = await promisify(execFile)("sh", [scriptPath(name), ...args], { env });
    return stdout.trimEnd().split("\n");
  } catch (cause) {
    throw new CountersignError(
      "internal.script",
      `${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
