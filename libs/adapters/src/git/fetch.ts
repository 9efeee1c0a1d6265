import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core/error";
import type { Oid } from "@countersign/core/objects";
import { refuseAlteredHistory } from "./altered-history.ts";
import { fsckSettings } from "./fsck.ts";
import { removeUnfinishedPacks, sizeLimit, timeLimit } from "./fetch-limits.ts";
import type { Mirror } from "./mirror.ts";
import { typesOf } from "./object-types.ts";
import { startGit } from "./run.ts";
import { refuseOverlookedNonCommits, writeSkipList } from "./skip-list.ts";
import type { Source } from "./source.ts";
import {
  listRefs,
  refuseOtherFormat,
  serverOptions,
  transportEnvironment,
  transportFailure,
  transportSettings,
} from "./transport.ts";

/** What to bring into the mirror, and what it may cost. */
export type FetchOptions = {
  /** Full ids of commits. */
  readonly wants?: readonly Oid[];
  /** Full names of refs; an absent one is `usage.ref`. */
  readonly refs?: readonly string[];
  /** Ids of commits whose header defects are overlooked. The caller checks that they lie below the baseline. */
  readonly skipList?: readonly Oid[];
  /** Takes objects with whatever defects they have, to be looked at: nothing may be decided on what came so. */
  readonly unchecked?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called when git has begun to fetch; not at all where there is nothing to fetch. */
  readonly begun?: () => void;
  /** Seconds, 600 by default; longer is `limit.fetch`. */
  readonly seconds?: number;
  /** Bytes of the received pack, 8 GiB by default; more is `limit.fetch`. */
  readonly size?: number;
};

/** The commits that the named refs pointed to. */
export type FetchResult = { readonly refs: ReadonlyMap<string, Oid> };

/**
 * Brings commits with everything they need from a source into the mirror, each kept by a ref of its own and looked up
 * afterwards: `git.missing-object`, or `git.shallow` when the source is cut off; an id of something else than a commit is
 * `usage.commit`. All objects are checked on the way in (`git.fsck`, with the object and the defect). What is there
 * already, complete, is not fetched again. Other failures: {@link transportFailure}.
 */
export async function fetchCommits(mirror: Mirror, source: Source, options: FetchOptions): Promise<FetchResult> {
  return (await fetchChecked(mirror, source, options, options.unchecked === true ? "overlook" : "refuse")).result;
}

/** {@link fetchCommits}, with header defects refused or reported or all overlooked, and what git said about the objects. */
export async function fetchChecked(
  mirror: Mirror,
  source: Source,
  options: FetchOptions,
  headers: "refuse" | "report" | "overlook",
): Promise<{ readonly result: FetchResult; readonly stderr: string }> {
  refuseOtherFormat(mirror, source);
  await refuseAlteredHistory(mirror);
  const skipList = await writeSkipList(mirror, options.skipList ?? []);
  using time = timeLimit(options.seconds, options.signal);
  const refs = await tips(mirror, source, options.refs ?? [], time.signal);
  const wanted = await absentOnes(mirror, new Set([...(options.wants ?? []), ...refs.values()]));
  const stderr =
    wanted.length === 0
      ? ""
      : await transfer(mirror, source, wanted, options, time.signal, fsckSettings(headers, skipList));
  await refuseOverlookedNonCommits(mirror, options.skipList ?? []);
  await lookUp(mirror, source, wanted);
  return { result: { refs }, stderr };
}

async function tips(
  mirror: Mirror,
  source: Source,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Oid>> {
  const tips = new Map<string, Oid>();
  if (names.length === 0) return tips;
  const listed = await listRefs(mirror, source, signal);
  for (const name of names) {
    const ref = listed.get(name);
    if (ref === undefined) throw new CountersignError("usage.ref", `the repository has no ref ${name}`);
    tips.set(name, ref.peeled);
  }
  return tips;
}

/** A commit's own ref is written by git after it has checked that everything behind the commit is there. */
function keeper(oid: Oid): string {
  return `refs/countersign/id/${oid}`;
}

async function absentOnes(mirror: Mirror, wants: ReadonlySet<Oid>): Promise<readonly Oid[]> {
  const absent: Oid[] = [];
  for (const oid of wants) if (!(await isKept(mirror, oid))) absent.push(oid);
  return absent;
}

async function isKept(mirror: Mirror, oid: Oid): Promise<boolean> {
  const content = await readFile(join(mirror.dir, keeper(oid)), "latin1").catch(() => "");
  return content === `${oid}\n`;
}

async function transfer(
  mirror: Mirror,
  source: Source,
  wants: readonly Oid[],
  options: FetchOptions,
  signal: AbortSignal,
  checks: readonly string[],
): Promise<string> {
  // A process that was killed in the middle of a fetch could not do it.
  await removeUnfinishedPacks(mirror);
  using size = sizeLimit(mirror, options.size);
  const running = startGit(mirror, [...FETCH, ...serverOptions(source), "--stdin", "--end-of-options", source.dir], {
    input: wants.map((oid) => `${oid}:${keeper(oid)}\n`).join(""),
    environment: transportEnvironment(source),
    // A pack for each fetch, however small: only then are the checks one program's, with one spelling of defects.
    settings: [
      ...transportSettings(source),
      ...checks,
      "fetch.unpackLimit=1",
      "fetch.writeCommitGraph=false",
      "fetch.showForcedUpdates=false",
    ],
    signal: AbortSignal.any([signal, size.signal]),
  });
  options.begun?.();
  const result = await running.catch(async (cause: unknown) => {
    await removeUnfinishedPacks(mirror);
    throw cause;
  });
  if (result.exit === 0) return result.stderr;
  await removeUnfinishedPacks(mirror);
  throw transportFailure(mirror, source, result.stderr);
}

const FETCH: readonly string[] = [
  "fetch",
  "--quiet",
  "--no-tags",
  "--no-write-fetch-head",
  "--no-recurse-submodules",
  "--no-auto-maintenance",
  "--no-prune",
];

/** A fetch from a shallow clone ends with 0 and moves nothing, so success is judged by what is there. */
async function lookUp(mirror: Mirror, source: Source, wants: readonly Oid[]): Promise<void> {
  for (const [oid, type] of await typesOf(mirror, wants)) {
    if (!(await isKept(mirror, oid))) {
      const code = source.shallow ? "git.shallow" : "git.missing-object";
      throw new CountersignError(code, `the source did not deliver ${oid} with its whole history`);
    }
    if (type === "commit") continue;
    await rm(join(mirror.dir, keeper(oid)), { force: true });
    throw new CountersignError("usage.commit", `${oid} is a ${type ?? "missing object"}, not a commit`);
  }
}
