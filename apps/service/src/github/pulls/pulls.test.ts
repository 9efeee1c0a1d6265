import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { systemClock } from "@countersign/adapters/time";
import { FEED, MAIN, SILENT, openWorld, workNow } from "../../capture/world.testing.ts";
import { requestWork, claimWork, finishWork } from "../../work/work.ts";
import { processDelivery } from "../events/process-delivery.ts";
import { openPulls } from "./open-proposals.ts";

type World = Awaited<ReturnType<typeof openWorld>>;
type Told = {
  readonly number?: number;
  readonly head: string;
  readonly base?: string;
  readonly state?: "open" | "closed";
  readonly at: string;
  readonly sender?: { readonly id: number; readonly login: string };
  readonly action?: string;
  readonly repository?: number;
};

const OLGA = { id: 1001, login: "olga" };
let deliveries = 0;

/** A delivery as the inbox keeps it, processed as a worker does. */
async function tell({ db }: World, told: Told): Promise<void> {
  const {
    number = 7,
    head,
    base = "main",
    state = "open",
    at,
    sender = OLGA,
    action = "synchronize",
    repository = 123456,
  } = told;
  const body = Buffer.from(
    JSON.stringify({
      action,
      repository: { id: repository, full_name: "acme/feed" },
      installation: { id: 5_000_000_001 },
      sender,
      pull_request: {
        number,
        state,
        draft: false,
        merged: false,
        updated_at: `2026-11-29T10:00:${at}Z`,
        user: OLGA,
        base: { ref: base },
        head: { sha: head, repo: { id: 9_000_000_001 } },
      },
    }),
  );
  const id = `delivery-${++deliveries}`;
  await db
    .insertInto("github_delivery")
    .values({ id, event: "pull_request", headers: "{}", body, secret: 0 })
    .execute();
  await requestWork(db, { kind: "github-event", key: id });
  const claimed = await claimWork(db, { kind: "github-event", key: id });
  if (claimed === undefined) throw new Error("nobody asked for it");
  const parts = {
    db,
    waker: SILENT,
    clock: systemClock(),
    app: 1,
    api: "https://api.github.com",
    repositories: new Set([FEED]),
    notUnderstood: () => {},
  };
  await processDelivery(parts)(claimed, new AbortController().signal);
  await finishWork(db, claimed);
}

const withPulls = (world: World) => ({
  ...world.parts,
  moreProposals: (repository: string, refs: Parameters<typeof openPulls>[2]) => openPulls(world.db, repository, refs),
});

/** A commit that GitHub shows under the pull request's ref, and no branch has. */
const pullHead = ({ history, c0 }: World, number: number, text: string) =>
  history.commit({ parents: [c0], ref: `refs/pull/${number}/head`, files: { "ranker/score.py": text } });

