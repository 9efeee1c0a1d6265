import { spawnSync } from "node:child_process";
import { lchown, readdir } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";

/** How a program is started so that it is not root: a command that goes before it, and whose process it is. */
export type Starting = {
  readonly before: readonly string[];
  readonly as: { readonly uid?: number; readonly gid?: number };
  /** Gives a folder with all that is in it to whoever the program is started as. */
  readonly give: (folder: string) => Promise<void>;
};

const AS_WE_ARE: Starting = { before: [], as: {}, give: async () => {} };

/** A user namespace, in which the process is somebody else with root's files. */
const IN_NAMESPACE: Starting = {
  before: ["unshare", "--user", "--map-user=1", "--map-group=1"],
  as: {},
  give: (folder) => giveAll(folder, 0),
};

/** The user and the group that Unix calls nobody. */
const NOBODY = 65_534;
const AS_NOBODY: Starting = {
  before: [],
  as: { uid: NOBODY, gid: NOBODY },
  give: (folder) => giveAll(folder, NOBODY),
};

/** Also what an earlier start, in the other way, gave to another. */
async function giveAll(folder: string, id: number): Promise<void> {
  const below = await readdir(folder, { recursive: true });
  for (const path of [folder, ...below.map((name) => join(folder, name))]) await lchown(path, id, id);
}

/**
 * How this process may start PostgreSQL, which refuses to run as root. Root starts it in a user namespace; where none can be
 * made, as in many containers, as nobody, if that user can reach the program and the folder. Else `database.root`.
 */
export function startingUnprivileged(
  program: string,
  folder: string,
  { PATH }: NodeJS.ProcessEnv,
  uid = process.getuid?.(),
): Starting {
  if (uid !== 0) return AS_WE_ARE;
  const env = { PATH };
  return [IN_NAMESPACE, AS_NOBODY].find((one) => reaches(one, program, folder, env)) ?? refuse(folder);
}

/** Whether the program runs, and the folder can be entered. */
function reaches({ before, as }: Starting, program: string, folder: string, env: NodeJS.ProcessEnv): boolean {
  return [
    [program, "--version"],
    ["test", "-x", folder],
  ].every((words) => {
    const [command = "", ...args] = [...before, ...words];
    return spawnSync(command, args, { stdio: "ignore", env, ...as }).status === 0;
  });
}

function refuse(folder: string): never {
  throw new CountersignError("database.root", `PostgreSQL does not run as root, and no other user can reach ${folder}`);
}
