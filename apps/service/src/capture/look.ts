import type { Analyse, Repository, RepositoryPolicy } from "@countersign/core";
import type { CapturingParts, SharedHome } from "@countersign/home";
import type { Transaction } from "kysely";
import type { RepositorySettings } from "../settings/settings.ts";
import type { Database } from "../store/database.ts";
import type { Tables } from "../store/tables.ts";
import type { Waker } from "../work/waker.ts";
import { PROJECT } from "../queue/asked-work.ts";
import { holdWork, requestWork } from "../work/work.ts";
import type { Claimed } from "../work/work.ts";
import type { FetchLimits } from "./fetch-each.ts";
import type { MoreProposals } from "./offered.ts";
import type { Mirrors, Place, WhereAndWho } from "./place.ts";

/** What capture reports: ids and codes, never what a repository holds. */
type CaptureEvents = {
  /** A change was captured, of a proposal or of what landed unreviewed. */
  readonly captured: (repository: string, change: string, leaf: number) => void;
  readonly landedUnreviewed: (repository: string, ref: string, commit: string) => void;
  readonly refRewound: (repository: string, ref: string) => void;
  readonly notCaptured: (repository: string, code: string) => void;
};

/** What the handler of `reconcile` works with; wired once. */
export type ReconcileParts = {
  readonly db: Database;
  readonly waker: Waker;
  readonly shared: SharedHome;
  readonly mirrors: Mirrors;
  readonly repositories: readonly Pick<RepositorySettings, "id" | "fetch" | "proposals" | "authorization">[];
  /** Where secrets are that the settings name by a variable. */
  readonly env: NodeJS.ProcessEnv;
  readonly analyse: Analyse;
  /** Names what renders packets, such as `countersign/0.1.0`. */
  readonly renderer: string;
  readonly limits?: FetchLimits;
  /** What proposes beside the branches that settings name. */
  readonly moreProposals?: MoreProposals;
  /** Of repositories that settings leave to somebody else to find. */
  readonly whereAndWho?: WhereAndWho;
  readonly events: CaptureEvents;
};

/** One look at one repository, by the worker that has the work. */
export type Look = ReconcileParts & {
  readonly claimed: Claimed;
  readonly signal: AbortSignal;
  readonly measure: RepositoryPolicy;
  readonly proposals: RepositorySettings["proposals"];
  readonly place: Place;
  readonly repository: Repository;
  /** `Repository.isAncestor`, each question once: git is asked by a process of its own. */
  readonly isAncestor: Repository["isAncestor"];
};

/** Answers each question about a repository's ancestors once. */
export function rememberingAncestors({ isAncestor }: Repository): Repository["isAncestor"] {
  const known = new Map<string, Promise<boolean>>();
  return (a, b) => {
    const question = `${a} ${b}`;
    const answer = known.get(question) ?? isAncestor(a, b);
    known.set(question, answer);
    return answer;
  };
}

/** What captures of one look run on. */
export function capturingParts({ repository, analyse, renderer }: Look): CapturingParts {
  return { repository, analyse, renderer };
}

/** Options of every fetch of a look. */
export function fetchOptions({ measure, limits, signal }: Pick<Look, "measure" | "limits" | "signal">) {
  return { ...limits, skipList: measure.oldHeaderDefects, signal };
}

/** Writes in a transaction of the worker that has the work; `work.lost` where another has it. */
export async function writeHeld(
  { db, claimed }: Pick<Look, "db" | "claimed">,
  write: (one: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    await write(one);
  });
}

/**
 * As {@link writeHeld}, and asks that the log be projected. What was logged before is in the same rows: a crash in between asks
 * for it when they are written.
 */
export async function writeLogged(look: Look, write: (one: Transaction<Tables>) => Promise<void>): Promise<void> {
  await writeHeld(look, async (one) => {
    await write(one);
    await requestWork(one, PROJECT);
  });
  await look.waker.wake(PROJECT);
}

/** Items in pieces of a size. */
export function inPieces<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
