import type { Entry, Finding, Oid, Path } from "@countersign/core";
import { extension } from "../content/names.ts";
import type { Examined } from "../contract.ts";
import type { ClassName } from "../detectors/classes.ts";
import { at, finding } from "../detectors/finding.ts";
import { wordsOf } from "../facts/words.ts";
import type { TreeSource } from "../hazards/surroundings.ts";
import { occurrencesOf } from "./occurrences.ts";
import { treeFiles } from "./tree-files.ts";

/** Names of one change and those that are looked into, changed files, and files of the tree and their bytes that are looked through. */
const MOST = { names: 20, asked: 200, changed: 50, files: 6_000, file: 512 * 1024, total: 32 * 1024 * 1024 };

type Name = { readonly name: string; readonly file: Examined; readonly line: number };

/**
 * Settings and fields that a changed file still has and that nothing in the result's tree reads any more, where something read them
 * before (`param.unused`, R2). Told of files of which something else was found, in its class; nothing where the tree is beyond the
 * bounds. For people, never for the gate.
 */
export async function unusedFindings(
  source: TreeSource,
  tree: Oid,
  files: readonly Examined[],
  told: readonly Finding[],
): Promise<readonly Finding[]> {
  const changed = files.filter(({ path, kinds, base, result }) => {
    const code = base?.language !== undefined && result?.language !== undefined && LANGUAGES.has(extension(path));
    return (
      code &&
      !kinds.has("test") &&
      !kinds.has("docs") &&
      told.some((one) => one.at.some((place) => place.path === path))
    );
  });
  if (changed.length === 0 || changed.length > MOST.changed) return [];
  const names = await namesNoLongerRead(source, changed);
  if (names.length === 0) return [];
  const unread = await notIn(source, tree, new Set(changed.map(({ path }) => path)), names);
  return unread.flatMap(({ name, file, line }) => {
    const about = told.find((one) => one.class !== "logic" && one.at.some(({ path }) => path === file.path));
    if (about === undefined) return [];
    return [
      finding("drift", about.class as ClassName, "param.unused", {
        title: `${name} is still there, and nothing reads it any more`,
        at: [at(file.path, "result", line)],
        risk: "R2",
        roles: about.roles.filter((role) => role === "oracle" || role === "data-guard"),
        evidence: { name },
        ask: `Who sets ${name} and believes that it does something?`,
      }),
    ];
  });
}

/** Endings of files of code that say what they read. */
const LANGUAGES: ReadonlySet<string> = new Set("scala,java,py,rs,go,ts,tsx,js,kt,thrift,proto".split(","));

/** Names of several words that the changed files read before, do not read now, and still declare. */
async function namesNoLongerRead(source: TreeSource, files: readonly Examined[]): Promise<readonly Name[]> {
  const texts = await Promise.all(
    files.map(async (file) => {
      const [before, after] = [await textOf(source, file.entry, "old"), await textOf(source, file.entry, "new")];
      return { file, before, after, said: countsIn(before), says: countsIn(after) };
    }),
  );
  // What neither side says otherwise is read as often as before.
  const isLess = (name: string) =>
    texts.some(({ said, says }) => (said.get(name) ?? 0) > (says.get(name) ?? 0)) &&
    texts.some(({ says }) => says.has(name));
  const asked = new Set(texts.flatMap(({ file }) => [...(file.result?.words ?? [])].filter(isLess)));
  const found: Name[] = [];
  for (const name of [...asked].filter((one) => one.length <= 80 && wordsOf(one).length >= 2).slice(0, MOST.asked)) {
    const saying = texts.filter(({ says }) => says.has(name));
    const now = saying.map(({ file, after }) => ({ file, ...occurrencesOf(after, name) }));
    const declaring = now.find(({ declared }) => declared !== undefined);
    if (declaring?.declared === undefined || now.some(({ reads }) => reads > 0)) continue;
    if (texts.every(({ said, before }) => !said.has(name) || occurrencesOf(before, name).reads === 0)) continue;
    found.push({ name, file: declaring.file, line: declaring.declared });
  }
  return found.slice(0, MOST.names);
}

/** How often a text says each word: asked of each name one by one, a large text would be read as often as it has words. */
function countsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

async function textOf(source: TreeSource, { oldOid, newOid }: Entry, side: "old" | "new"): Promise<string> {
  const oid = side === "old" ? oldOid : newOid;
  const { size } = await source.digest(oid);
  return size > MOST.file ? "" : new TextDecoder().decode(await source.blob(oid, MOST.file));
}

/** The names that no other file of the tree reads; none where there is more than may be looked through. */
async function notIn(
  source: TreeSource,
  tree: Oid,
  changed: ReadonlySet<Path>,
  names: readonly Name[],
): Promise<readonly Name[]> {
  const files = (await treeFiles(source, tree)).filter(
    ({ path }) => LANGUAGES.has(extension(path)) && !changed.has(path),
  );
  if (files.length === 0 || files.length > MOST.files) return [];
  let [left, bytes] = [names, 0];
  for (const { newOid } of files) {
    const { size } = await source.digest(newOid);
    bytes += size;
    if (size > MOST.file || bytes > MOST.total) return [];
    const text = new TextDecoder().decode(await source.blob(newOid, MOST.file));
    left = left.filter(({ name }) => !text.includes(name) || occurrencesOf(text, name).reads === 0);
    if (left.length === 0) return [];
  }
  return left;
}
