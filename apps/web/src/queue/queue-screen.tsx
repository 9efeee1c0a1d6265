import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { problemOf } from "../api/problem.ts";
import type { Task } from "../api/types.ts";
import { dataOf } from "../api/client.ts";
import { usePage, usePerson } from "../app/page.ts";
import { go } from "../app/route.ts";
import { prefetchChange } from "../change/read-change.ts";
import { useFreshness } from "../live/live-indicator.tsx";
import { fieldOf, membersOf } from "../session/listed-page.ts";
import { useNow } from "../text/now.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import { lineKey } from "./order.ts";
import type { Line } from "./order.ts";
import { Peek } from "./peek.tsx";
import { QueueEmpty } from "./queue-empty.tsx";
import { QueueList } from "./queue-list.tsx";
import { sectionsOf } from "./sections.ts";
import { firstSentence, taskKey } from "./sentences.ts";
import { StagedBar } from "./staged-bar.tsx";
import { AssignDialog, ManyDialog, SnoozeDialog, StealDialog } from "./triage-dialogs.tsx";
import { togetherHindrance } from "./together.ts";
import { useTriage } from "./triage.ts";
import type { Act } from "./triage.ts";
import { useBecame } from "./use-became.ts";
import { useQueueKeys } from "./use-queue-keys.ts";
import { useFirst, useQueue } from "./use-queue.ts";
import { useShown } from "./use-shown.ts";
import { ViewTabs } from "./view-tabs.tsx";

/** Milliseconds for which the cursor rests on a task before it is read ahead. */
const REST = 300;

/** What is asked in a dialog, and about what. */
type Asking = { readonly what: "snooze" | "many" | "assign"; readonly tasks: readonly Task[] };

