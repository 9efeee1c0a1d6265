import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Home } from "@countersign/home/folder";
import { parseCheckpoint, parseNote } from "@countersign/tlog";
import { repositoryAround } from "../git-work-tree.ts";
import { examine } from "./examination.ts";
import type { Check, Found } from "./examination.ts";
import { room } from "./machine-checks.ts";

/** Where the keys lie and who can read them. Without a home, as at a gate, there is one line that says so. */
export async function homeChecks({ dir }: Home): Promise<readonly Promise<Check>[]> {
  if (!(await isThere(dir))) return [examine("home", () => `there is no home at ${dir}, and a gate needs none`)];
  return [
    examine("home", () => outside(dir)),
    examine("home.permissions", () => permissions(dir)),
    examine("home.keys", () => keys(join(dir, "keys"))),
    examine("home.quorum", () => awaiting(dir)),
    examine("disk.home", () => room(dir)),
  ];
}

async function outside(dir: string): Promise<Found> {
  const repository = await repositoryAround(dir);
  if (repository === undefined) return dir;
  throw new CountersignError("usage.home-in-repository", `${dir} lies in the repository ${repository}`);
}

async function permissions(dir: string): Promise<Found> {
  const mode = await modeOf(dir);
  if ((mode & 0o077) === 0) return "nobody else can enter the home";
  const remedy = `Let nobody else enter it: chmod 700 ${dir}`;
  return {
    state: "warning",
    code: "keys.permissions",
    message: `others can enter ${dir} (mode ${octal(mode)})`,
    remedy,
  };
}

/** Every private key below the folder, as its reader demands; public parts and states of witnesses may be read. */
async function keys(folder: string): Promise<Found> {
  if (!(await isThere(folder))) return "no keys lie in the home";
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".key"));
  for (const file of files.map((name) => join(folder, name))) {
    const mode = await modeOf(file);
    if ((mode & 0o077) === 0) continue;
    const remedy = `Let nobody else read the key: chmod 600 ${file}`;
    return {
      state: "fails",
      code: "keys.permissions",
      message: `others can use ${file} (mode ${octal(mode)})`,
      remedy,
    };
  }
  return `${files.length} keys, readable for their owner alone`;
}

async function awaiting(dir: string): Promise<Found> {
  const [waiting, published] = await Promise.all(
    ["awaiting-quorum/checkpoint", "log/checkpoint"].map((name) => sizeIn(join(dir, name))),
  );
  // The file stays when its checkpoint is published.
  if (waiting === undefined || waiting <= (published ?? -1)) return "no checkpoint waits for its witnesses";
  const message = `the checkpoint of ${waiting} leaves waits for its witnesses; gates see the one of ${published ?? 0}`;
  return { state: "warning", code: "log.quorum", message };
}

async function sizeIn(path: string): Promise<number | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined ? undefined : parseCheckpoint(nodeCrypto, parseNote(bytes).text).size;
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
