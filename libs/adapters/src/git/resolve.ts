import { CountersignError } from "@countersign/core/error";
import { idSize, parseCommit, parseOid } from "@countersign/core/objects";
import type { Oid } from "@countersign/core/objects";
import { idsBeginningWith } from "./abbreviation.ts";
import { openObjectReader } from "./batch.ts";
import { fetchCommits } from "./fetch.ts";
import type { FetchOptions } from "./fetch.ts";
import { timeLimit } from "./fetch-limits.ts";
import type { Mirror } from "./mirror.ts";
import type { Source } from "./source.ts";
import { listRefs } from "./transport.ts";
import type { SourceRef } from "./transport.ts";

/** The commit that a person meant, and the ref that led to it unless an id was typed. */
export type Revision = { readonly oid: Oid; readonly ref?: string };

/**
 * Resolves what a person typed, once: a full ref, a branch, a tag, a remote-tracking name, `HEAD`, a full id, or at least
 * 7 digits of one, each followed by any number of `~n` and `^n`. What it names is fetched into the mirror. Whatever could
 * be meant in two ways, names nothing, names no commit, or is an option or another syntax of git's is `usage.commit`.
 */
export async function resolveRevision(
  mirror: Mirror,
  source: Source,
  text: string,
  options: FetchOptions = {},
): Promise<Revision> {
  const typed = parseRevision(text);
  using time = timeLimit(options.seconds, options.signal);
  const start = await resolveBase(source, typed.base, await listRefs(mirror, source, time.signal));
  await fetchCommits(mirror, source, { ...options, wants: [start.oid], refs: [] });
  return follow(mirror, start, typed);
}

/** {@link resolveRevision} of both ends of a change, as the refs are at one moment, with one fetch. */
export async function resolveEnds(
  mirror: Mirror,
  source: Source,
  texts: Ends<string>,
  options: FetchOptions = {},
): Promise<Ends<Revision>> {
  const typed = { base: parseRevision(texts.base), head: parseRevision(texts.head) };
  using time = timeLimit(options.seconds, options.signal);
  const refs = await listRefs(mirror, source, time.signal);
  const base = await resolveBase(source, typed.base.base, refs);
  const head = await resolveBase(source, typed.head.base, refs);
  await fetchCommits(mirror, source, { ...options, wants: [base.oid, head.oid], refs: [] });
  return { base: await follow(mirror, base, typed.base), head: await follow(mirror, head, typed.head) };
}

type Ends<T> = { readonly base: T; readonly head: T };

/** `parent` 0 keeps the commit; `times` repeats the step. */
type Step = { readonly parent: number; readonly times: number };

type Typed = { readonly text: string; readonly base: string; readonly steps: readonly Step[] };

/** `main~2^2` is the base `main`, then twice to the first parent, then to the second. */
function parseRevision(text: string): Typed {
  const match = /^([^~^]+)((?:[~^]\d{0,6})*)$/u.exec(text);
  const base = match?.[1] ?? "";
  const foreign = text.startsWith("-") || /[\p{Cc}\s:?*[\\]|\.\.|@\{/u.test(text);
  if (match === null || foreign || base === "@") throw refused(text, "is not a branch, tag, ref or commit id");
  const steps = [...(match[2] ?? "").matchAll(/([~^])(\d*)/g)].map(([, sign, digits]): Step => {
    const number = digits === "" || digits === undefined ? 1 : Number(digits);
    return sign === "~" ? { parent: 1, times: number } : { parent: number, times: 1 };
  });
  return { text, base, steps };
}

async function resolveBase(source: Source, base: string, refs: ReadonlyMap<string, SourceRef>): Promise<Revision> {
  const named = namesFor(base).filter((name) => refs.has(name));
  const ids = await idsFor(source, base);
  if (named.length + ids.length > 1) throw refused(base, `is ambiguous: ${[...named, ...ids.slice(0, 4)].join(", ")}`);
  const [ref] = named;
  const oid = ref === undefined ? ids[0] : refs.get(ref)?.peeled;
  if (oid === undefined) throw refused(base, "names no commit of this repository");
  return ref === undefined ? { oid } : { oid, ref };
}

/** Where git looks for a name. A text that begins with `refs/` is a full name and never a short one. */
function namesFor(base: string): readonly string[] {
  if (base.startsWith("refs/")) return [base];
  const folders = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
  return [...folders.map((folder) => folder + base), `refs/remotes/${base}/HEAD`];
}

async function idsFor(source: Source, base: string): Promise<readonly Oid[]> {
  const length = 2 * idSize(source.objectFormat);
  if (!/^[0-9a-f]{7,}$/.test(base) || base.length > length) return [];
  return base.length === length ? [parseOid(base, source.objectFormat)] : idsBeginningWith(source, base, 16);
}

async function follow(mirror: Mirror, start: Revision, { text, steps }: Typed): Promise<Revision> {
  if (steps.length === 0) return start;
  await using reader = openObjectReader(mirror);
  let at = start.oid;
  for (const { parent, times } of steps) {
    if (parent === 0) continue;
    for (let count = 0; count < times; count += 1) {
      const { parents } = parseCommit(await reader.read(at, "commit", COMMIT_LIMIT), mirror.objectFormat);
      const next = parents[parent - 1];
      if (next === undefined) throw refused(text, `leads beyond ${at}, which has ${parents.length} parents`);
      at = next;
    }
  }
  return { ...start, oid: at };
}

const COMMIT_LIMIT = 1 << 24;

function refused(text: string, why: string): CountersignError {
  return new CountersignError("usage.commit", `${JSON.stringify(text.slice(0, 120))} ${why}`);
}
