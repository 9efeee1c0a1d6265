import { expect, it } from "vitest";
import { FEED, SILENT, openWorld } from "../../capture/world.testing.ts";
import { claimWork, requestWork } from "../../work/work.ts";
import { answering, json } from "../client/answering.testing.ts";
import { GITHUB_PULLS } from "../events/works.ts";
import { keepPlace } from "../places/refresh-places.ts";
import { sweepPulls } from "./sweep-pulls.ts";

const pull = (number: number, head: unknown) => ({
  number,
  state: "open",
  draft: false,
  updated_at: "2026-11-29T10:00:00Z",
  user: { id: 1001, login: "olga" },
  base: { ref: "main" },
  head,
});

it("finds the other pull requests of a list in which one cannot be read, and says so", async () => {
  await using world = await openWorld();
  const listed = [
    pull(1, { sha: "1".repeat(40), repo: null }),
    pull(2, null),
    pull(3, { sha: "3".repeat(40), repo: null }),
  ];
  await using server = await answering((_request, response) => json(response, 200, listed));
  const { db } = world;
  await keepPlace(db, { repository: FEED, installation: 5, fullName: "acme/feed", archived: false });
  await requestWork(db, { kind: GITHUB_PULLS, key: FEED });
  const claimed = await claimWork(db, { kind: GITHUB_PULLS, key: FEED });
  if (claimed === undefined) throw new Error("nobody asked for it");
  const said: string[] = [];
  const sweep = sweepPulls({
    db,
    waker: SILENT,
    github: server.github,
    repositories: new Set([FEED]),
    notUnderstood: (...words) => void said.push(words.join(" ")),
  });
  await sweep(claimed, new AbortController().signal);
  const kept = await db.selectFrom("github_pull").select("number").orderBy("number").execute();
  expect([kept.map(({ number }) => number), said]).toEqual([
    [1, 3],
    [`the list of ${FEED} pull_request github.payload`],
  ]);
});
