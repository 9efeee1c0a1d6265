import { CountersignError } from "@countersign/core/error";
import type { Root } from "@countersign/core";
import { codedError } from "../events.ts";
import type { MirrorFiles } from "./mirror-files.ts";
import { emptyLog, openMirror } from "./mirror.ts";
import type { Mirror, MirrorParts, SignedTree } from "./mirror.ts";
import { readMirror } from "./read-mirror.ts";
import type { MirroredLog } from "./read-mirror.ts";

/** A mirror that begins with what is on disk, and the sentence that says what of it was not what was kept. */
export type StartedMirror = { readonly mirror: Mirror; readonly damage: string | undefined };

/**
 * Opens a mirror with what is kept up to a tree that was vouched for, every leaf of it read again. What is not there any more, or was
 * changed, is fetched anew: tiles and leaves from the first one on, evidence by itself.
 */
export async function startMirror(parts: MirrorParts, tree: SignedTree | undefined): Promise<StartedMirror> {
  if (tree === undefined) return { mirror: openMirror(parts, emptyLog(parts.root)), damage: undefined };
  const read = await readKept(parts.files, parts.root, tree);
  if ("damage" in read) return { mirror: openMirror(parts, emptyLog(parts.root)), damage: read.damage };
  const mirror = openMirror(parts, read);
  return { mirror, damage: damageOf(read, mirror) };
}

async function readKept(
  files: MirrorFiles,
  root: Root,
  tree: SignedTree,
): Promise<MirroredLog | { readonly damage: string }> {
  try {
    return await readMirror(files, root, tree);
  } catch (error) {
    const coded = codedError(error);
    if (coded === undefined || (error instanceof CountersignError && error.code.startsWith("files."))) throw error;
    return { damage: `${coded.code}: ${coded.detail}` };
  }
}

/** Evidence that no policy voids was here when the tree was vouched for. */
function damageOf({ repaired }: MirroredLog, mirror: Mirror): string | undefined {
  const lost = mirror.problems().filter(({ code }) => code === "bundle.evidence-missing");
  const said = [
    ...(repaired.length > 0
      ? [`${repaired.length} files of the tree were not those of its leaves: ${repaired[0]}`]
      : []),
    ...(lost.length > 0 ? [`the evidence of ${lost.length} leaves is not here any more: leaf ${lost[0]?.index}`] : []),
  ];
  return said.length === 0 ? undefined : said.join("; ");
}
