import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Builds the app into a folder by the command that everybody builds it with, in a process of its own. What it printed. */
export async function builtInto(folder: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "build.ts"), folder], {
    env: { PATH: process.env["PATH"], ...env },
  });
  return stdout;
}
