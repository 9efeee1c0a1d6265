import { moveRef, openKept, refOf, snapshotOf, writeSnapshot } from "@countersign/adapters/git";
import type { KeptRepository, SnapshotFile } from "@countersign/adapters/git";
import { CountersignError, parseOid } from "@countersign/core";
import type { Oid } from "@countersign/core";
import { checkManifest } from "./manifest-files.ts";

/** The branch of what is in force, which a policy protects; what is handed in proposes to move it. */
export const MANIFEST_MAIN = "refs/heads/main";
/** What the branches begin with on which snapshots are proposed. */
export const PROPOSED = "refs/heads/proposed/";

/** Where the manifest repository is, and git is found. */
export type ManifestPlace = { readonly dir: string; readonly searchPath: string };

/** Artifacts outside Git as they are to be: entries of a model registry, flags, remote configuration, lists. */
export type Manifest = {
  /** What it is a snapshot of; a folder on main, and the end of its branch. */
  readonly name: string;
  /** All of its files: what is not among them is taken away. */
  readonly files: readonly SnapshotFile[];
  /** The machine that handed it in. */
  readonly author: { readonly name: string; readonly email: string };
  readonly message: string;
};

/** Where a snapshot stands. */
export type ProposedManifest = {
  readonly ref: string;
  readonly commit: Oid;
  readonly outcome: "proposed" | "present" | "unchanged";
};

/** Makes a manifest repository with nothing in it, where there is none, so that it can be looked at. */
export async function beginManifests(place: ManifestPlace): Promise<void> {
  await mainOf(await openKept(place));
}

/**
 * Commits a snapshot onto `refs/heads/proposed/<name>`, on top of main, so that it is captured and reviewed like any branch. The
 * same snapshot again is the same commit; one that main has already is `unchanged`, and proposes nothing any more. Codes:
 * `capture.manifest-name`, `capture.manifest-path`, `capture.manifest-author`, `limit.manifest`.
 */
export async function proposeManifest(place: ManifestPlace, manifest: Manifest): Promise<ProposedManifest> {
  checkManifest(manifest);
  const git = await openKept(place);
  const main = await mainOf(git);
  const { name, files, author, message } = manifest;
  const commit = await writeSnapshot(git, { parent: main, folder: name, content: files, author, message });
  const ref = proposedRef(name);
  const before = await refOf(git, ref);
  const [now, then] = [await snapshotOf(git, commit, name), await snapshotOf(git, main, name)];
  if (now.tree === then.tree) {
    if (before !== undefined) await moveRef(git, ref, before, undefined);
    return { ref, commit: main, outcome: "unchanged" };
  }
  if (before === commit) return { ref, commit, outcome: "present" };
  if (!(await moveRef(git, ref, before, commit))) throw moved(ref);
  return { ref, commit, outcome: "proposed" };
}

/**
 * Puts a proposed snapshot in force: main moves to its commit, or, where main has moved since, to one with the same change. It is
 * for whoever asks to have asked a gate before; what nobody approved is an incident once it landed. `capture.manifest-moved`
 * where the proposal is another one by now, or what is in force under its name.
 */
export async function landManifest(place: ManifestPlace, name: string, commit: Oid): Promise<Oid> {
  const git = await openKept(place);
  const ref = proposedRef(name);
  const main = await mainOf(git);
  if ((await refOf(git, ref)) !== commit) throw moved(ref);
  const { parents, tree, author, message } = await snapshotOf(git, commit, name);
  const content = tree === undefined ? [] : { tree };
  // What was decided is the step from the proposal's parent: where the same artifacts are others by now, it is no longer that step.
  if (!parents.includes(main) && !(await isSame(git, name, main, parents))) throw moved(MANIFEST_MAIN);
  const landed = parents.includes(main)
    ? commit
    : await writeSnapshot(git, { parent: main, folder: name, content, author, message });
  if (!(await moveRef(git, MANIFEST_MAIN, main, landed))) throw moved(MANIFEST_MAIN);
  await moveRef(git, ref, commit, undefined);
  return landed;
}

/** Refuses what is not proposed under a name: `capture.manifest-moved` where something else is, `capture.manifest-unknown` where nothing is. */
export async function requireProposed(place: ManifestPlace, name: string, commit: Oid): Promise<void> {
  const ref = proposedRef(name);
  const found = await refOf(await openKept(place), ref);
  if (found === commit) return;
  if (found !== undefined) throw moved(ref);
  throw new CountersignError("capture.manifest-unknown", `nothing is proposed under ${JSON.stringify(name)}`);
}

/** The tip of main where a snapshot that was proposed is in force by now; undefined where it is not, or is still proposed. */
export async function inForceAs(place: ManifestPlace, name: string, commit: Oid): Promise<Oid | undefined> {
  const git = await openKept(place);
  if ((await refOf(git, proposedRef(name))) === commit) return undefined;
  const main = await mainOf(git);
  const [then, now] = [await snapshotOf(git, commit, name), await snapshotOf(git, main, name)];
  return then.tree === now.tree ? main : undefined;
}

/** Whether a folder is the same in a commit and in the parents of a proposal. */
async function isSame(git: KeptRepository, name: string, main: Oid, parents: readonly string[]): Promise<boolean> {
  const now = await snapshotOf(git, main, name);
  const before = await Promise.all(parents.map((parent) => snapshotOf(git, parseOid(parent, git.objectFormat), name)));
  return before.every(({ tree }) => tree === now.tree);
}

/** The tip of main, which begins with nothing in it: whatever is handed in first is a change as well. */
export async function mainOf(git: KeptRepository): Promise<Oid> {
  const main = await refOf(git, MANIFEST_MAIN);
  if (main !== undefined) return main;
  const author = { name: "countersign", email: "" };
  const empty = await writeSnapshot(git, { folder: "", content: [], author, message: "Nothing yet\n" });
  return (await moveRef(git, MANIFEST_MAIN, undefined, empty)) ? empty : mainOf(git);
}

/** The branch on which snapshots of one name are proposed. */
export function proposedRef(name: string): string {
  return `${PROPOSED}${name}`;
}

function moved(ref: string): CountersignError {
  return new CountersignError("capture.manifest-moved", `${ref} is another one by now`);
}
