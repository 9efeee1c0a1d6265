import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { servedService } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;
let dana: Record<string, string>;

beforeAll(async () => {
  service = await servedService();
  dana = (await service.signIn("dana")).as;
});
afterAll(() => service[Symbol.asyncDispose]());

const ASKED = { role: "oracle", kind: "question", text: "Which data?" };

async function opened(content: string): Promise<string> {
  const { change } = await service.captureAs({ content, proposal: content });
  await service.project();
  return change;
}

const ask = (change: string, headers: Record<string, string> = dana) =>
  service.ask("POST", `/v1/changes/${change}/questions`, { body: ASKED, headers });
const questionsOf = async (change: string) =>
  (await service.get(`/v1/changes/${change}/questions`, dana)).json["items"] as { readonly said: unknown[] }[];

/** Has every answer fail to be kept, as a crash does between the work and its answer. */
async function withoutAnswers<T>(work: () => Promise<T>): Promise<T> {
  await sql`create function cut_off() returns trigger language plpgsql as $$ begin raise 'on purpose'; end $$`.execute(
    service.db,
  );
  await sql`create trigger cut_off before update on idempotency for each row execute function cut_off()`.execute(
    service.db,
  );
  try {
    return await work();
  } finally {
    await sql`drop trigger cut_off on idempotency`.execute(service.db);
    await sql`drop function cut_off()`.execute(service.db);
  }
}

describe("questions", () => {
  it("end with the last word of whoever ends them", async () => {
    const change = await opened("one");
    const { json } = await ask(change);
    const said = await service.ask("POST", `/v1/questions/${String(json["question"])}/resolve`, {
      body: { text: "It is documented now" },
      headers: dana,
    });
    expect(said.status).toBe(200);
    expect(await questionsOf(change)).toMatchObject([
      { turn: "nobody", said: [{ act: "ask" }, { act: "resolve", text: "It is documented now" }] },
    ]);
  });

  it("are asked once for an Idempotency-Key, also where the answer was lost behind the work", async () => {
    const change = await opened("two");
    const key = { ...dana, "idempotency-key": "question-1" };
    expect((await withoutAnswers(() => ask(change, key))).status).toBe(500);
    const [first, second] = [await ask(change, key), await ask(change, key)];
    expect([first.status, second.status, second.headers.get("idempotency-replayed")]).toEqual([201, 201, "true"]);
    expect(await questionsOf(change)).toHaveLength(1);
  });

  it("and claims, too, have the same answer where the same request comes again", async () => {
    const change = await opened("three");
    const claim = `/v1/queue/${change}/oracle/claim`;
    await service.ask("POST", claim, { body: {}, headers: dana });
    const key = { ...dana, "idempotency-key": "release-1" };
    expect((await withoutAnswers(() => service.ask("DELETE", claim, { headers: key }))).status).toBe(500);
    const statuses = [];
    for (let times = 0; times < 2; times += 1)
      statuses.push((await service.ask("DELETE", claim, { headers: key })).status);
    expect(statuses).toEqual([200, 200]);
    expect((await service.ask("DELETE", claim, { headers: dana })).json).toMatchObject({ code: "queue.not-claimed" });
  });
});
