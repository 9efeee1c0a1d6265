import type { Task } from "../api/types.ts";
import type { Part } from "./part.ts";
import { termsOf } from "./query-language.ts";
import { taskKey } from "./sentences.ts";

type Compare = (a: Task, b: Task) => number;

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byId: Compare = (a, b) => text(a.change, b.change) || text(a.role, b.role);
const END = "9999";

/** The orders of the service (`sort:`), so that the parts of a section stand as one list. */
const ORDERS: Readonly<Record<string, Compare>> = {
  risk: (a, b) => b.risk - a.risk || text(a.opened, b.opened) || byId(a, b),
  age: (a, b) => text(a.opened, b.opened) || byId(a, b),
  due: (a, b) => text(a.due ?? END, b.due ?? END) || byId(a, b),
};

/**
 * One list of the parts of a section, in the order of the query, as far as it is known: behind the end of a part of which not all was
 * read, others may have to stand in between.
 */
export function mergedTasks(parts: readonly Part[], query: string): readonly Task[] {
  const sort = termsOf(query).find((term) => term.startsWith("sort:"));
  const compare = ORDERS[sort?.slice(5) ?? "risk"] ?? byId;
  const ends = parts.flatMap(({ tasks, next }) => (next === null ? [] : (tasks.at(-1) ?? [])));
  const unique = new Map(parts.flatMap(({ tasks }) => tasks.map((task) => [taskKey(task), task] as const)));
  return [...unique.values()].toSorted(compare).filter((task) => ends.every((end) => compare(task, end) <= 0));
}

/** A line of the list: the head of a section, a task, or what has yet to be read. */
export type Line =
  | { readonly kind: "head"; readonly section: string }
  | { readonly kind: "task"; readonly section: string; readonly key: string }
  | { readonly kind: "more"; readonly section: string };

/** Names a line, so that two lists can be compared. A task is the same in whichever section it stands. */
export function lineKey(line: Line): string {
  return line.kind === "task" ? line.key : `${line.kind}/${line.section}`;
}

/** What is different in a list that was read anew. */
export type Difference = { readonly fresh: number; readonly gone: number; readonly moved: boolean };

/**
 * What somebody would see change; undefined where nothing of it is above the end of what is in sight (an index). What comes where more is
 * being read was waited for.
 */
export function differenceInSight(shown: readonly Line[], read: readonly Line[], last: number): Difference | undefined {
  const [before, after] = [shown.map(lineKey), read.map(lineKey)];
  const more = shown.findIndex(({ kind }) => kind === "more");
  const end = more === -1 ? last : Math.min(last, more - 1);
  const same = before.slice(0, end + 1).every((key, index) => after[index] === key);
  if (same && (before.length > end || after.length <= before.length)) return undefined;
  const keysOf = (lines: readonly Line[]) => new Set(lines.flatMap((line) => (line.kind === "task" ? line.key : [])));
  const [old, now] = [keysOf(shown), keysOf(read)];
  const fresh = now.difference(old).size;
  const gone = old.difference(now).size;
  return { fresh, gone, moved: fresh === 0 && gone === 0 };
}
