import { createHash, randomBytes } from "node:crypto";
import { formatTime } from "@countersign/core";
import { publicKeyLine } from "@countersign/core/testing";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangeRecord } from "@countersign/core";
import { bearer, bodyOf, decisionOn, loginSignature, servedService } from "./service.testing.ts";
import type { Who } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;
let change: ChangeRecord;

beforeAll(async () => {
  service = await servedService();
  change = await service.capture("b");
});
afterAll(() => service[Symbol.asyncDispose]());

/** Who asks: nobody, people of a reviewer and of the operator, programs that may read, or only hint. */
const CALLERS = ["nobody", "dana", "nils", "olga", "read", "hints"] as const;
type Caller = (typeof CALLERS)[number];
type Row = readonly [operation: string, path: string, body: unknown, statuses: readonly number[]];

const UUID = "00000000-0000-4000-8000-000000000000";
const NONE = "0".repeat(64);
const rows = (): readonly Row[] => [
  ["POST /v1/session/challenge", "/v1/session/challenge", undefined, [200, 200, 200, 200, 200, 200]],
  ["POST /v1/session", "/v1/session", unsigned(), [401, 401, 401, 401, 401, 401]],
  ["DELETE /v1/session", "/v1/session", undefined, [401, 204, 204, 204, 403, 403]],
  ["GET /v1/sessions", "/v1/sessions", undefined, [401, 200, 200, 200, 403, 403]],
  ["DELETE /v1/sessions", "/v1/sessions", undefined, [401, 200, 200, 200, 403, 403]],
  ["DELETE /v1/sessions/{session}", `/v1/sessions/${UUID}`, undefined, [401, 404, 404, 404, 403, 403]],
  ["POST /v1/tokens", "/v1/tokens", { label: "ci", scopes: ["read"], days: 1 }, [401, 403, 403, 201, 403, 403]],
  ["GET /v1/tokens", "/v1/tokens", undefined, [401, 403, 403, 200, 403, 403]],
  ["DELETE /v1/tokens/{token}", `/v1/tokens/${UUID}`, undefined, [401, 403, 403, 404, 403, 403]],
  ["GET /v1/policy", "/v1/policy", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/me", "/v1/me", undefined, [401, 200, 200, 200, 200, 200]],
  ["GET /v1/policy/versions", "/v1/policy/versions", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/log/entries", "/v1/log/entries", undefined, [200, 200, 200, 200, 200, 200]],
  ["GET /v1/log/entries", "/v1/log/entries?decision=hold", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/log/entries/{index}", "/v1/log/entries/0", undefined, [200, 200, 200, 200, 200, 200]],
  ["GET /v1/log/entries/{index}", "/v1/log/entries/9999", undefined, [404, 404, 404, 404, 404, 404]],
  [
    "GET /v1/changes/{change}/evidence",
    `/v1/changes/${change.change}/evidence`,
    undefined,
    [401, 200, 200, 200, 200, 403],
  ],
  ["GET /v1/changes/{change}/evidence", `/v1/changes/${NONE}/evidence`, undefined, [401, 404, 404, 404, 404, 403]],
  ["POST /v1/hints", "/v1/hints", { repository: "github:123456" }, [401, 202, 202, 202, 403, 202]],
  ["POST /v1/hints", "/v1/hints", { repository: "github:654321" }, [401, 404, 404, 404, 403, 404]],
  ["GET /v1/work", "/v1/work", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/github", "/v1/github", undefined, [401, 200, 200, 200, 200, 403]],
  ["POST /v1/work/replay", "/v1/work/replay", { kind: "x", key: "y" }, [401, 403, 403, 404, 403, 403]],
  ["GET /v1/manifests", "/v1/manifests", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/manifests", "/v1/manifests?repository=x", undefined, [401, 404, 404, 404, 404, 403]],
  ["POST /v1/manifests", "/v1/manifests", { name: "flags", files: [] }, [401, 403, 403, 200, 403, 403]],
  [
    "POST /v1/manifests/land",
    "/v1/manifests/land",
    { name: "flags", commit: "0".repeat(40) },
    [401, 403, 403, 404, 403, 403],
  ],
  ["GET /v1/changes", "/v1/changes", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/changes/{change}", `/v1/changes/${change.change}`, undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/changes/{change}", `/v1/changes/${NONE}`, undefined, [401, 404, 404, 404, 404, 403]],
  ["GET /v1/changes/{change}/packet", `/v1/changes/${change.change}/packet`, undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/changes/{change}/packet", `/v1/changes/${NONE}/packet`, undefined, [401, 404, 404, 404, 404, 403]],
  ["GET /v1/changes/{change}/rows", `/v1/changes/${NONE}/rows`, undefined, [401, 404, 404, 404, 404, 403]],
  ["GET /v1/changes/{change}/rows", `/v1/changes/${change.change}/rows`, undefined, [401, 404, 404, 404, 404, 403]],
  [
    "GET /v1/changes/{change}/rows/{file}",
    `/v1/changes/${NONE}/rows/0?start=0&end=9`,
    undefined,
    [401, 404, 404, 404, 404, 403],
  ],
  [
    "GET /v1/changes/{change}/rows/{file}",
    `/v1/changes/${change.change}/rows/0?start=0&end=9`,
    undefined,
    [401, 404, 404, 404, 404, 403],
  ],
  [
    "GET /v1/changes/{change}/rows/{file}/gaps/{gap}",
    `/v1/changes/${NONE}/rows/0/gaps/0?start=0&end=9`,
    undefined,
    [401, 404, 404, 404, 404, 403],
  ],
  [
    "GET /v1/changes/{change}/rows/{file}/gaps/{gap}",
    `/v1/changes/${change.change}/rows/0/gaps/0?start=0&end=9`,
    undefined,
    [401, 404, 404, 404, 404, 403],
  ],
  [
    "GET /v1/changes/{change}/rows/{file}/tokens/{side}",
    `/v1/changes/${NONE}/rows/0/tokens/old`,
    undefined,
    [401, 404, 404, 404, 404, 403],
  ],
  [
    "GET /v1/changes/{change}/rows/{file}/tokens/{side}",
    `/v1/changes/${change.change}/rows/0/tokens/old`,
    undefined,
    [401, 404, 404, 404, 404, 403],
  ],
  ["GET /v1/changes/{change}/work", `/v1/changes/${NONE}/work`, undefined, [401, 404, 404, 404, 403, 403]],
  ["GET /v1/changes/{change}/since", `/v1/changes/${change.change}/since`, undefined, [401, 200, 200, 200, 403, 403]],
  ["GET /v1/changes/{change}/since", `/v1/changes/${NONE}/since`, undefined, [401, 404, 404, 404, 403, 403]],
  ["POST /v1/changes/{change}/looked", `/v1/changes/${NONE}/looked`, undefined, [401, 404, 404, 404, 403, 403]],
  ["GET /v1/captures/problems", "/v1/captures/problems", undefined, [401, 200, 200, 200, 200, 403]],
  ["POST /v1/decisions", "/v1/decisions", hold(), [401, 200, 200, 200, 403, 403]],
  ["GET /v1/batches/{role}", "/v1/batches/oracle", undefined, [401, 200, 403, 403, 403, 403]],
  [
    "POST /v1/batches/{role}",
    "/v1/batches/oracle",
    { changes: [NONE], decision: "approve" },
    [401, 404, 403, 403, 403, 403],
  ],
  ["POST /v1/decisions/batch", "/v1/decisions/batch", approvals(), [401, 404, 422, 422, 403, 403]],
  ["POST /v1/gate/evaluate", "/v1/gate/evaluate", {}, [401, 403, 403, 403, 403, 403]],
  ["GET /v1/gate/requests/{requestId}", "/v1/gate/requests/x", undefined, [401, 403, 403, 403, 403, 403]],
  ["POST /v1/deployments", "/v1/deployments", {}, [401, 403, 403, 403, 403, 403]],
  ["GET /v1/bundle", "/v1/bundle", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/bundle", "/v1/bundle?since=999", undefined, [401, 416, 416, 416, 416, 403]],
  ["GET /v1/events", "/v1/events", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/queue", "/v1/queue?q=needs:me", undefined, [401, 200, 200, 200, 403, 403]],
  ["GET /v1/queue", "/v1/queue?q=needs:", undefined, [401, 400, 400, 400, 403, 403]],
  ["GET /v1/queue/counts", "/v1/queue/counts", undefined, [401, 200, 200, 200, 403, 403]],
  ["GET /v1/environments", "/v1/environments", undefined, [401, 200, 200, 200, 200, 403]],
  ["GET /v1/environments", "/v1/environments?repository=x", undefined, [401, 200, 200, 200, 200, 403]],
  [
    "GET /v1/environments/{repository}/{environment}",
    "/v1/environments/github:123456/production-eu",
    undefined,
    [401, 200, 200, 200, 200, 403],
  ],
  [
    "GET /v1/environments/{repository}/{environment}",
    "/v1/environments/github:123456/production-us",
    undefined,
    [401, 404, 404, 404, 404, 403],
  ],
  ["GET /v1/queue/sections", "/v1/queue/sections", undefined, [401, 200, 200, 200, 403, 403]],
  ["GET /v1/queue/sections", "/v1/queue/sections?q=turn:x", undefined, [401, 400, 400, 400, 403, 403]],
  ["POST /v1/queue/{change}/{role}/claim", `/v1/queue/${NONE}/oracle/claim`, {}, [401, 404, 403, 403, 403, 403]],
  [
    "DELETE /v1/queue/{change}/{role}/claim",
    `/v1/queue/${NONE}/oracle/claim`,
    undefined,
    [401, 404, 403, 403, 403, 403],
  ],
  [
    "POST /v1/queue/{change}/{role}/hand-over",
    `/v1/queue/${NONE}/oracle/hand-over`,
    { person: "dora", reason: "x" },
    [401, 422, 403, 403, 403, 403],
  ],
  [
    "POST /v1/queue/{change}/{role}/snooze",
    `/v1/queue/${NONE}/oracle/snooze`,
    { until: null },
    [401, 404, 403, 403, 403, 403],
  ],
  ["GET /v1/changes/{change}/questions", `/v1/changes/${NONE}/questions`, undefined, [401, 404, 404, 404, 403, 403]],
  [
    "POST /v1/changes/{change}/questions",
    `/v1/changes/${NONE}/questions`,
    { role: "oracle", kind: "question", text: "why?" },
    [401, 404, 403, 403, 403, 403],
  ],
  ...["answer", "reply", "resolve", "reopen"].map(
    (act): Row => [
      `POST /v1/questions/{question}/${act}`,
      `/v1/questions/1/${act}`,
      { text: "because" },
      [401, 404, 404, 404, 403, 403],
    ],
  ),
  ["GET /metrics", "/metrics", undefined, [401, 200, 200, 200, 200, 403]],
];

const unsigned = () => ({
  nonce: Buffer.alloc(32).toString("base64"),
  time: "2026-11-22T10:00:00Z",
  signature: "AAAA",
  deliver: "token",
});
const approvals = () => ({ decisions: [JSON.parse(bodyOf(decisionOn(change, "dana", "approve")))] });
const hold = () => bodyOf(decisionOn(change, "dana", "hold"));

async function as(caller: Caller): Promise<Record<string, string>> {
  if (caller === "nobody") return {};
  if (caller === "read") return service.token(["read"]);
  if (caller === "hints") return service.token(["hints:write"]);
  return (await service.signIn(caller)).as;
}

/** The status alone: a stream does not end by itself. */
async function status(method: string, path: string, headers: Record<string, string>, body: unknown): Promise<number> {
  const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const response = await fetch(`${service.url}${path}`, { method, headers, ...sent });
  await response.body?.cancel();
  return response.status;
}

describe("the routes", () => {
  it("are described as OpenAPI 3.1, which is valid", async () => {
    const { json, status: answered } = await service.get("/v1/openapi.json");
    expect(answered).toBe(200);
    expect(await new Validator().validate(json)).toMatchObject({ valid: true });
  });

  it("G16: answer each role as the table says, and the table has every one of them", async () => {
    const { paths } = (await service.get("/v1/openapi.json")).json as { paths: Record<string, object> };
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...new Set(rows().map(([operation]) => operation))].toSorted()).toEqual(described.toSorted());
    for (const [operation, path, body, expected] of rows()) {
      const answers = [];
      for (const caller of CALLERS)
        answers.push(await status(operation.split(" ")[0] ?? "", path, await as(caller), body));
      expect([operation, path, ...answers]).toEqual([operation, path, ...expected]);
    }
  });

  it("G16: say of another's session what they say of one that never was", async () => {
    const [dana, nils] = [await service.signIn("dana"), await service.signIn("nils")];
    const ask = (id: string) => service.ask("DELETE", `/v1/sessions/${id}`, { headers: nils.as });
    expect((await ask(String(dana.json["session"]))).text).toBe((await ask(UUID)).text);
    expect((await service.get("/v1/me", dana.as)).status).toBe(200);
  });

  it("write down who read what before they answer", async () => {
    const { as: dana } = await service.signIn("dana");
    await service.get(`/v1/changes/${change.change}/packet`, dana);
    const rows = await service.db.selectFrom("access_audit").selectAll().orderBy("id", "desc").limit(1).execute();
    expect(rows).toMatchObject([{ who: "person:dana", what: "read-packet", about: change.change }]);
  });
});

describe("whoever is not in the policy", () => {
  const forged = async (
    person: string,
    signature: Buffer,
    more: { readonly nonce?: string; readonly time?: string } = {},
  ) => {
    const secret = `cs_session_${randomBytes(32).toString("base64url")}`;
    await service.db
      .insertInto("session")
      .values({
        secret: createHash("sha256").update(secret).digest(),
        delivered: "token",
        person,
        nonce: randomBytes(32).toString("base64"),
        time: "2026-11-22T10:00:00Z",
        signature,
        ...more,
      })
      .execute();
    return service.get("/v1/me", bearer(secret));
  };

  it("B11: gets nowhere by a session that somebody put into the database, in whosever name", async () => {
    const before = (await service.get("/v1/me", (await service.signIn("dana")).as)).json;
    expect(before).toMatchObject({ person: "dana" });
    const { signature } = await service.db.selectFrom("session").select("signature").executeTakeFirstOrThrow();
    for (const person of ["mallory", "dana"])
      for (const sig of [Buffer.alloc(0), Buffer.from("x"), signature])
        expect((await forged(person, sig)).json).toMatchObject({ status: 403, code: "auth.not-in-policy" });
  });

  it("B11: gets nowhere by a sign-in of another day that somebody put into the database again", async () => {
    const withTime = async (hours: number) => {
      const nonce = randomBytes(32).toString("base64");
      const time = formatTime(Math.floor(Date.now() / 1000) + hours * 3600);
      const signature = Buffer.from(loginSignature("dana", service.origin, nonce, time), "base64");
      return (await forged("dana", signature, { nonce, time })).json;
    };
    expect(await withTime(-11)).toMatchObject({ person: "dana" });
    for (const hours of [-13, -24 * 30, 1])
      expect(await withTime(hours)).toMatchObject({ status: 401, code: "auth.session" });
  });

  it("B11: gets nowhere by a token that names nobody of the operator", async () => {
    const headers = await service.token(["read"]);
    for (const name of ["mallory", "dana"] as const satisfies readonly Who[]) {
      await service.db.updateTable("token").set({ made_by: name }).execute();
      expect((await service.get("/v1/policy", headers)).json).toMatchObject({
        status: 403,
        code: "auth.not-in-policy",
      });
    }
  });
});

describe("G17: rights", () => {
  it("are those of the policy in force at each request, also for a session that began before", async () => {
    await using other = await servedService();
    const [dana, olga] = [await other.signIn("dana"), await other.signIn("olga")];
    const headers = await other.token(["read"]);
    expect((await other.get("/v1/policy", headers)).status).toBe(200);
    await other.amend(
      [
        ["people.3", { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] }],
        ["people.4", { id: "orla", organisation: "acme", keys: [publicKeyLine("orla")] }],
        ["people.1.retired", true],
        ["people.0.retired", true],
        ["roles.oracle.people.0", "dora"],
        ["governance.0.people.0", "orla"],
        ["governance.1.people.0", "dora"],
        ["environments.0.breakGlass", undefined],
      ],
      ["olga", "dana", "nils", "dora", "orla"],
    );
    for (const as of [dana.as, olga.as, headers])
      expect((await other.get("/v1/policy", as)).json).toMatchObject({ status: 403, code: "auth.not-in-policy" });
  });
});
