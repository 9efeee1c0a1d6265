import type { Clock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import { RECONCILE } from "../../capture/hint.ts";
import type { Database, Queries } from "../../store/database.ts";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { WorkKey } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { noteGroup } from "../merge-group/note-group.ts";
import { callbackRun } from "../deployments/callback-run.ts";
import { noteRequest } from "../deployments/note-request.ts";
import { gateWork } from "../tamper/guard.ts";
import { notePull } from "../pulls/note-pull.ts";
import { CHECK_NAME } from "../checks/name.ts";
import type { GithubEvent } from "./event.ts";
import { noteForeignCheck, noteLabels, notePush } from "./note-hints.ts";
import { readEvent } from "./read-event.ts";
import { GITHUB_PLACES, checkWork, repositoryKey } from "./works.ts";

/** What processing deliveries runs on. */
export type EventParts = {
  readonly db: Database;
  readonly waker: Waker;
  readonly clock: Clock;
  /** The App's number. */
  readonly app: number;
  /** Where GitHub's API is. */
  readonly api: string;
  /** The policy's ids of the repositories that the settings have; of others nothing follows. */
  readonly repositories: ReadonlySet<string>;
  /** A delivery of which nothing follows, since its bytes say nothing: its id and a code. */
  readonly notUnderstood: (delivery: string, event: string, code: string) => void;
};

/**
 * Asks for what follows from a delivery: what has to be looked at, never what is so. Hints, work and the mark that it was processed are one
 * transaction, so a crash leaves all of it to do or nothing (attack G5), and a delivery that comes twice asks for the same.
 */
export function processDelivery(parts: EventParts): Handler {
  return async (claimed) => {
    const { db, waker, notUnderstood } = parts;
    const row = await db
      .selectFrom("github_delivery")
      .select(["id", "event", "body"])
      .where("id", "=", claimed.key)
      .where("processed", "is", null)
      .executeTakeFirst();
    if (row === undefined) return;
    const read = understood(row.event, row.body, parts.api);
    const works = await db.transaction().execute(async (one) => {
      await holdWork(one, claimed);
      const asked = "event" in read ? await follow(one, parts, read.event) : [];
      for (const work of asked) await requestWork(one, work);
      await one
        .updateTable("github_delivery")
        .set({ processed: new Date(), code: "code" in read ? read.code : null })
        .where("id", "=", row.id)
        .execute();
      return asked;
    });
    if ("code" in read) notUnderstood(row.id, row.event, read.code);
    for (const work of works) await waker.wake(work);
  };
}

type Understood = { readonly event: GithubEvent } | { readonly code: string };

/** Bytes that say nothing will not say anything later: they are marked, and shown. */
function understood(name: string, body: Uint8Array, api: string): Understood {
  try {
    const event = readEvent(name, body);
    // Refused before anything follows from it.
    if (event.subject.kind === "deployment") runOf(event, event.subject.callback, api);
    return { event };
  } catch (error) {
    if (error instanceof CountersignError && SAYS_NOTHING.has(error.code)) return { code: error.code };
    throw error;
  }
}

const SAYS_NOTHING: ReadonlySet<string> = new Set(["github.payload", "github.callback-url"]);

function runOf({ repository }: GithubEvent, callback: string, api: string): number {
  return callbackRun(callback, api, repository?.fullName ?? "");
}

async function follow(
  one: Queries,
  { app, api, clock, repositories }: EventParts,
  event: GithubEvent,
): Promise<readonly WorkKey[]> {
  const { subject, sender } = event;
  if (subject.kind === "place") return [GITHUB_PLACES];
  if (event.repository === undefined) return [];
  const repository = repositoryKey(event.repository.id);
  // Whoever waits for us is answered, also where the policy knows nothing of it.
  if (!repositories.has(repository) && subject.kind !== "deployment") return [];
  await noteLabels(one, repository, event);
  const reconcile = { kind: RECONCILE, key: repository };
  switch (subject.kind) {
    case "pull": {
      const { pull, pushed } = subject;
      if (pushed && sender !== undefined) await notePush(one, repository, pull.head, sender);
      const heads = [...(await notePull(one, repository, pull)), pull.head];
      return [reconcile, ...[...new Set(heads)].map((head) => checkWork(repository, head))];
    }
    case "push":
      if (subject.after !== undefined && sender !== undefined) await notePush(one, repository, subject.after, sender);
      return [reconcile];
    case "check": {
      const { head, name, app: by } = subject;
      if (name === CHECK_NAME && by !== undefined && by !== app) await noteForeignCheck(one, repository, head, by);
      return [checkWork(repository, head)];
    }
    case "merge-group":
      await noteGroup(one, repository, subject);
      return [checkWork(repository, subject.head)];
    case "deployment": {
      const { callback, created: asked, ...deployment } = subject;
      if (event.installation === undefined) return [];
      const run = runOf(event, callback, api);
      const { installation } = event;
      return noteRequest(one, { ...deployment, repository, installation, run, asked }, clock.now());
    }
    case "gate":
      return [gateWork(repository)];
    case "other":
      return [];
    default:
      return subject satisfies never;
  }
}
