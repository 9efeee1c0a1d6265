import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { dataOf } from "../api/client.ts";
import type { Task } from "../api/types.ts";
import { usePage } from "../app/page.ts";
import type { Line } from "./order.ts";
import { lineKey, mergedTasks } from "./order.ts";
import { MOST_PAGES, readMore, readPart } from "./part.ts";
import type { Part } from "./part.ts";
import type { Section } from "./sections.ts";
import { taskKey } from "./sentences.ts";

/** A section as it was read. `count` is of all tasks in it, also those that are not read yet. */
export type ReadSection = Section & {
  readonly open: boolean;
  readonly count: number | undefined;
  readonly more: boolean;
};

/** The queue as it was read last. */
export type ReadQueue = {
  readonly sections: readonly ReadSection[];
  readonly lines: readonly Line[];
  readonly tasks: ReadonlyMap<string, Task>;
  /** Nothing is there yet. */
  readonly pending: boolean;
  /** What reading it anew came to, the newest. */
  readonly error: unknown;
  readonly readMore: (section: string) => void;
};

/** Reads the sections of a query; `followEvents` has them read anew when something happens. */
export function useQueue(sections: readonly Section[], opened: ReadonlySet<string>, query: string): ReadQueue {
  const { api } = usePage();
  const queries = useQueryClient();
  const isOpen = ({ id, folded }: Section) => !folded || opened.has(id);
  const parts = sections.filter(isOpen).flatMap((section) => section.parts);
  const read = useQueries({
    queries: parts.map((part) => ({
      queryKey: partKey(part),
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const before = queries.getQueryData<Part>(partKey(part));
        if (before !== undefined && before.pages > MOST_PAGES) return before;
        return readPart(api, part, before?.pages ?? 1, signal);
      },
    })),
  });
  const folded = sections.filter((section) => !isOpen(section)).flatMap((section) => section.parts);
  const cut = parts.filter((_, index) => (read[index]?.data?.next ?? null) !== null);
  const counted = [...folded, ...cut];
  const counts = useQueries({
    queries: counted.map((q) => ({
      queryKey: ["queue", "count", q],
      enabled: !read.some(({ isPending }) => isPending),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        dataOf(api.GET("/v1/queue/counts", { params: { query: { q } }, signal })).then(({ matching }) => matching),
    })),
  });

  const reading = useRef(new Set<string>());
  const more = useCallback(
    (id: string) => {
      for (const part of sections.find((section) => section.id === id)?.parts ?? []) {
        const before = queries.getQueryData<Part>(partKey(part));
        if (before === undefined || before.next === null || reading.current.has(part)) continue;
        reading.current.add(part);
        void readMore(api, part, before)
          .then((next) => queries.setQueryData<Part>(partKey(part), (now) => (now === before ? next : now)))
          .catch(() => {})
          .finally(() => reading.current.delete(part));
      }
    },
    [api, queries, sections],
  );

  const dataOfPart = new Map(parts.map((part, index) => [part, read[index]?.data]));
  const countOf = new Map(counted.map((part, index) => [part, counts[index]?.data]));
  const errors = [...read, ...counts].filter(({ isError }) => isError);
  const found = useStable(
    sections.map((section) => readSection(section, isOpen(section), query, dataOfPart, countOf)),
    [
      ...read.map(({ dataUpdatedAt }) => dataUpdatedAt),
      ...counts.map(({ dataUpdatedAt }) => dataUpdatedAt),
      parts.join("\n"),
      folded.join("\n"),
    ].join(" "),
  );
  return {
    ...found,
    pending: [...read, ...counts].some(({ isPending }) => isPending) && errors.length === 0,
    error: errors[0]?.error,
    readMore: more,
  };
}

const partKey = (part: string) => ["queue", "part", part] as const;

type Found = { readonly section: ReadSection; readonly lines: readonly Line[]; readonly tasks: readonly Task[] };

function readSection(
  section: Section,
  open: boolean,
  query: string,
  data: ReadonlyMap<string, Part | undefined>,
  counts: ReadonlyMap<string, number | undefined>,
): Found {
  const { id } = section;
  const parts = open ? section.parts.flatMap((part) => data.get(part) ?? []) : [];
  const tasks = mergedTasks(parts, query);
  const more = parts.some(({ next }) => next !== null);
  const sizes = section.parts.map((part) => {
    const known = data.get(part);
    return known !== undefined && known.next === null ? known.tasks.length : counts.get(part);
  });
  const count = sizes.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    0,
  );
  const lines: readonly Line[] = [
    { kind: "head", section: id },
    ...tasks.map((task): Line => ({ kind: "task", section: id, key: taskKey(task) })),
    ...(more ? [{ kind: "more", section: id } as const] : []),
  ];
  // An empty section says nothing; what is folded is worth its head.
  const shown = count === 0 ? [] : lines;
  return { section: { ...section, open, count, more }, lines: shown, tasks };
}

/** The same objects while `version` is the same. */
function useStable(found: readonly Found[], version: string): Pick<ReadQueue, "sections" | "lines" | "tasks"> {
  return useMemo(
    () => ({
      sections: found.map(({ section }) => section),
      lines: uniqueLines(found.flatMap(({ lines }) => lines)),
      tasks: new Map(found.flatMap(({ tasks }) => tasks.map((task) => [taskKey(task), task] as const))),
    }),
    // oxlint-disable-next-line react/exhaustive-deps -- `found` follows from what `version` names
    [version],
  );
}

/** While one section was read anew and another was not yet, a task may be in both: it stands once. */
function uniqueLines(lines: readonly Line[]): readonly Line[] {
  return [...new Map(lines.toReversed().map((line) => [lineKey(line), line])).values()].toReversed();
}

/** How many tasks need whoever asks, and when the first of them is due. */
export function useFirst(query: string) {
  const { api } = usePage();
  return useQuery({
    queryKey: ["queue", "first", query],
    async queryFn({ signal }) {
      const q = [query, "needs:me", "-is:snoozed"].filter((one) => one !== "").join(" ");
      const due = q.replaceAll(/(?<!\S)sort:\S+/g, "").trim();
      const [counts, first] = await Promise.all([
        dataOf(api.GET("/v1/queue/counts", { params: { query: { q } }, signal })),
        dataOf(api.GET("/v1/queue", { params: { query: { q: `${due} sort:due`, limit: "1" } }, signal })),
      ]);
      return { needsMe: counts.matching, due: first.items[0]?.due ?? undefined };
    },
  });
}
