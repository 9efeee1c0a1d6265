import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { fixedClock } from "@countersign/adapters/time";
import { SMTPServer } from "smtp-server";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { DELIVER } from "../queue/asked-work.ts";
import { addEvents } from "../queue/event.ts";
import type { QueueEvent } from "../queue/event.ts";
import { testDatabase } from "../store/database.testing.ts";
import type { Database } from "../store/database.ts";
import { claimWork, requestWork } from "../work/work.ts";
import { deliver, parkedDeliveries, replayDelivery } from "./deliver.ts";
import type { Address, Sink } from "./sink.ts";

const CHANGE = "c".repeat(64);
const NOW = Math.floor(Date.now() / 1000);
const URL = "https://review.acme.example";

/** A receiver on loopback that answers as it is told, and what it got. */
async function receiver(answer: (response: ServerResponse) => void = (response) => void response.writeHead(204).end()) {
  const got: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const now = { answer };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      now.answer(response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    got,
    now,
    url: `http://127.0.0.1:${port}/hook?token=s3cret`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function mailServer() {
  const taken: { readonly to: readonly string[]; readonly message: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, done) {
      let message = "";
      stream.on("data", (part) => (message += String(part)));
      stream.on("end", () => {
        taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), message });
        done(null);
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { taken, url: `smtp://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close(() => {}) };
}

const sink = (address: Address, more: Partial<Sink> = {}): Sink => ({
  id: "ops",
  address,
  tells: [{ kinds: ["task.opened"], when: "immediate" }],
  titles: false,
  ...more,
});

let events = 0;
const opened = (more: Partial<QueueEvent> = {}): QueueEvent => {
  events += 1;
  return { key: `event ${events}`, kind: "task.opened", change: CHANGE, role: "oracle", ...more };
};

/** A change whose author writes what a mail or a chat could obey. */
async function seed(db: Database, risk = 3): Promise<void> {
  const title = 'Harmless\r\nBcc: eve@evil.example <script>alert(1)</script> \u202e "quoted" secret_weight = 7';
  await sql`
    insert into change
    select ${CHANGE}, 1, 'r', 'refs/heads/main', null, 'p', 'b', 'h', 'd', ${title}, 'secret_weight 1 to 7', ${risk},
      array[]::text[], array['ranker/secret.py'], array[]::text[], now(), 'pending', null, null, null, '', '//ranker/secret.py//'`.execute(
    db,
  );
}

/** One turn of the work, as a worker does it; what was not taken. */
async function turn(db: Database, sinks: readonly Sink[], now = NOW) {
  const untold: unknown[][] = [];
  await requestWork(db, DELIVER);
  const claimed = await claimWork(db, DELIVER);
  if (claimed === undefined) throw new Error("somebody else delivers");
  const parts = { db, sinks, url: URL, clock: fixedClock(now), untold: (...told: unknown[]) => void untold.push(told) };
  await deliver(parts)(claimed, new AbortController().signal);
  await db.deleteFrom("work").execute();
  return untold;
}

const deliveries = (db: Database) =>
  db.selectFrom("delivery").select(["id", "state", "tries", "code"]).orderBy("made").execute();

describe("a notification", () => {
  it("G21: goes by mail as plain text with ids and links alone, and an id that stays", async () => {
    await using test = await testDatabase();
    using server = await mailServer();
    await seed(test.db);
    await addEvents(test.db, [opened()]);
    const to = ["dana@oracle.example", "drew@oracle.example"];
    await turn(test.db, [sink({ kind: "mail", smtp: server.url, from: "queue@acme.example", to })]);
    const [{ id } = { id: "" }] = await deliveries(test.db);
    expect(server.taken).toHaveLength(1);
    expect(server.taken[0]?.to).toEqual(to);
    const message = server.taken[0]?.message ?? "";
    expect(message).toMatch(/^Subject: \[countersign\] task\.opened oracle cccccccccccccccc\r$/m);
    expect(message).toContain(`Message-ID: <${id}@acme.example>`);
    expect(message.replaceAll("=\r\n", "")).toContain(`${URL}/changes/${CHANGE}`);
    expect(message).not.toMatch(/secret|Harmless|eve|script/i);
  });

  it("goes to the author of a change alone, of what others did, and in ids alone", async () => {
    await using test = await testDatabase();
    using server = await mailServer();
    await seed(test.db);
    await sql`update change set authors = array['olga']`.execute(test.db);
    await addEvents(test.db, [
      opened(),
      opened({ kind: "question.asked", person: "dana" }),
      opened({ kind: "question.reopened", person: "olga" }),
      opened({ kind: "task.decided", change: "d".repeat(64) }),
      opened({ kind: "task.decided" }),
    ]);
    const tells = [{ kinds: ["question.asked", "question.reopened", "task.decided"], when: "immediate" }] as const;
    const of = (author: string) =>
      sink(
        { kind: "mail", smtp: server.url, from: "queue@acme.example", to: [`${author}@acme.example`] },
        { id: `authors/${author}`, author, tells },
      );
    await turn(test.db, [of("olga"), of("otto")]);
    expect(server.taken.map(({ to }) => to)).toEqual([["olga@acme.example"]]);
    const said = server.taken[0]?.message.replaceAll("=\r\n", "") ?? "";
    expect(said).toContain("the author is asked: change cccccccccccccccc");
    expect(said).toContain("decided: change cccccccccccccccc");
    expect(said).not.toMatch(/again|dddd|secret|Harmless/);
  });

  it("G21: carries the author's title only where the settings say so, and then as one line that nothing obeys", async () => {
    await using test = await testDatabase();
    using chat = await receiver();
    await seed(test.db);
    await addEvents(test.db, [opened()]);
    await turn(test.db, [sink({ kind: "chat", url: chat.url }, { titles: true })]);
    const { text } = JSON.parse(chat.got[0]?.body ?? "{}") as { readonly text: string };
    expect(text.split("\n")).toHaveLength(2);
    expect(text).toContain("Harmless");
    expect(text).not.toMatch(/<script|\u202e|\r|secret\.py|1 to 7/);
  });

  it("G19: reaches the others while one receiver takes nothing, which is tried once a turn", async () => {
    await using test = await testDatabase();
    using away = await receiver((response) => void response.writeHead(503).end());
    using hook = await receiver();
    await seed(test.db);
    const sinks = [
      sink({ kind: "chat", url: away.url }, { id: "away" }),
      sink({ kind: "webhook", url: hook.url, secret: "k3y" }),
    ];
    // More than one turn looks at.
    for (let at = 0; at < 110; at += 1) {
      await addEvents(test.db, [opened()]);
      await test.db
        .insertInto("delivery")
        .values({ key: `old ${at}`, sink: "away", due: new Date(0), code: null, sent: null })
        .execute();
    }
    expect(await turn(test.db, sinks)).toEqual([["away", expect.any(String), "notify.unreachable", "later"]]);
    expect([away.got.length, hook.got.length]).toEqual([1, 1]);
  });

  it("is signed with its time for a webhook, and has the same id when it is sent again", async () => {
    await using test = await testDatabase();
    using hook = await receiver((response) => void response.writeHead(503).end());
    await seed(test.db);
    const sinks = [sink({ kind: "webhook", url: hook.url, secret: "k3y" })];
    await addEvents(test.db, [opened()]);
    expect(await turn(test.db, sinks)).toMatchObject([["ops", expect.any(String), "notify.unreachable", "later"]]);
    hook.now.answer = (response) => void response.writeHead(204).end();
    expect(await turn(test.db, sinks)).toEqual([]);
    expect(hook.got).toHaveLength(1);
    await turn(test.db, sinks, NOW + 60);
    await turn(test.db, sinks, NOW + 120);
    expect(hook.got).toHaveLength(2);
    const [first, second] = hook.got;
    const { id } = (await deliveries(test.db))[0] ?? {};
    expect([first, second].map((one) => one?.headers["countersign-delivery"])).toEqual([id, id]);
    const mac = createHmac("sha256", "k3y")
      .update(`${NOW + 60}.${second?.body}`)
      .digest("hex");
    expect(second?.headers["countersign-signature"]).toBe(`t=${NOW + 60},v1=${mac}`);
    expect(JSON.parse(second?.body ?? "")).toMatchObject({
      delivery: id,
      events: [{ kind: "task.opened", change: CHANGE, role: "oracle" }],
    });
    expect(await deliveries(test.db)).toMatchObject([{ state: "sent", tries: 2, code: null }]);
  });

  it("G18: follows no redirect, and is parked where it is refused, until somebody has it sent again", async () => {
    await using test = await testDatabase();
    using other = await receiver();
    using hook = await receiver((response) => void response.writeHead(307, { location: other.url }).end());
    await seed(test.db);
    const sinks = [sink({ kind: "chat", url: hook.url })];
    await addEvents(test.db, [opened()]);
    expect(await turn(test.db, sinks)).toMatchObject([["ops", expect.any(String), "notify.unreachable", "later"]]);
    expect(other.got).toEqual([]);
    hook.now.answer = (response) => void response.writeHead(403).end();
    let last: unknown[][] = [];
    for (let hour = 1; hour < 5; hour++) last = await turn(test.db, sinks, NOW + hour * 7200);
    expect(last).toMatchObject([["ops", expect.any(String), "notify.refused", "parked"]]);
    const [parked] = await parkedDeliveries(test.db);
    expect(parked).toMatchObject({ sink: "ops", code: "notify.refused" });
    const before = hook.got.length;
    await turn(test.db, sinks, NOW + 90_000);
    expect(hook.got).toHaveLength(before);
    hook.now.answer = (response) => void response.writeHead(204).end();
    expect(await replayDelivery(test.db, parked?.id ?? "")).toBe(true);
    await turn(test.db, sinks, NOW + 90_000);
    expect(await deliveries(test.db)).toMatchObject([{ state: "sent" }]);
  });

  it("G11: names the code of an incident, and no change where it is about none", async () => {
    await using test = await testDatabase();
    using hook = await receiver();
    const incident = { code: "change.landed-before-review", leaf: 7 };
    await addEvents(test.db, [{ key: "incident.opened:7", kind: "incident.opened", data: incident }]);
    const tells = [{ kinds: ["incident.opened"], when: "immediate" }] as const;
    await turn(test.db, [sink({ kind: "chat", url: hook.url }, { tells })]);
    expect(JSON.parse(hook.got[0]?.body ?? "").text).toBe(
      `[countersign] incident.opened change.landed-before-review\nan incident: change.landed-before-review ${URL}`,
    );
  });

  it("is for whom the settings say: kind, role, risk, at once or in a digest", async () => {
    await using test = await testDatabase();
    using hook = await receiver();
    await seed(test.db, 2);
    const address: Address = { kind: "chat", url: hook.url };
    const sinks = [
      sink(address, { id: "guard", tells: [{ kinds: ["task.opened"], roles: ["data-guard"], when: "immediate" }] }),
      sink(address, { id: "risky", tells: [{ kinds: ["task.opened"], risk: 3, when: "immediate" }] }),
      sink(address, { id: "digest", tells: [{ kinds: ["task.opened", "decision.logged"], when: "daily" }] }),
    ];
    await addEvents(test.db, [
      opened(),
      opened({ kind: "decision.logged", person: "dana" }),
      opened({ kind: "claim.taken" }),
    ]);
    await turn(test.db, sinks);
    expect(hook.got).toEqual([]);
    await addEvents(test.db, [opened()]);
    await turn(test.db, sinks);
    await turn(test.db, sinks, NOW + 86_400);
    expect(hook.got).toHaveLength(1);
    expect(JSON.parse(hook.got[0]?.body ?? "")).toMatchObject({
      text: expect.stringContaining("[countersign] 3 events"),
    });
  });

  it("is made once for an event, whoever cuts the work off, and not for what is older than a day", async () => {
    await using test = await testDatabase();
    using hook = await receiver();
    await seed(test.db);
    const sinks = [sink({ kind: "chat", url: hook.url })];
    await addEvents(test.db, [opened({ at: new Date((NOW - 90_000) * 1000) })]);
    await turn(test.db, sinks);
    const same = opened();
    await addEvents(test.db, [same]);
    await addEvents(test.db, [same]);
    await turn(test.db, sinks);
    await sql`update delivery_place set event = 0`.execute(test.db);
    await turn(test.db, sinks);
    expect(hook.got).toHaveLength(1);
  });

  it("waits for events that another transaction is still writing, and leaves none of them out", async () => {
    await using test = await testDatabase();
    using hook = await receiver();
    await seed(test.db);
    const sinks = [sink({ kind: "chat", url: hook.url })];
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    let begun = () => {};
    const wrote = new Promise<void>((resolve) => (begun = resolve));
    const slow = test.db.transaction().execute(async (one) => {
      await one
        .insertInto("event")
        .values({ key: "slow", kind: "task.opened", change: CHANGE, role: "oracle", person: null, data: "{}" })
        .execute();
      begun();
      await held;
    });
    await wrote;
    await addEvents(test.db, [opened()]);
    const turned = turn(test.db, sinks);
    go();
    await slow;
    await turned;
    await turn(test.db, sinks);
    const told = await test.db.selectFrom("delivery_event").select("event").execute();
    expect(told).toHaveLength(2);
  });

  it("whose sink is gone from the settings is parked", async () => {
    await using test = await testDatabase();
    using hook = await receiver();
    await seed(test.db);
    await addEvents(test.db, [opened()]);
    const daily = sink({ kind: "chat", url: hook.url }, { tells: [{ kinds: ["task.opened"], when: "hourly" }] });
    await turn(test.db, [daily]);
    expect(await turn(test.db, [], NOW + 7200)).toMatchObject([["ops", expect.any(String), "notify.sink", "parked"]]);
  });
});
