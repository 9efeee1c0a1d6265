import { publishedCheckpoint } from "@countersign/core";
import { isGateRemoved } from "../github/tamper/standing.ts";
import { problemOf } from "../problem.ts";
import { databaseError } from "../store/database.ts";
import type { WorkHealth } from "../work/work.ts";
import { workHealth } from "../work/work.ts";
import type { ApiParts } from "./api-parts.ts";
import { currentContents } from "./log-state.ts";

/** Seconds for which work may be due before somebody should look: nobody is there to do it. */
const LATE = 300;
/** Milliseconds for the whole answer. */
const PATIENCE = 5_000;

/** Whether requests can be answered, and why not. Warnings are about single things that wait, while all others go on. */
export type Readiness = {
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly work: WorkHealth | null;
  readonly log: { readonly size: number; readonly published: number } | null;
};

/** Looks at database, log and work as they are now. Reasons are codes: nobody is asked who wants to know. */
export async function readiness(parts: Pick<ApiParts, "db" | "shared" | "log">): Promise<Readiness> {
  const [work, log, removed] = await Promise.all([
    tried(workHealth(parts.db)),
    tried(logHealth(parts)),
    tried(isGateRemoved(parts.db)),
  ]);
  const late = "value" in work && work.value.overdue > LATE ? ["work.late"] : [];
  const reasons = [...("code" in work ? [work.code] : []), ...("code" in log ? [log.code] : []), ...late];
  const parked = "value" in work && work.value.parked > 0 ? ["work.parked"] : [];
  const waits = "value" in log && log.value.size > log.value.published ? ["log.pending"] : [];
  return {
    ready: reasons.length === 0,
    reasons,
    warnings: [...parked, ...waits, ...("value" in removed && removed.value ? ["monitor.gate-removed"] : [])],
    work: "value" in work ? work.value : null,
    log: "value" in log ? log.value : null,
  };
}

async function logHealth({ shared, log }: Pick<ApiParts, "shared" | "log">) {
  const { size } = await currentContents(shared);
  const checkpoint = await publishedCheckpoint(log);
  return { size, published: checkpoint.size };
}

type Tried<T> = { readonly value: T } | { readonly code: string };

async function tried<T>(look: Promise<T>): Promise<Tried<T>> {
  const late = new Promise<Tried<T>>((resolve) => {
    setTimeout(() => resolve({ code: "internal.slow" }), PATIENCE).unref();
  });
  const looked = look.then(
    (value): Tried<T> => ({ value }),
    (error: unknown): Tried<T> => ({ code: problemOf(databaseError(error)).code }),
  );
  return Promise.race([looked, late]);
}
