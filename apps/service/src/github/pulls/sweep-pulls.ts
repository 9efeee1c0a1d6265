import { CountersignError } from "@countersign/core";
import { z } from "zod";
import { RECONCILE } from "../../capture/hint.ts";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { Claimed, WorkKey } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import type { PullSeen } from "../events/event.ts";
import type { EventParts } from "../events/process-delivery.ts";
import { readPull } from "../events/read-event.ts";
import { checkWork } from "../events/works.ts";
import { reach } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import { notePull } from "./note-pull.ts";

/** Pull requests that are not in the list any more, of which one look asks. */
const MOST_ABSENT = 100;
const listForm = z.array(z.unknown());

type SweepParts = PlaceParts & Pick<EventParts, "notUnderstood"> & { readonly waker: Waker };

/**
 * Finds what no event told of: lists the open pull requests of a repository, and asks for each that was open and is not in the list. That one
 * list does not have it says nothing (attack G6): only GitHub's own word that it is closed does. One that cannot be read stops no other.
 */
export function sweepPulls(parts: SweepParts): Handler {
  const read = (value: unknown, repository: string): readonly PullSeen[] => {
    try {
      return [readPull(value)];
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      parts.notUnderstood(`the list of ${repository}`, "pull_request", error.code);
      return [];
    }
  };
  return async (claimed, signal) => {
    const repository = claimed.key;
    const { owner, repo, as } = await reach(parts, repository, signal);
    const { github, db, waker } = parts;
    const route = "GET /repos/{owner}/{repo}/pulls";
    const named = { owner, repo };
    const listed = await github.pages(as, route, { ...named, state: "open" }, (data) => listForm.parse(data), {
      signal,
    });
    const open = listed.flatMap((value) => read(value, repository));
    const seen = new Set(open.map(({ number }) => number));
    const rows = await db
      .selectFrom("github_pull")
      .select("number")
      .where("repository", "=", repository)
      .where("state", "=", "open")
      .orderBy("number")
      .execute();
    const absent = rows.filter(({ number }) => !seen.has(number)).slice(0, MOST_ABSENT);
    const asked: PullSeen[] = [];
    for (const { number } of absent) {
      const options = { signal, urgency: "cosmetic" } as const;
      const answer = await github
        .ask(as, `${route}/{pull_number}`, { ...named, pull_number: number }, options)
        .catch(unlessAbsent);
      if (answer !== undefined) asked.push(...read(answer.data, repository));
    }
    const works = await noteAll(parts, claimed, [...open, ...asked]);
    for (const work of works) await waker.wake(work);
  };
}

async function noteAll({ db }: PlaceParts, claimed: Claimed, pulls: readonly PullSeen[]): Promise<readonly WorkKey[]> {
  const repository = claimed.key;
  return db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const heads: string[] = [];
    for (const pull of pulls) heads.push(...(await notePull(one, repository, pull)));
    if (heads.length === 0) return [];
    const works = [
      { kind: RECONCILE, key: repository },
      ...[...new Set(heads)].map((head) => checkWork(repository, head)),
    ];
    for (const work of works) await requestWork(one, work);
    return works;
  });
}

function unlessAbsent(error: unknown): undefined {
  if (error instanceof CountersignError && error.code === "github.not-found") return undefined;
  throw error;
}