describe("pull requests", () => {
  it("C23: propose by their own ref while they are open, a fork's too, and by no other", async () => {
    await using world = await openWorld();
    const head = pullHead(world, 7, "score = 2\n");
    pullHead(world, 8, "score = 3\n");
    await tell(world, { head, at: "01" });
    await workNow(withPulls(world), FEED);
    const [change] = (await world.log()).changes;
    expect((await world.log()).changes.length).toBe(1);
    expect(change?.record).toMatchObject({
      ref: MAIN,
      proposal: "refs/pull/7/head",
      pushers: ["github:1001"],
      head: { gitCommit: head },
    });
    await tell(world, { head, at: "02", state: "closed", action: "closed" });
    await workNow(withPulls(world), FEED);
    expect(await world.db.selectFrom("proposal").select("ref").execute()).toEqual([]);
  });

  it("G4: end in the same state whatever the order of events, and however often each comes", async () => {
    await using world = await openWorld();
    const [a, b] = ["score = 2\n", "score = 3\n"].map((text) => pullHead(world, 7, text));
    if (a === undefined || b === undefined) throw new Error("no heads");
    const events: readonly Told[] = [
      { head: a, at: "01", action: "opened" },
      { head: b, at: "02" },
      { head: b, at: "03", action: "closed", state: "closed" },
      { head: b, at: "04", action: "reopened" },
    ];
    const orders = [
      events,
      events.toReversed(),
      [2, 0, 3, 1, 1].map((at) => events[at]),
      [1, 3, 0, 2].map((at) => events[at]),
    ];
    for (const order of orders) {
      await sql`truncate github_pull, github_pull_head`.execute(world.db);
      for (const event of order) if (event !== undefined) await tell(world, event);
      const {
        head_since: _,
        updated,
        ...row
      } = await world.db.selectFrom("github_pull").selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ number: 7, head: b, state: "open", base: MAIN, head_repository: "9000000001" });
      expect(updated).toEqual(new Date("2026-11-29T10:00:04Z"));
    }
  });

  it("of one second are told apart by which head was there before", async () => {
    await using world = await openWorld();
    const [a, b] = ["score = 2\n", "score = 3\n"].map((text) => pullHead(world, 7, text));
    if (a === undefined || b === undefined) throw new Error("no heads");
    await tell(world, { head: a, at: "01", action: "opened" });
    await tell(world, { head: b, at: "01" });
    await tell(world, { head: a, at: "01", action: "opened" });
    expect((await world.db.selectFrom("github_pull").select("head").executeTakeFirstOrThrow()).head).toBe(b);
  });

  it("G6: have the head that an event told of while Git is late, and the one of Git where an event was lost", async () => {
    await using world = await openWorld();
    const a = pullHead(world, 7, "score = 2\n");
    await tell(world, { head: a, at: "01", action: "opened" });
    const b = pullHead(world, 7, "score = 3\n");
    world.history.ref("refs/pull/7/head", a);
    await tell(world, { head: b, at: "02" });
    const heads = async (shown: string) => {
      const refs = new Map([["refs/pull/7/head", shown]]) as unknown as Parameters<typeof openPulls>[2];
      return (await openPulls(world.db, FEED, refs)).map(({ head }) => head);
    };
    expect(await heads(a)).toEqual([b]);
    const lost = "c".repeat(40);
    expect(await heads(lost)).toEqual([lost]);
    // Back to what it was, and nobody told: it counts once it stays so.
    expect(await heads(a)).toEqual([lost]);
    await sql`update github_pull set head_since = now() - interval '2 minutes'`.execute(world.db);
    expect(await heads(a)).toEqual([a]);
  });

  it("are another change on another base, and none onto a ref that no policy protects", async () => {
    await using world = await openWorld();
    const head = pullHead(world, 7, "score = 2\n");
    await tell(world, { head, at: "01", base: "wip" });
    await workNow(withPulls(world), FEED);
    expect((await world.log()).changes).toEqual([]);
    expect(await world.problems()).toEqual([]);
    await tell(world, { head, at: "02", action: "edited" });
    await workNow(withPulls(world), FEED);
    expect((await world.log()).changes.map(({ record }) => record.ref)).toEqual([MAIN]);
  });

  it("B12: name who pushed by number, whoever has the login by now, and show what else it was called", async () => {
    await using world = await openWorld();
    const pushed = async (text: string, at: string, sender: NonNullable<Told["sender"]>) => {
      const head = pullHead(world, 7, text);
      await tell(world, { head, at, sender });
      await workNow(withPulls(world), FEED);
      return head;
    };
    await pushed("score = 2\n", "01", { id: 1001, login: "olga" });
    await pushed("score = 3\n", "02", { id: 1001, login: "olga-renamed" });
    const head = await pushed("score = 4\n", "03", { id: 2002, login: "olga" });
    expect((await world.log()).changes.map(({ record }) => record.pushers)).toEqual([
      ["github:1001"],
      ["github:1001"],
      ["github:2002"],
    ]);
    await tell(world, { head, at: "04", sender: { id: 3003, login: "olga[bot]" } });
    const logins = await world.db.selectFrom("github_login").select(["account", "login"]).orderBy("since").execute();
    expect(logins).toEqual([
      { account: "1001", login: "olga" },
      { account: "1001", login: "olga-renamed" },
      { account: "2002", login: "olga" },
      { account: "3003", login: "olga[bot]" },
    ]);
  });

  it("G13: of another repository under the same name are none of ours", async () => {
    await using world = await openWorld();
    const head = pullHead(world, 7, "score = 2\n");
    await tell(world, { head, at: "01", repository: 999 });
    expect(await world.db.selectFrom("github_pull").selectAll().execute()).toEqual([]);
    expect(await world.db.selectFrom("work").selectAll().execute()).toEqual([]);
  });
});
