import { join } from "node:path";
import { openFolder } from "@countersign/adapters/files";
import type { Folder } from "@countersign/adapters/files";
import { AWAITING, CHECKPOINT, parseWitnessState, tileReader, trustOf, withLogFiles } from "@countersign/core";
import type { LogContents, WitnessState } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Home } from "@countersign/home/folder";
import { checkConsistency, parseCheckpoint, parseNote, parseSignerKey, proveConsistency } from "@countersign/tlog";
import type { Checkpoint } from "@countersign/tlog";
import { examine } from "./examination.ts";
import type { Check, Found } from "./examination.ts";

const KEYS = "keys/witnesses/";
const KEY_LIMIT = 4096;
const NOTE_LIMIT = 1024 * 1024;

/**
 * The witnesses whose keys lie in a home: whether the policy knows the key, and whether what each has cosigned last is the
 * beginning of the log that is here. Reads only, so that it can say what stops every command that publishes.
 */
export async function witnessChecks({ dir }: Home, log: LogContents | undefined): Promise<readonly Promise<Check>[]> {
  const folder = await openFolder(dir, {});
  const paths = (await folder.list(KEYS)).filter((path) => path.endsWith(".key"));
  return paths.flatMap((path) => {
    const name = path.slice(KEYS.length, -".key".length);
    return [
      examine(`witness.${name}.key`, () => knownKey(folder, path, name, log)),
      examine(`witness.${name}.state`, () => seenLog(folder, path.replace(/\.key$/, ".state"), name)),
    ];
  });
}

async function knownKey(folder: Folder, path: string, name: string, log: LogContents | undefined): Promise<Found> {
  const text = new TextDecoder().decode(await folder.get(path, KEY_LIMIT));
  const key = parseSignerKey(nodeCrypto, text.trimEnd());
  if (log === undefined) return `the key of ${name} can be read; no log says whether it is the right one`;
  const { witnesses } = trustOf(nodeCrypto, log.policy.policy.log);
  const listed = witnesses.find((one) => one.name === name);
  if (listed === undefined)
    return { state: "warning", code: "usage.witness", message: `the policy in force has no witness ${name}` };
  if (listed.key.name === key.name && listed.key.id === key.id) return `the policy lists the key of ${name}`;
  const message = `the policy lists another key for ${name} than ${join(folder.path, path)}`;
  return { state: "fails", code: "usage.witness", message };
}

async function seenLog(folder: Folder, path: string, name: string): Promise<Found> {
  const kept = await folder.get(path, KEY_LIMIT);
  const published = await checkpointIn(folder, CHECKPOINT);
  const awaiting = await checkpointIn(folder, AWAITING);
  const here = (awaiting?.size ?? 0) > (published?.size ?? 0) ? awaiting : published;
  if (kept === undefined) {
    if (published === undefined) return `${name} has cosigned nothing, and nothing is published`;
    const message = `${name} does not remember what it cosigned, and would cosign another log`;
    const remedy = `Restore ${path} of the home, or give the witness a new key in the next policy version.`;
    return { state: "warning", code: "state.missing", message, remedy };
  }
  const seen = parseWitnessState(kept);
  if (here === undefined || seen.size > here.size) return ahead(name, seen, here);
  await checkBeginning(folder, seen, here);
  return `${name} has cosigned the first ${seen.size} of the ${here.size} leaves that are here`;
}

function ahead(name: string, { size }: WitnessState, here: Checkpoint | undefined): Found {
  const message = `${name} has cosigned ${size} leaves, ${here?.size ?? 0} are here; was an old backup put back?`;
  return { state: "fails", code: "log.behind-witness", message };
}

/** `log.fork`, or `log.proof-…` where the roots do not fit together. */
async function checkBeginning(folder: Folder, seen: WitnessState, here: Checkpoint): Promise<void> {
  await withLogFiles(folder, [], (read) =>
    checkConsistency(nodeCrypto, {
      oldSize: seen.size,
      oldRoot: seen.root,
      newSize: here.size,
      newRoot: here.root,
      proof: proveConsistency(nodeCrypto, tileReader(read), seen.size, here.size),
    }),
  );
}

async function checkpointIn(folder: Folder, path: string): Promise<Checkpoint | undefined> {
  const note = await folder.get(path, NOTE_LIMIT);
  return note === undefined ? undefined : parseCheckpoint(nodeCrypto, parseNote(new TextDecoder().decode(note)).text);
}
