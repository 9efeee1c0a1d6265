import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The command as a user has it. */
export const COUNTERSIGN = fileURLToPath(new URL("../../cli/bin/countersign", import.meta.url));

/** Runs the command in the home of a demo and answers its JSON. */
export async function countersign(
  folder: string,
  ...args: readonly string[]
): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await run(COUNTERSIGN, [...args, "--home", join(folder, "home"), "--json"], {
    env: { PATH: process.env["PATH"] },
  });
  return JSON.parse(stdout);
}

/** Signs text with a person's key by stock ssh-keygen; the armoured signature. */
export async function sshSign(folder: string, person: string, command: string): Promise<string> {
  const own = command.replace("~/.ssh/id_ed25519", join(folder, "keys", person));
  const { stdout } = await run("sh", ["-c", own]);
  return stdout;
}

/** Has everybody sign the next version of the demo's policy, and publishes it. */
export async function publishPolicy(folder: string, text: string, version: number): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  const file = join(folder, `policy-${version}.yaml`);
  await writeFile(file, text);
  for (const person of ["mira", "dana", "nils"])
    await countersign(folder, "policy", "sign", file, "--key", join(folder, "keys", person));
  await countersign(folder, "policy", "publish", file);
}

/** Has everybody sign and publish a version that follows the newest one of the demo. */
export async function amendPolicy(folder: string, amend: (text: string) => string): Promise<void> {
  const { readFile, readdir } = await import("node:fs/promises");
  const versions = (await readdir(folder)).flatMap((name) => /^policy-(\d+)\.yaml$/.exec(name)?.[1] ?? []);
  const newest = Math.max(...versions.map(Number));
  const text = await readFile(join(folder, `policy-${newest}.yaml`), "utf8");
  await publishPolicy(folder, amend(text).replace(`version: ${newest}`, `version: ${newest + 1}`), newest + 1);
}