/** The queue: what waits for whom. Where one is in it survives whatever happens to it. */
export function QueueScreen({ query }: { readonly query: string }) {
  const me = usePerson();
  const now = useNow();
  const fresh = useFreshness();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [attended, setAttended] = useState(false);
  const [peeking, setPeeking] = useState(false);
  const [asking, setAsking] = useState<Asking>();
  const inSight = useRef({ last: 0, scrollTo: (_index: number) => {} });

  const sections = useMemo(() => sectionsOf(query), [query]);
  const queue = useQueue(sections, opened, query);
  const first = useFirst(query);
  const triage = useTriage();
  const view = `${query}\n${[...opened].join()}`;
  const { lines, taskOf, waiting, show } = useShown(
    queue,
    view,
    attended || asking !== undefined || triage.taken !== undefined,
    () => inSight.current.last,
  );
  const goneKeys = lines.flatMap((line) => (line.kind === "task" && !queue.tasks.has(line.key) ? line.key : []));
  const became = useBecame(goneKeys);
  const gone = new Set(goneKeys);
  const found = (key: string) => became.get(key) ?? taskOf(key);

  const shownKeys = useMemo(() => lines.flatMap((line) => (line.kind === "task" ? line.key : [])), [lines]);
  const at = lines.findIndex((line) => lineKey(line) === cursor);
  const line = lines[at];
  const task = line?.kind === "task" ? found(line.key) : undefined;
  const chosen = shownKeys.filter((key) => selected.has(key)).flatMap((key) => found(key) ?? []);
  const acted = chosen.length > 0 ? chosen : task === undefined ? [] : [task];

  const hindered = togetherHindrance(chosen);

  const fold = useCallback((section: string) => setOpened((before) => toggled(before, section)), []);
  const select = useCallback((key: string) => setSelected((before) => toggled(before, key)), []);
  const moveTo = (index: number) => {
    const to = lines[index];
    if (to === undefined) return;
    setCursor(lineKey(to));
    inSight.current.scrollTo(index);
    document.querySelector<HTMLElement>("[data-grid]")?.focus({ preventScroll: true });
  };
  const act = (tasks: readonly Task[], wanted: Act) => {
    setAsking(undefined);
    triage.leave();
    setSelected(new Set());
    void triage.act(tasks, wanted);
  };

  useQueueKeys({
    lines,
    at,
    view: query,
    foldable: (section) => sections.find(({ id }) => id === section)?.folded === true,
    moveTo,
    open: () =>
      line?.kind === "head" ? fold(line.section) : task !== undefined && go({ screen: "change", change: task.change }),
    peek: () => (line?.kind === "head" ? fold(line.section) : setPeeking((before) => !before)),
    claim() {
      if (acted.length > 1) return setAsking({ what: "many", tasks: acted });
      const [one] = acted;
      if (one !== undefined) act([one], one.claim?.person === me.person ? { kind: "release" } : { kind: "claim" });
    },
    snooze() {
      const [one] = acted;
      if (acted.length === 1 && one !== undefined && one.snoozedUntil !== null)
        act([one], { kind: "snooze", until: null });
      else if (acted.length > 0) setAsking({ what: "snooze", tasks: acted });
    },
    assign: () => task !== undefined && setAsking({ what: "assign", tasks: [task] }),
    select: () => line?.kind === "task" && select(line.key),
    selectAll: () => line !== undefined && setSelected((before) => allOf(lines, line, before)),
    decide() {
      const [one] = acted;
      if (one === undefined) return;
      if (acted.length === 1) return go({ screen: "decide", change: one.change });
      if (hindered === undefined)
        go({ screen: "together", role: one.role, changes: acted.map(({ change }) => change) });
    },
    undo: triage.undo,
    show,
    leave() {
      setSelected(new Set());
      setPeeking(false);
      triage.dismiss();
    },
  });
  useReadAhead(attended ? task?.change : undefined);
  useEffect(() => setSelected(new Set()), [query]);

  const isEmpty =
    !queue.pending &&
    !lines.some((one) => one.kind === "task") &&
    queue.sections.every(
      ({ open, count, id }) => open || count === 0 || id === "decided" || id === "snoozed" || id === "others",
    );
  const title =
    first.data !== undefined
      ? firstSentence(first.data.needsMe, first.data.due, now)
      : queue.error === undefined
        ? "…"
        : problemOf(queue.error).code === "queue.query"
          ? "This query cannot be read."
          : "The queue cannot be read.";
  return (
    <section className="queue" aria-labelledby="queue-title">
      <div className="queue-head">
        <h1 id="queue-title">{title}</h1>
        <ViewTabs query={query} counted={!queue.pending} />
      </div>
      {queue.error !== undefined && <ProblemText error={queue.error} />}
      {selected.size > 0 && (
        <p className="selection" role="status">
          {chosen.length} selected of {shownKeys.length} shown. <b>c</b> claims them, <b>s</b> snoozes them, <b>Esc</b>{" "}
          lets them go.{" "}
          {hindered ?? (
            <>
              <b>d</b> decides about them together.
            </>
          )}
        </p>
      )}
      <StagedBar waiting={waiting} onShow={show} />
      <div className="queue-body">
        {isEmpty && queue.error === undefined && <QueueEmpty query={query} />}
        {lines.length > 0 && (queue.error === undefined || shownKeys.length > 0) && (
          <QueueList
            lines={lines}
            sections={queue.sections}
            taskOf={found}
            isGone={(key) => gone.has(key)}
            me={me}
            cursor={cursor}
            selected={selected}
            working={triage.working}
            stale={fresh.kind === "stale" || queue.error !== undefined}
            inSight={inSight}
            onCursor={setCursor}
            onSelect={select}
            onFold={fold}
            onMore={queue.readMore}
            onAttention={setAttended}
          />
        )}
        {peeking && task !== undefined && <Peek task={task} onClose={() => setPeeking(false)} />}
      </div>
      <NoticeLine triage={triage} />
      {asking?.what === "snooze" && (
        <SnoozeDialog
          tasks={asking.tasks}
          shown={shownKeys.length}
          onAct={(wanted) => act(asking.tasks, wanted)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking?.what === "many" && (
        <ManyDialog
          tasks={asking.tasks}
          shown={shownKeys.length}
          onAct={(wanted) => act(asking.tasks, wanted)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking?.what === "assign" && asking.tasks[0] !== undefined && (
        <Assign
          task={asking.tasks[0]}
          onAct={(wanted) => act(asking.tasks, wanted)}
          onClose={() => setAsking(undefined)}
        />
      )}
      {triage.taken !== undefined && (
        <StealDialog
          task={found(taskKey(triage.taken)) ?? triage.taken}
          onAct={(wanted) => triage.taken !== undefined && act([triage.taken], wanted)}
          onClose={triage.leave}
        />
      )}
    </section>
  );
}

type AssignProps = { readonly task: Task; readonly onAct: (act: Act) => void; readonly onClose: () => void };

/** Whom a role can be handed to, the policy in force says. */
function Assign({ task, onAct, onClose }: AssignProps) {
  const { api } = usePage();
  const { data } = useQuery({ queryKey: ["policy"], queryFn: () => dataOf(api.GET("/v1/policy")), staleTime: 300_000 });
  if (data === undefined) return null;
  const people = membersOf(fieldOf(fieldOf(data, "roles"), task.role), "people").filter(
    (one) => typeof one === "string",
  );
  return <AssignDialog task={task} people={people} onAct={onAct} onClose={onClose} />;
}

function NoticeLine({ triage: { notice } }: { readonly triage: ReturnType<typeof useTriage> }) {
  return (
    <div className="notice-line" role="status">
      {notice !== undefined && <span className={`notice notice-${notice.kind}`}>{notice.text}</span>}
      {notice?.problem !== undefined && <ProblemText error={notice.problem} />}
    </div>
  );
}

/** Reads the change that the cursor rests on, so that it opens at once. */
function useReadAhead(change: string | undefined): void {
  const { api } = usePage();
  const queries = useQueryClient();
  useEffect(() => {
    if (change === undefined) return undefined;
    const timer = setTimeout(() => prefetchChange(queries, api, change), REST);
    return () => clearTimeout(timer);
  }, [api, queries, change]);
}

function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

/** All tasks of the section that a line is in; none of them where all of them are chosen. */
function allOf(lines: readonly Line[], { section }: Line, before: ReadonlySet<string>): ReadonlySet<string> {
  const keys = lines.flatMap((line) => (line.kind === "task" && line.section === section ? line.key : []));
  return keys.every((key) => before.has(key)) ? before.difference(new Set(keys)) : before.union(new Set(keys));
}
