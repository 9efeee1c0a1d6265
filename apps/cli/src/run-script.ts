import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { CountersignError } from "@countersign/core";

const SCRIPTS = join(import.meta.dirname, "../../../scripts");

/** Runs one of the checkout's shell scripts and answers the lines that it prints; `internal.script` when it fails. */
export async function runScript(
  [name, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  try {
    const { stdout } = await promisify(execFile)("sh", [join(SCRIPTS, name), ...args], { env });
    return stdout.trimEnd().split("\n");
  } catch (cause) {
    throw new CountersignError(
      "internal.script",
      `${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
