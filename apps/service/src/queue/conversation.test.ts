import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { batchStatements } from "./batch.ts";
import { CLAIM_LEASE, claimHistory, claimTask, currentClaim, handOver, releaseTask } from "./claim.ts";
import { markLooked } from "./looked.ts";
import { actorOf, queueHome } from "./queue-home.testing.ts";
import { answer, ask, reopen, reply, resolve } from "./question.ts";
import { readChange } from "./read-change.ts";
import { sinceLooked } from "./since-looked.ts";
import { snoozeTask } from "./snooze.ts";
import { taskOf } from "./task.ts";
import { examplePolicy, exampleWith, publicKeyLine } from "@countersign/core/testing";

const [dana, drew, nils, olga] = ["dana", "drew", "nils", "olga"].map(actorOf) as [
  ReturnType<typeof actorOf>,
  ReturnType<typeof actorOf>,
  ReturnType<typeof actorOf>,
  ReturnType<typeof actorOf>,
];

/** The example's policy with two people in the oracle's role. */
function twoOfOracle() {
  const people = exampleWith(
    "people.3",
    { id: "drew", organisation: "oracle", keys: [publicKeyLine("drew")] },
    examplePolicy(),
  );
  return exampleWith("roles.oracle.people", ["dana", "drew"], people);
}

async function opened(levels: Parameters<Awaited<ReturnType<typeof queueHome>>["project"]>[0] = {}) {
  const at = await queueHome(twoOfOracle());
  const change = await at.capture({ proposal: "42", findings: [{ class: "egress", risk: "R2", title: "Sends" }] });
  await at.project(levels);
  const policy = (await at.contents()).policy.policy;
  return { ...at, record: change, policy, task: { change: change.change, role: "oracle" } };
}

const eventKinds = async (db: Awaited<ReturnType<typeof opened>>["db"], like: string) =>
  (await db.selectFrom("event").select("kind").where("kind", "like", like).orderBy("id").execute()).map(
    ({ kind }) => kind,
  );

describe("a claim", () => {
  it("is one person's for a lease, seen by all, and taken over only with a reason that is kept", async () => {
    await using at = await opened();
    const { db, policy, task } = at;
    const claim = await claimTask(db, policy, dana, task);
    expect(claim.until.getTime() - claim.since.getTime()).toBe(CLAIM_LEASE * 1000);
    expect((await claimTask(db, policy, dana, task)).since).toEqual(claim.since);
    await expect(claimTask(db, policy, drew, task)).rejects.toMatchObject({ code: "queue.claimed" });
    await expect(claimTask(db, policy, drew, task, "  ")).rejects.toMatchObject({ code: "queue.reason" });
    expect((await currentClaim(db, task))?.person).toBe("dana");
    await claimTask(db, policy, drew, task, "dana is ill");
    expect((await currentClaim(db, task))?.person).toBe("drew");
    await expect(releaseTask(db, policy, dana, task)).rejects.toMatchObject({ code: "queue.not-claimed" });
    await handOver(db, policy, drew, task, { person: "dana", reason: "she is back" });
    await expect(handOver(db, policy, dana, task, { person: "nils", reason: "x" })).rejects.toMatchObject({
      code: "queue.successor",
    });
    await releaseTask(db, policy, dana, task);
    expect(await currentClaim(db, task)).toBeUndefined();
    expect(await claimHistory(db, task)).toMatchObject([
      { act: "claim.taken", person: "dana" },
      { act: "claim.stolen", person: "drew", other: "dana", reason: "dana is ill" },
      { act: "claim.handed-over", person: "drew", other: "dana", reason: "she is back" },
      { act: "claim.released", person: "dana" },
    ]);
    expect(await eventKinds(db, "claim.%")).toEqual([
      "claim.taken",
      "claim.stolen",
      "claim.handed-over",
      "claim.released",
    ]);
  });

  it("ends by itself when nobody renews it", async () => {
    await using at = await opened();
    await claimTask(at.db, at.policy, dana, at.task);
    await sql`update claim set leased_until = now() - interval '1 second'`.execute(at.db);
    expect((await claimTask(at.db, at.policy, drew, at.task)).person).toBe("drew");
  });

  it("B9: is of the role alone, by the policy in force and not by what the actor says", async () => {
    await using at = await opened();
    const { db, policy, task } = at;
    const pretender = { ...nils, roles: ["oracle"], organisation: "oracle" };
    for (const [actor, code] of [
      [nils, "queue.role"],
      [olga, "queue.role"],
      [pretender, "auth.not-entitled"],
      [{ ...dana, person: "stranger" }, "auth.not-entitled"],
    ] as const) {
      await expect(claimTask(db, policy, actor, task)).rejects.toMatchObject({ code });
      await expect(ask(db, policy, actor, { ...task, kind: "question", text: "Why?" })).rejects.toMatchObject({ code });
      await expect(snoozeTask(db, policy, actor, task, undefined)).rejects.toMatchObject({ code });
    }
    await expect(claimTask(db, policy, dana, { change: "0".repeat(64), role: "oracle" })).rejects.toMatchObject({
      code: "queue.unknown",
    });
    await at.decide(at.record, "dana", "approve");
    await at.project();
    await expect(claimTask(db, policy, dana, task)).rejects.toMatchObject({ code: "queue.closed" });
  });
});

