import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { Problem, problemOf } from "../api/problem.ts";
import type { Task } from "../api/types.ts";
import { usePage, usePerson } from "../app/page.ts";
import { useFreshness } from "../live/live-indicator.tsx";
import { spellMoment } from "../text/moment.ts";
import { visibleText } from "../text/visible.ts";
import type { Part } from "./part.ts";
import { taskKey } from "./sentences.ts";

/** What somebody does with a task before deciding. All of it may be sent twice. */
export type Act =
  | { readonly kind: "claim"; readonly reason?: string }
  | { readonly kind: "release" }
  | { readonly kind: "snooze"; readonly until: string | null }
  | { readonly kind: "assign"; readonly person: string; readonly reason: string };

/** What came of it, for the line below the queue. */
type Notice = { readonly kind: "done" | "waits" | "refused"; readonly text: string; readonly problem?: Problem };

/** What can be done with tasks, and what came of what was done last. */
export type Triage = {
  readonly act: (tasks: readonly Task[], act: Act) => Promise<void>;
  readonly undo: () => void;
  readonly notice: Notice | undefined;
  readonly dismiss: () => void;
  /** A task that somebody else is at: taking it over wants a reason. */
  readonly taken: Task | undefined;
  readonly leave: () => void;
  readonly working: ReadonlySet<string>;
};

/** Does what a person wants with tasks, one after the other; what the service does not hear is said again until it does. */
export function useTriage(): Triage {
  const { api } = usePage();
  const me = usePerson();
  const queries = useQueryClient();
  const fresh = useFreshness();
  const [notice, setNotice] = useState<Notice>();
  const [taken, setTaken] = useState<Task>();
  const [working, setWorking] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<{ readonly tasks: readonly Task[]; readonly back: Act }>(undefined);

  const act = useCallback(
    async (tasks: readonly Task[], wanted: Act) => {
      if (fresh.kind === "stale")
        return setNotice({ kind: "refused", text: `Not now: the service does not answer. ${fresh.text}.` });
      const done: Task[] = [];
      try {
        for (const task of tasks) {
          const key = taskKey(task);
          setWorking((now) => new Set(now).add(key));
          try {
            const claim = await heard(
              () => send(api, task, wanted),
              () => setNotice({ kind: "waits", text: `${tasks.length - done.length} to do: waiting for the service.` }),
            );
            patch(queries, key, claimAfter(task, wanted, claim));
            done.push(task);
          } finally {
            setWorking((now) => new Set([...now].filter((one) => one !== key)));
          }
        }
        const back = backOf(wanted);
        last.current = back === undefined ? undefined : { tasks: done, back };
        setNotice({ kind: "done", text: sentenceOf(tasks, wanted) });
      } catch (error) {
        const problem = problemOf(error);
        const failed = tasks[done.length];
        if (problem.code === "queue.claimed" && failed !== undefined && wanted.kind === "claim") setTaken(failed);
        else
          setNotice({
            kind: "refused",
            text: done.length === 0 ? "" : `${done.length} of ${tasks.length} done.`,
            problem,
          });
      }
      void queries.invalidateQueries({ queryKey: ["queue"] });
      for (const { change } of tasks) void queries.invalidateQueries({ queryKey: ["change", change] });
    },
    [api, fresh.kind, fresh.text, queries],
  );

  const undo = useCallback(() => {
    const { current } = last;
    if (current === undefined) return setNotice({ kind: "refused", text: "There is nothing to undo." });
    last.current = undefined;
    void act(current.tasks, current.back);
  }, [act]);

  return useMemo(
    () => ({
      act,
      undo,
      notice,
      dismiss: () => setNotice(undefined),
      taken,
      leave: () => setTaken(undefined),
      working,
    }),
    // oxlint-disable-next-line react/exhaustive-deps -- who one is does not change while the queue is open
    [act, undo, notice, taken, working, me.person],
  );
}

type Claim = { readonly person: string; readonly until: string };

/** Says it again, ever more rarely, while nobody answers; every act may be sent twice. */
async function heard<T>(attempt: () => Promise<T>, waits: () => void): Promise<T> {
  for (let pause = 1_000; ; pause = Math.min(15_000, pause * 2)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Problem) || ![0, 429, 502, 503, 504].includes(error.status)) throw error;
      waits();
      await new Promise((go) => setTimeout(go, Math.max(pause, (error.retryAfter ?? 0) * 1000)));
    }
  }
}

async function send(api: Api, { change, role }: Task, act: Act): Promise<Claim | undefined> {
  const params = { path: { change, role } };
  switch (act.kind) {
    case "claim":
      return dataOf(
        api.POST("/v1/queue/{change}/{role}/claim", {
          params,
          body: act.reason === undefined ? {} : { reason: act.reason },
        }),
      );
    case "release":
      await api.DELETE("/v1/queue/{change}/{role}/claim", { params }).catch(releasedBefore);
      return undefined;
    case "snooze":
      await api.POST("/v1/queue/{change}/{role}/snooze", { params, body: { until: act.until } });
      return undefined;
    case "assign":
      return dataOf(
        api.POST("/v1/queue/{change}/{role}/hand-over", { params, body: { person: act.person, reason: act.reason } }),
      );
    default:
      return act satisfies never;
  }
}

/** A claim that is not there any more was released: by us before, when the answer was lost, or by its end. */
function releasedBefore(error: unknown): void {
  if (!(error instanceof Problem) || error.code !== "queue.not-claimed") throw error;
}

function claimAfter(task: Task, act: Act, claim: Claim | undefined): Task {
  if (act.kind === "snooze") return { ...task, snoozedUntil: act.until };
  return { ...task, claim: claim === undefined ? null : { person: claim.person, until: claim.until } };
}

/** What the service answered stands in every list at once; the lists are read anew behind it. */
function patch(queries: ReturnType<typeof useQueryClient>, key: string, task: Task): void {
  queries.setQueriesData<Part>({ queryKey: ["queue", "part"] }, (part) =>
    part === undefined ? part : { ...part, tasks: part.tasks.map((one) => (taskKey(one) === key ? task : one)) },
  );
}

function backOf(act: Act): Act | undefined {
  switch (act.kind) {
    case "claim":
      return { kind: "release" };
    case "release":
      return { kind: "claim" };
    case "snooze":
      return { kind: "snooze", until: null };
    case "assign":
      return undefined;
    default:
      return act satisfies never;
  }
}

function sentenceOf(tasks: readonly Task[], act: Act): string {
  const what = tasks.length === 1 ? `“${visibleText(tasks[0]?.title ?? "").slice(0, 80)}”` : `${tasks.length} tasks`;
  switch (act.kind) {
    case "claim":
      return `${what}: claimed for 30 minutes.`;
    case "release":
      return `${what}: released.`;
    case "snooze":
      return act.until === null
        ? `${what}: back in the queue.`
        : `${what}: snoozed until ${spellMoment(Date.parse(act.until), Date.now())}.`;
    case "assign":
      return `${what}: handed over to ${act.person}.`;
    default:
      return act satisfies never;
  }
}
