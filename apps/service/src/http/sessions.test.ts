import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tidyAccess } from "../access/tidy.ts";
import { bearer, loginSignature, pageOf, servedService } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;

beforeAll(async () => {
  service = await servedService();
});
afterAll(() => service[Symbol.asyncDispose]());

const whoAmI = async (as: Record<string, string>) => (await service.get("/v1/me", as)).json;
const ENDED = { status: 401, code: "auth.session" };

/** Lets time pass for one session. */
async function age(session: unknown, column: "made" | "used" | "changed" | "earlier_until", interval: string) {
  await sql`update session set ${sql.ref(column)} = ${sql.ref(column)} - ${interval}::interval where id = ${String(session)}`.execute(
    service.db,
  );
}

describe("a session", () => {
  it("ends after half a day, and when nobody used it for two hours", async () => {
    const one = await service.signIn("dana");
    await age(one.json["session"], "made", "11 hours 59 minutes");
    expect(await whoAmI(one.as)).toMatchObject({ person: "dana" });
    await age(one.json["session"], "made", "1 minute");
    expect(await whoAmI(one.as)).toMatchObject(ENDED);
    const idle = await service.signIn("dana");
    await age(idle.json["session"], "used", "1 hour 59 minutes");
    expect(await whoAmI(idle.as)).toMatchObject({ person: "dana" });
    await age(idle.json["session"], "used", "2 hours");
    expect(await whoAmI(idle.as)).toMatchObject(ENDED);
  });

  it("G17: changes its secret, and ends for everybody when the old one comes back later", async () => {
    const { json, as } = await service.signIn("dana", "cookie");
    await age(json["session"], "changed", "16 minutes");
    const changed = await service.get("/v1/me", as);
    const cookie = { ...as, ...pageOf({ ...changed, json }, service.origin) };
    expect(cookie["cookie"]).not.toBe(as["cookie"]);
    // Requests under way still have the old one.
    expect(await whoAmI(as)).toMatchObject({ person: "dana" });
    expect(await whoAmI(cookie)).toMatchObject({ person: "dana", csrf: json["csrf"] });
    await age(json["session"], "earlier_until", "2 minutes");
    expect(await whoAmI(as)).toMatchObject(ENDED);
    expect(await whoAmI(cookie)).toMatchObject(ENDED);
    const audited = await service.db.selectFrom("access_audit").selectAll().orderBy("id", "desc").execute();
    expect(audited[0]).toMatchObject({ what: "session-reused", about: json["session"] });
  });

  it("G17: is a new one after each sign-in, and the page's earlier one is over", async () => {
    const first = await service.signIn("dana", "cookie");
    const { json } = await service.ask("POST", "/v1/session/challenge");
    const [nonce, time] = [String(json["nonce"]), String(json["time"])];
    const body = { nonce, time, signature: loginSignature("dana", service.origin, nonce, time), deliver: "cookie" };
    const second = await service.ask("POST", "/v1/session", { body, headers: first.as });
    expect(second.status).toBe(201);
    expect(await whoAmI(first.as)).toMatchObject(ENDED);
    expect(await whoAmI(pageOf(second, service.origin))).toMatchObject({ person: "dana" });
  });

  it("G17: that has ended keeps no page from signing in anew, and lets it do nothing else", async () => {
    const over = await service.signIn("dana", "cookie");
    await age(over.json["session"], "used", "3 hours");
    const { as } = over;
    expect((await service.ask("DELETE", "/v1/session", { headers: as })).json).toMatchObject(ENDED);
    const { json } = await service.ask("POST", "/v1/session/challenge", { headers: as });
    const [nonce, time] = [String(json["nonce"]), String(json["time"])];
    const body = { nonce, time, signature: loginSignature("dana", service.origin, nonce, time), deliver: "cookie" };
    const anew = await service.ask("POST", "/v1/session", { body, headers: as });
    expect([anew.status, await whoAmI(pageOf(anew, service.origin))]).toMatchObject([201, { person: "dana" }]);
  });

  it("is kept in no form that lets anybody in", async () => {
    const { as } = await service.signIn("dana");
    const [, secret = ""] = (as["authorization"] ?? "").split(" ");
    const rows = JSON.stringify(await service.db.selectFrom("session").selectAll().execute());
    expect(rows).not.toContain(secret);
  });

  it("is taken away when it has ended, and everything else that has", async () => {
    const [ended, alive] = [await service.signIn("dana"), await service.signIn("nils")];
    await age(ended.json["session"], "used", "3 hours");
    await service.ask("POST", "/v1/session/challenge");
    await sql`update login_challenge set until = now() - interval '1 second'`.execute(service.db);
    await tidyAccess(service.db);
    expect(await service.db.selectFrom("login_challenge").selectAll().execute()).toEqual([]);
    const left = await service.db.selectFrom("session").select("id").execute();
    expect(left.map(({ id }) => id)).toContain(alive.json["session"]);
    expect(left.map(({ id }) => id)).not.toContain(ended.json["session"]);
  });
});

describe("a token", () => {
  it("does what its scopes say until it ends or is revoked, and is shown once", async () => {
    const { as } = await service.signIn("olga");
    const made = await service.ask("POST", "/v1/tokens", {
      headers: as,
      body: { label: "ci", scopes: ["read"], days: 1 },
    });
    const [id, token] = [String(made.json["id"]), bearer(String(made.json["secret"]))];
    expect((await service.get("/v1/policy", token)).status).toBe(200);
    expect((await service.get("/v1/tokens", as)).text).not.toContain(String(made.json["secret"]));
    expect(
      (await service.ask("POST", "/v1/hints", { headers: token, body: { repository: "github:123456" } })).json,
    ).toMatchObject({ status: 403, code: "auth.scope" });
    expect((await service.ask("DELETE", `/v1/tokens/${id}`, { headers: as })).status).toBe(204);
    expect((await service.get("/v1/policy", token)).json).toMatchObject({ status: 401, code: "auth.token" });
    const other = await service.token(["read"]);
    await service.db
      .updateTable("token")
      .set({ until: sql`now()` })
      .execute();
    expect((await service.get("/v1/policy", other)).json).toMatchObject({ status: 401, code: "auth.token" });
  });
});