describe("a question", () => {
  it("goes back and forth between author and opener, says whose turn it is, and survives another revision", async () => {
    await using at = await opened();
    const { db, policy, task } = at;
    const id = await ask(db, policy, dana, { ...task, kind: "concern", text: "Why is it that high?" });
    await expect(answer(db, policy, dana, id, "Because")).rejects.toMatchObject({ code: "queue.not-author" });
    await expect(answer(db, policy, nils, id, "Because")).rejects.toMatchObject({ code: "queue.not-author" });
    await expect(reply(db, policy, dana, id, "And?")).rejects.toMatchObject({ code: "queue.question-state" });
    await answer(db, policy, olga, id, "Because <b>it</b> works");
    await expect(resolve(db, policy, olga, id)).rejects.toMatchObject({ code: "queue.not-opener" });
    await expect(resolve(db, policy, drew, id)).rejects.toMatchObject({ code: "queue.not-opener" });
    await reply(db, policy, dana, id, "Is it measured?");
    await resolve(db, policy, dana, id);
    await reopen(db, policy, dana, id, "One more thing");
    const next = await at.capture({ proposal: "42", content: "two" });
    await at.project();
    const shown = await readChange(db, policy, nils, next.change);
    expect(shown).toMatchObject({
      moves: [{ change: at.record.change }, { change: next.change }],
      tasks: [{}, { role: "oracle" }],
    });
    await expect(readChange(db, policy, actorOf("stranger"), next.change)).rejects.toMatchObject({
      code: "auth.not-entitled",
    });
    expect(await readChange(db, policy, nils, "0".repeat(64))).toBeUndefined();
    const found = shown?.questions[0];
    expect(found).toMatchObject({
      kind: "concern",
      opener: "dana",
      turn: "author",
      outdated: true,
      change: at.record.change,
    });
    expect(found?.turns.map(({ act, person }) => `${act} ${person}`)).toEqual([
      "ask dana",
      "answer olga",
      "reply dana",
      "resolve dana",
      "reopen dana",
    ]);
    await expect(answer(db, policy, olga, "1; drop table task", "x")).rejects.toMatchObject({ code: "queue.unknown" });
    await expect(
      ask(db, policy, dana, { change: next.change, role: "oracle", kind: "question", text: "" }).catch(
        (error: unknown) => Promise.reject(error),
      ),
    ).rejects.toMatchObject({ code: "queue.text" });
  });

  it("that blocks stops the clock while the author owes the answer, also across a projection from nothing", async () => {
    const within = 3600;
    const levels = { levels: [{ role: "oracle", within }] };
    await using at = await opened(levels);
    const { db, policy, task } = at;
    const first = await taskOf(db, task);
    expect((first?.due.getTime() ?? 0) - (first?.opened.getTime() ?? 0)).toBe(within * 1000);
    const id = await ask(db, policy, dana, { ...task, kind: "blocking", text: "Which data?" });
    expect(await taskOf(db, task)).toMatchObject({
      turn: "author",
      turn_why: "queue.answer",
      due: new Date("9999-12-31T00:00:00Z"),
    });
    await sql`truncate projection`.execute(db);
    await at.project(levels);
    expect(await taskOf(db, task)).toMatchObject({ turn: "author", paused: expect.any(Date) });
    await sql`update question_turn set at = at - interval '10 minutes'`.execute(db);
    await sql`update task set opened = opened - interval '20 minutes'`.execute(db);
    await answer(db, policy, olga, id, "None");
    const after = await taskOf(db, task);
    expect(after).toMatchObject({ turn: "reviewer", turn_why: "queue.answered", paused: null });
    const stood = (after?.due.getTime() ?? 0) - (after?.opened.getTime() ?? 0) - within * 1000;
    expect(stood).toBeGreaterThanOrEqual(600_000);
    expect(stood).toBeLessThan(660_000);
    await reply(db, policy, dana, id, "And logs?");
    expect(await taskOf(db, task)).toMatchObject({ turn: "author" });
    await resolve(db, policy, dana, id);
    expect(await taskOf(db, task)).toMatchObject({ turn: "reviewer" });
    expect(await eventKinds(db, "question.%")).toEqual([
      "question.asked",
      "question.answered",
      "question.replied",
      "question.resolved",
    ]);
  });
});

