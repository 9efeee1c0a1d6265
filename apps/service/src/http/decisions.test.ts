import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodyOf, decisionOn, servedService } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;
let dana: Record<string, string>;

beforeAll(async () => {
  service = await servedService();
  dana = (await service.signIn("dana")).as;
});
afterAll(() => service[Symbol.asyncDispose]());

const handIn = (body: string, headers: Record<string, string> = {}) =>
  service.ask("POST", "/v1/decisions", { body, headers: { ...dana, ...headers } });

describe("a decision that is handed in", () => {
  it("is in the log when it is answered, has one place however often it comes, and is told to the queue", async () => {
    const change = await service.capture("b");
    const body = bodyOf(decisionOn(change, "dana", "approve"));
    const first = await handIn(body);
    expect([first.status, first.json]).toMatchObject([200, { kind: "review", outcome: "appended" }]);
    expect((await handIn(body)).json).toMatchObject({ leaf: first.json["leaf"], outcome: "present" });
    expect(service.woken).toContain("project log");
    expect((await service.get(`/v1/changes/${change.change}`, dana)).json).toMatchObject({
      requirements: [
        { id: "algorithm", state: "SATISFIED" },
        { id: "data-flow", state: "NOT_APPLICABLE" },
      ],
      decisions: [{ decision: "approve", person: "dana", id: (first.json["statement"] as { sha256: string }).sha256 }],
    });
  });

  it("that is logged has its place for whoever signed it, and for nobody else", async () => {
    const change = await service.capture("9");
    const signed = decisionOn(change, "dana", "approve");
    expect((await handIn(bodyOf(signed))).status).toBe(200);
    const forged = { ...signed, signatures: decisionOn(change, "dana", "reject").signatures };
    const refused = await handIn(bodyOf(forged));
    expect(refused.json).toMatchObject({ status: 422, code: "attest.signature" });
    expect(JSON.stringify(refused.json)).not.toContain("salt");
    expect((await handIn(bodyOf(signed))).json).toMatchObject({ outcome: "present" });
  });

  it("A3: approves nothing once the proposal moved on; speaking against is logged all the same", async () => {
    const first = await service.capture("c", "github:7");
    await service.capture("d", "github:7");
    expect((await handIn(bodyOf(decisionOn(first, "dana", "approve")))).json).toMatchObject({
      status: 409,
      code: "decision.superseded",
    });
    expect((await handIn(bodyOf(decisionOn(first, "dana", "reject")))).status).toBe(200);
  });

  it("B9 B11: is refused in a role, for an organisation, or by a key that the person does not have, whoever hands it in", async () => {
    const change = await service.capture("e");
    const refused = async (body: string) => (await handIn(body)).json;
    expect(await refused(bodyOf(decisionOn(change, "nils", "approve", { role: "oracle" })))).toMatchObject({
      status: 422,
      code: "statement.role",
    });
    expect(await refused(bodyOf(decisionOn(change, "dana", "approve", { organisation: "nordsec" })))).toMatchObject({
      status: 422,
      code: "statement.organisation",
    });
    expect(await refused(bodyOf(decisionOn(change, "dana", "approve", { by: "mallory" })))).toMatchObject({
      status: 422,
      code: "attest.key-unknown",
    });
    expect(await refused(bodyOf(decisionOn(change, "dana", "approve", { by: "nils" })))).toMatchObject({
      status: 422,
      code: "statement.person",
    });
  });

  it("is taken only while the change is as it was shown, where the client says so", async () => {
    const change = await service.capture("f");
    const etag = (await service.get(`/v1/changes/${change.change}`, dana)).headers.get("etag") ?? "";
    expect((await handIn(bodyOf(decisionOn(change, "nils", "hold")), { "if-match": etag })).status).toBe(200);
    const late = await handIn(bodyOf(decisionOn(change, "dana", "approve")), { "if-match": etag });
    expect(late.json).toMatchObject({ status: 412, code: "web.precondition" });
  });

  it("is nothing else than a decision", async () => {
    expect((await handIn("{}")).json).toMatchObject({ status: 422, code: "web.body" });
    expect((await handIn('{"payload":"","payload":""}')).json).toMatchObject({ code: "web.duplicate-key" });
    expect((await handIn("{")).json).toMatchObject({ status: 422, code: "web.json-end" });
  });
});

describe("a packet", () => {
  it("is served byte for byte, under the digest that decisions name, and once to who has it", async () => {
    const change = await service.capture("3");
    const path = `/v1/changes/${change.change}/packet`;
    const packet = await service.get(path, dana);
    expect(packet.headers.get("etag")).toBe(`"${change.packet.sha256}"`);
    expect(createHash("sha256").update(packet.text).digest("hex")).toBe(change.packet.sha256);
    expect((await service.get(path, { ...dana, "if-none-match": `"${change.packet.sha256}"` })).status).toBe(304);
  });
});

describe("lists of changes", () => {
  it("come in pages, newest first, and a cursor is good also when something came meanwhile", async () => {
    for (const revision of ["4", "5", "6"]) await service.capture(revision);
    const first = (await service.get("/v1/changes?limit=2", dana)).json as {
      readonly items: readonly { readonly head: string }[];
      readonly next: string;
    };
    expect(first.items.map(({ head }) => head[0])).toEqual(["6", "5"]);
    await service.capture("7");
    const second = (await service.get(`/v1/changes?limit=1&cursor=${first.next}`, dana)).json;
    expect(second).toMatchObject({ items: [{ head: "4".repeat(40) }] });
    expect((await service.get("/v1/changes?repository=github:1", dana)).json).toEqual({ items: [], next: null });
    expect(await service.get("/v1/changes?cursor=x", dana)).toMatchObject({
      status: 400,
      json: { code: "web.cursor" },
    });
    for (const wrong of ["limit=0", "limit=201", "limit=1&limit=2", "other=1"])
      expect((await service.get(`/v1/changes?${wrong}`, dana)).status).toBe(422);
  });
});
