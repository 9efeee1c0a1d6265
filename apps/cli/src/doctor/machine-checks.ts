import { spawnSync } from "node:child_process";
import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { gitVersion } from "@countersign/adapters/git";
import type { Home } from "@countersign/home/folder";
import { examine } from "./examination.ts";
import type { Check, Found } from "./examination.ts";

const OLDEST_NODE = 24;
/** Bytes: below the first nothing can be expected to work, below the second a fetch may not. */
const [TOO_LITTLE, LITTLE] = [64 * 1024 ** 2, 1024 ** 3];

/** The programs that everything runs on, and room for what they write. */
export function machineChecks({ env }: Pick<Home, "env">): readonly Promise<Check>[] {
  return [
    examine("git", async () => {
      const { major, minor } = await gitVersion(env["PATH"] ?? "");
      return `git ${major}.${minor}`;
    }),
    examine("ssh-keygen", () => sshKeygen(env)),
    examine("node", node),
    examine("verifier", () => verifier(env)),
    examine("disk.temporary", () => room(tmpdir())),
  ];
}

/** Only signing with keys that do not lie open, and making keys, need it. */
function sshKeygen({ PATH = "" }: NodeJS.ProcessEnv): Found {
  const { error } = spawnSync("ssh-keygen", ["-?"], { env: { PATH }, stdio: "ignore", timeout: 10_000 });
  if (error === undefined) return "ssh-keygen is there";
  return { state: "fails", code: "keys.ssh-keygen", message: "ssh-keygen cannot be started" };
}

/** What `scripts/verify-decision.sh` calls besides; only who verifies without our code needs it. */
const VERIFIER: readonly (readonly [name: string, args: readonly string[], wanted: RegExp])[] = [
  ["jq", ["--version"], /^jq/],
  ["openssl", ["version"], /^OpenSSL (?:[3-9]|\d\d)/],
  ["sha256sum", ["--version"], /GNU coreutils/],
  ["base64", ["--version"], /GNU coreutils/],
];

function verifier({ PATH = "" }: NodeJS.ProcessEnv): Found {
  const lacking = VERIFIER.filter(([name, args, wanted]) => {
    const { stdout } = spawnSync(name, args, { env: { PATH }, encoding: "utf8", timeout: 10_000 });
    return !wanted.test(stdout ?? "");
  }).map(([name]) => name);
  if (lacking.length === 0) return "jq, openssl 3 and GNU coreutils are there, for scripts/verify-decision.sh";
  const message = `scripts/verify-decision.sh lacks ${lacking.join(", ")}; nothing else needs it`;
  return { state: "warning", code: "usage.verifier", message };
}

function node(): Found {
  const { node: version } = process.versions;
  if (Number(version.split(".")[0]) >= OLDEST_NODE) return `Node ${version}`;
  return { state: "fails", code: "usage.node", message: `Node ${version} is older than ${OLDEST_NODE}` };
}

/** Whether a folder has room. */
export async function room(folder: string): Promise<Found> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const message = `${Math.floor(free / 1024 ** 2)} MiB are free in ${folder}`;
  if (free < TOO_LITTLE) return { state: "fails", code: "files.full", message };
  return free < LITTLE ? { state: "warning", code: "files.full", message } : message;
}