describe("a batch", () => {
  it("is of one role and of risk up to R2, with nothing in the way, and one statement for each change", async () => {
    await using at = await opened();
    const { db, policy, task } = at;
    const risky = await at.capture({ content: "risky", findings: [{ class: "weight", risk: "R3", title: "1 → 9" }] });
    const tame = await at.capture({ content: "tame" });
    await at.project();
    const named = (change: string, role = "oracle") => ({ change, role });
    const batch = (...tasks: readonly { readonly change: string; readonly role: string }[]) =>
      batchStatements(db, policy, dana, { tasks, decision: "approve" });
    expect(await batch(task, named(tame.change))).toEqual([
      { change: task.change, role: "oracle", decision: "approve", risk: 2 },
      { change: tame.change, role: "oracle", decision: "approve", risk: 0 },
    ]);
    await expect(batch(task, named(risky.change))).rejects.toMatchObject({ code: "queue.batch-risk" });
    await expect(batch(task, named(tame.change, "data-guard"))).rejects.toMatchObject({ code: "queue.batch-role" });
    await expect(batch()).rejects.toMatchObject({ code: "queue.batch-role" });
    await expect(batch(named("0".repeat(64)))).rejects.toMatchObject({ code: "queue.unknown" });
    await ask(db, policy, drew, { ...task, kind: "blocking", text: "Which data?" });
    await expect(batch(task)).rejects.toMatchObject({ code: "queue.batch-blocked" });
    await at.decide(tame, "drew", "reject");
    await at.project();
    await expect(batch(named(tame.change))).rejects.toMatchObject({ code: "queue.closed" });
  });
});

describe("what is new to somebody", () => {
  it("is what differs from the revision that this person looked at last", async () => {
    await using at = await opened();
    const { db, home, policy, record } = at;
    expect(await sinceLooked(db, home, policy, dana, record.change)).toEqual({ change: record.change });
    await markLooked(db, policy, dana, record.change);
    expect(await sinceLooked(db, home, policy, dana, record.change)).toMatchObject({
      since: { difference: { same: true } },
    });
    const next = await at.capture({ proposal: "42", content: "two", paths: ["ranker/score.py", "ui/list.ts"] });
    await at.project();
    expect(await sinceLooked(db, home, policy, dana, next.change)).toMatchObject({
      since: {
        change: record.change,
        difference: {
          same: false,
          entries: [
            { path: "ranker/score.py", kind: "different" },
            { path: "ui/list.ts", kind: "new" },
          ],
          findings: { fresh: [], gone: [{ class: "egress" }] },
        },
      },
    });
    expect(await sinceLooked(db, home, policy, drew, next.change)).toEqual({ change: next.change });
    await expect(markLooked(db, policy, dana, "nothing")).rejects.toMatchObject({ code: "queue.unknown" });
  });
});
