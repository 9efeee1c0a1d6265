import { request } from "node:http";
import { connect } from "node:net";
import { until } from "@countersign/testkit";
import { sql } from "kysely";
import { z } from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SECRET_SOURCE, bodyOf, decisionOn, servedService } from "./service.testing.ts";
import type { Said } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;

beforeAll(async () => {
  service = await servedService();
});
afterAll(() => service[Symbol.asyncDispose]());

const HINT = { repository: "github:123456" };
const hint = (headers: Record<string, string>, body: unknown = HINT) =>
  service.ask("POST", "/v1/hints", { headers, body });

describe("a page", () => {
  it("G17 D22: of another origin writes nothing with somebody's cookie", async () => {
    const { as } = await service.signIn("dana", "cookie");
    const { cookie = "", origin = "", ...token } = as;
    expect((await hint(as)).status).toBe(202);
    const forged: readonly Record<string, string>[] = [
      { cookie },
      { cookie, origin },
      { cookie, ...token },
      { cookie, ...token, origin: "https://evil.example" },
      { cookie, ...token, origin: "null" },
      { cookie, ...token, origin, "sec-fetch-site": "cross-site" },
      { cookie, ...token, origin, "sec-fetch-site": "same-site" },
      { cookie, origin, "x-countersign-csrf": "x" },
    ];
    for (const headers of forged) expect((await hint(headers)).json).toMatchObject({ status: 403, code: "auth.csrf" });
    const { json } = await service.ask("POST", "/v1/session/challenge");
    const body = { ...json, signature: "AAAA", deliver: "cookie" };
    const login = await service.ask("POST", "/v1/session", { body, headers: { origin: "https://evil.example" } });
    expect(login.json).toMatchObject({ status: 403, code: "auth.csrf" });
  });

  it("D22: changes nothing by GET, and is never in a frame, or run", async () => {
    const { as } = await service.signIn("olga");
    const tables = ["session", "token", "work", "idempotency", "login_challenge"] as const;
    const rows = () => Promise.all(tables.map((table) => service.db.selectFrom(table).selectAll().execute()));
    await service.get("/v1/me", as);
    const before = await rows();
    for (const path of ["/v1/session/challenge", "/v1/session", "/v1/hints", "/v1/decisions", "/v1/work/replay"])
      expect((await service.get(path, as)).status).toBe(404);
    for (const path of ["/v1/me", "/v1/policy", "/v1/work", "/v1/tokens", "/v1/sessions", "/v1/changes"]) {
      const { status, headers } = await service.get(path, as);
      expect([status, headers.get("content-security-policy")]).toEqual([
        200,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      ]);
    }
    expect(await rows()).toEqual(before);
  });

  it("reads answers only from the origins of the policy, and never with a cookie", async () => {
    const { as } = await service.signIn("dana");
    const from = async (origin: string) => (await service.get("/v1/me", { ...as, origin })).headers;
    const listed = await from("https://review.oracle.example");
    expect(listed.get("access-control-allow-origin")).toBe("https://review.oracle.example");
    expect(listed.get("access-control-allow-credentials")).toBeNull();
    expect(listed.get("vary")?.toLowerCase()).toContain("origin");
    for (const origin of ["https://review.oracle.example.evil", "http://review.oracle.example", "null", "*"])
      expect((await from(origin)).get("access-control-allow-origin")).toBeNull();
    const preflight = await service.ask("OPTIONS", "/v1/decisions", {
      headers: { origin: "https://review.oracle.example", "access-control-request-method": "POST" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([
      204,
      "GET, POST, DELETE",
    ]);
  });
});

describe("a request that comes again", () => {
  it("has the same answer for its key; another request with the key is refused, and keys of others are their own", async () => {
    const [dana, nils] = [(await service.signIn("dana")).as, (await service.signIn("nils")).as];
    const key = { "idempotency-key": "build-42" };
    const change = await service.capture("b");
    const body = bodyOf(decisionOn(change, "dana", "hold"));
    const send = (as: Record<string, string>, sent: string) =>
      service.ask("POST", "/v1/decisions", { body: sent, headers: { ...as, ...key } });
    const first = await send(dana, body);
    expect([first.status, first.json["outcome"]]).toEqual([200, "appended"]);
    const again = await send(dana, body);
    expect([again.status, again.text, again.headers.get("idempotency-replayed")]).toEqual([200, first.text, "true"]);
    const other = bodyOf(decisionOn(change, "dana", "approve"));
    expect((await send(dana, other)).json).toMatchObject({ status: 409, code: "web.idempotency" });
    expect((await send(nils, body)).json).toMatchObject({ outcome: "present" });
    expect((await hint({ ...dana, "idempotency-key": "a b" })).json).toMatchObject({ code: "web.header" });
  });

  it("may be tried again where it failed, and is done once where many come together", async () => {
    const { as } = await service.signIn("dana");
    const key = { ...as, "idempotency-key": "again" };
    expect((await hint(key, { repository: "github:1" })).status).toBe(404);
    const answers = await Promise.all(Array.from({ length: 8 }, () => hint(key)));
    const statuses = new Set(answers.map(({ status, json }) => `${status} ${String(json["code"] ?? "")}`));
    for (const one of statuses) expect(["202 ", "409 web.in-progress"]).toContain(one);
    expect((await hint(key)).headers.get("idempotency-replayed")).toBe("true");
  });
});

describe("pages of lists", () => {
  it("have one answer each for a cursor and a limit that are none, whichever list it is", async () => {
    const { as } = await service.signIn("dana");
    for (const path of ["/v1/queue", "/v1/changes", "/v1/manifests", "/v1/log/entries", "/v1/batches/oracle"]) {
      const [cursor, limit] = [await service.get(`${path}?cursor=x`, as), await service.get(`${path}?limit=999`, as)];
      expect([path, cursor.status, cursor.json["code"]]).toEqual([path, 400, "web.cursor"]);
      expect([path, limit.status, limit.json["code"]]).toEqual([path, 422, "web.query"]);
    }
    expect((await service.get("/v1/queue/sections?limit=51", as)).json).toMatchObject({ code: "web.query" });
  });
});

describe("what is read", () => {
  it("has a tag on every list, by which whoever looks again is sent nothing", async () => {
    const { as } = await service.signIn("olga");
    for (const path of ["/v1/tokens", "/v1/sessions", "/v1/queue", "/v1/queue/counts", "/v1/me"]) {
      const first = await service.get(path, as);
      const etag = first.headers.get("etag") ?? "none";
      expect([path, first.status, (await service.get(path, { ...as, "if-none-match": etag })).status]).toEqual([
        path,
        200,
        304,
      ]);
    }
  });

  it("comes in pages, newest first, until there is no more", async () => {
    const { as } = await service.signIn("olga");
    for (const label of ["a", "b", "c", "d", "e"])
      await service.ask("POST", "/v1/tokens", { body: { label, scopes: ["read"], days: 1 }, headers: as });
    for (let times = 0; times < 4; times += 1) await service.signIn("olga");
    // Some of one second, which their ids order, and some of an earlier one.
    for (const table of ["token", "session"])
      await sql`
        update ${sql.table(table)} set made = made - interval '1 minute'
        where id in (select id from ${sql.table(table)} order by id limit 2)`.execute(service.db);
    for (const path of ["/v1/tokens", "/v1/sessions"]) {
      const whole = idsOf((await service.get(`${path}?limit=200`, as)).json);
      expect(whole.length).toBeGreaterThanOrEqual(5);
      const [seen, sizes] = [[] as string[], [] as number[]];
      for (let cursor = ""; ;) {
        const { json } = await service.get(`${path}?limit=2${cursor}`, as);
        seen.push(...idsOf(json));
        sizes.push(idsOf(json).length);
        if (json["next"] === null) break;
        cursor = `&cursor=${String(json["next"])}`;
      }
      expect(seen).toEqual(whole);
      expect(Math.max(...sizes)).toBe(2);
      const foreign = Buffer.from("behind 000000000001 x").toString("base64url");
      expect((await service.get(`${path}?cursor=${foreign}`, as)).json).toMatchObject({ code: "web.cursor" });
    }
    for (const path of ["/v1/tokens", "/v1/sessions", "/v1/work"])
      expect((await service.get(`${path}?cursor=x`, as)).json).toMatchObject({ code: "web.cursor" });
  });
});

describe("J12: whoever asks too much", () => {
  it("is told when to come again, while others and health go on", async () => {
    const few = { burst: 5, perSecond: 0.5 };
    await using strict = await servedService({ rates: { address: few, principal: few, signIn: few } });
    const from = (address: string) => strict.get("/v1/me", { "x-forwarded-for": address });
    const statuses = [];
    for (let times = 0; times < 7; times += 1) statuses.push((await from("192.0.2.1")).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const refused = await from("192.0.2.1");
    expect([refused.json["code"], refused.headers.get("retry-after")]).toEqual(["limit.rate", "2"]);
    expect((await from("192.0.2.2")).status).toBe(401);
    for (let times = 0; times < 20; times += 1) expect((await strict.get("/healthz")).status).toBe(200);
  });

  it("is counted at the log's own routes too, by the address that a trusted proxy names", async () => {
    const few = { burst: 2, perSecond: 0.1 };
    await using strict = await servedService({ logRates: { reading: few, work: few } });
    const from = (address: string) => strict.get("/bundle?from=99999", { "x-forwarded-for": address });
    const statuses = [];
    for (let times = 0; times < 4; times += 1) statuses.push((await from("192.0.2.9")).status);
    expect(statuses).toEqual([416, 416, 429, 429]);
    expect((await from("192.0.2.10")).status).toBe(416);
  });

  it("is refused for bodies that are long or compressed, odd paths, and floods of headers", async () => {
    const { as } = await service.signIn("dana");
    expect((await hint(as, "x".repeat(1024 * 1024 + 1))).json).toMatchObject({ status: 413, code: "limit.request" });
    expect((await hint({ ...as, "content-encoding": "gzip" })).status).toBe(415);
    for (const path of [
      "//v1/me",
      "/v1//me",
      "/v1/%2e%2e/keys/log.key",
      "/V1/me",
      "/v1/me/",
      "/v1/changes/..%2f..%2fkeys",
    ])
      expect([path, (await raw(path, as)) >= 400]).toEqual([path, true]);
    const flood = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`x-${at}`, "y".repeat(20)]));
    expect(await raw("/v1/me", { ...as, ...flood })).toBe(431);
    expect((await service.get("/healthz")).status).toBe(200);
  });

  it("is refused for values that no database can have, and fills no log with our faults", async () => {
    const { as } = await service.signIn("olga");
    const refused = { status: 400, code: "usage.request" };
    expect((await service.get("/v1/captures/problems?repository=%00", as)).json).toMatchObject(refused);
    const body = { kind: "x\0", key: "y" };
    expect((await service.ask("POST", "/v1/work/replay", { body, headers: as })).json).toMatchObject(refused);
    expect(service.lines.filter((line) => line.includes("invalid byte sequence"))).toEqual([]);
  });

  it("keeps nobody else waiting by queries of the queue that take the database long", async () => {
    const [dana, nils] = [(await service.signIn("dana")).as, (await service.signIn("nils")).as];
    const asked = await service.db.transaction().execute(async (one) => {
      await sql`lock table task in access exclusive mode`.execute(one);
      const all = Array.from({ length: 30 }, (_, at) => service.get(at % 2 ? "/v1/queue" : "/v1/queue/counts", dana));
      await until(async () => service.lines.filter((line) => line.includes("limit.busy")).length === 10);
      expect((await service.get("/v1/me", nils)).status).toBe(200);
      return { all };
    });
    const said = (await Promise.all(asked.all)).map(({ status, json }) => `${status} ${String(json["code"] ?? "")}`);
    expect(said.toSorted()).toEqual([...Array<string>(20).fill("200 "), ...Array<string>(10).fill("503 limit.busy")]);
  });

  it("keeps nobody else waiting by asking how the service is, which is looked up once for all who ask", async () => {
    const { as } = await service.signIn("nils");
    const asked = await service.db.transaction().execute(async (one) => {
      await sql`lock table work in access exclusive mode`.execute(one);
      const all = Array.from({ length: 30 }, () => service.get("/readyz"));
      expect((await service.get("/v1/me", as)).status).toBe(200);
      return { all };
    });
    expect(new Set((await Promise.all(asked.all)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("keeps nobody else waiting by never ending a request", async () => {
    const { hostname, port } = new URL(service.url);
    const slow = Array.from({ length: 50 }, () => connect(Number(port), hostname).on("error", () => {}));
    for (const socket of slow) socket.write("POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    expect((await service.get("/healthz")).status).toBe(200);
    expect((await service.get("/v1/me")).status).toBe(401);
    for (const socket of slow) socket.destroy();
  });
});

describe("H10: no header, parameter or value", () => {
  it.each<Record<string, string>>([
    { "x-http-method-override": "DELETE" },
    { "x-forwarded-user": "olga", "x-remote-user": "olga", "x-auth-request-user": "olga" },
    { "x-original-url": "/healthz", "x-rewrite-url": "/healthz" },
    { cookie: "admin=1; countersign=true; __Host-countersign=olga" },
    { "x-countersign-debug": "1", "x-countersign-trial": "true" },
  ])("lets anybody in: %j", async (headers) => {
    expect((await service.get("/v1/tokens", headers)).json).toMatchObject({ status: 401 });
    expect((await service.get("/v1/tokens?_method=DELETE&debug=1&admin=true", headers)).json).toMatchObject({
      status: 401,
    });
  });
});

describe("G21: lines of the log", () => {
  it("hold no secret and nothing of what is reviewed", async () => {
    const { as, json } = await service.signIn("olga", "cookie");
    const made = await service.ask("POST", "/v1/tokens", {
      headers: as,
      body: { label: "ci", scopes: ["read"], days: 1 },
    });
    const change = await service.capture("c");
    await service.get(`/v1/changes/${change.change}`, as);
    await service.get(`/v1/changes/${change.change}?x=${SECRET_SOURCE}`, as);
    await hint(as, { repository: SECRET_SOURCE });
    await service.ask("POST", "/v1/decisions", { headers: as, body: `{"${SECRET_SOURCE}":` });
    const lines = service.lines.join("\n");
    expect(lines).toContain("/v1/decisions");
    for (const secret of [SECRET_SOURCE, String(made.json["secret"]), String(json["csrf"]), "cs_session_", "cs_token_"])
      expect(lines).not.toContain(secret);
  });
});

function idsOf(json: Said["json"]): readonly string[] {
  return z
    .array(z.object({ id: z.string() }))
    .parse(json["items"])
    .map(({ id }) => id);
}

/** Not `fetch`, which mends paths and headers. */
function raw(path: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}
