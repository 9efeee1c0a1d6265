import type { JsonObject } from "@countersign/attest";
import type { ChangeRecord } from "@countersign/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyOf, decisionOn, servedService } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;
let dana: Record<string, string>;
let tame: readonly ChangeRecord[];
let risky: ChangeRecord;

beforeAll(async () => {
  service = await servedService();
  dana = (await service.signIn("dana")).as;
  const capture = (content: string, risk: "R1" | "R2" | "R3") =>
    service.captureAs({ content, proposal: content, findings: [{ class: "weight", risk, title: "1 → 2" }] });
  tame = [await capture("one", "R1"), await capture("two", "R2"), await capture("three", "R1")];
  risky = await capture("risky", "R3");
  await service.project();
});
afterAll(() => service[Symbol.asyncDispose]());

const nth = (at: number) => () => {
  const record = tame[at];
  if (record === undefined) throw new Error("there is no such change");
  return record;
};
const [first, second, third] = [nth(0), nth(1), nth(2)] as const;

type Says = Parameters<typeof decisionOn>;
const envelopeOf = (...says: Says): JsonObject => JSON.parse(bodyOf(decisionOn(...says)));
const handIn = (decisions: readonly JsonObject[], headers: Record<string, string> = dana) =>
  service.ask("POST", "/v1/decisions/batch", { body: { decisions }, headers });
const plan = (changes: readonly ChangeRecord[], role = "oracle", as = dana) =>
  service.ask("POST", `/v1/batches/${role}`, {
    body: { changes: changes.map(({ change }) => change), decision: "approve" },
    headers: as,
  });

describe("a batch over HTTP", () => {
  it("lists what may be decided together, in pages, and says what is to be signed", async () => {
    const page = async (query: string) =>
      (await service.get(`/v1/batches/oracle?${query}`, dana)).json as {
        readonly items: readonly { readonly change: string }[];
        readonly next: string | null;
      };
    const one = await page("limit=2");
    const two = await page(`limit=2&cursor=${one.next}`);
    expect([...one.items, ...two.items].map(({ change }) => change)).toEqual(tame.map(({ change }) => change));
    expect(two.next).toBeNull();
    expect((await plan([first(), second()])).json).toMatchObject({
      statements: [
        { change: first().change, role: "oracle", risk: 1, packet: first().packet.sha256 },
        { change: second().change, role: "oracle", risk: 2, packet: second().packet.sha256 },
      ],
    });
    expect((await plan([first(), risky])).json).toMatchObject({ status: 422, code: "queue.batch-risk" });
  });

  it("is refused altogether with a change of risk R3, and nothing of it is logged", async () => {
    const size = async () => (await service.get("/", {})).json["size"];
    const before = await size();
    const said = await handIn([envelopeOf(first(), "dana", "approve"), envelopeOf(risky, "dana", "approve")]);
    expect(said.json).toMatchObject({ status: 422, code: "queue.batch-risk" });
    expect(await size()).toBe(before);
  });

  it("B9 B11: is one person's own word, in one role, about each change once", async () => {
    const nils = (await service.signIn("nils")).as;
    const approvals = [envelopeOf(first(), "dana", "approve")];
    expect((await handIn(approvals, nils)).json).toMatchObject({ code: "queue.batch-role" });
    expect((await plan([first()], "oracle", nils)).json).toMatchObject({ status: 403, code: "queue.role" });
    const mixed = [...approvals, envelopeOf(second(), "dana", "reject")];
    expect((await handIn(mixed)).json).toMatchObject({ code: "queue.batch-role" });
    const twice = [...approvals, envelopeOf(first(), "dana", "approve")];
    expect((await handIn(twice)).json).toMatchObject({ code: "queue.batch-role" });
    expect((await handIn([envelopeOf(first(), "dana", "hold")])).json).toMatchObject({ code: "queue.batch-role" });
    const forged = await handIn([envelopeOf(first(), "dana", "approve", { by: "mallory" })]);
    expect(forged.json).toMatchObject({ items: [{ status: 422, problem: { code: "attest.key-unknown" } }] });
    const page = (await service.signIn("dana", "cookie")).as;
    expect((await handIn(approvals, { ...page, origin: "https://evil.example" })).json).toMatchObject({
      status: 403,
      code: "auth.csrf",
    });
  });

  it("is a record and an answer for each change, and has its places when it comes again", async () => {
    await service.captureAs({ content: "two, again", proposal: "two" });
    const [one, two, three] = [first(), second(), third()].map((record) => envelopeOf(record, "dana", "approve"));
    if (one === undefined || two === undefined || three === undefined) throw new Error("there are three");
    const said = await handIn([one, two, three]);
    expect(said.json).toMatchObject({
      items: [
        { change: first().change, status: 200, accepted: { outcome: "appended" } },
        { change: second().change, status: 409, problem: { code: "decision.superseded" } },
        { change: third().change, status: 200, accepted: { outcome: "appended" } },
      ],
    });
    await service.project();
    expect((await handIn([one, three])).json).toMatchObject({
      items: [{ accepted: { outcome: "present" } }, { accepted: { outcome: "present" } }],
    });
    expect((await plan([first()])).json).toMatchObject({ status: 409, code: "queue.closed" });
    const rows = await service.db
      .selectFrom("access_audit")
      .selectAll()
      .where("what", "=", "decision-submitted")
      .execute();
    expect(rows.length).toBe(4);
  });
});
