import { parseLoginChallenge } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { bearer, loginSignature, pageOf, servedService } from "./service.testing.ts";

describe("signing in", () => {
  it("gives a session to whoever signs with a key of the policy", async () => {
    await using service = await servedService();
    const { status, json, as } = await service.signIn("dana");
    expect([status, json]).toMatchObject([201, { person: "dana", organisation: "oracle", roles: ["oracle"] }]);
    expect((await service.get("/v1/me", as)).json).toMatchObject({ kind: "person", person: "dana", operator: false });
    expect((await service.get("/v1/me")).json).toMatchObject({ status: 401, code: "auth.no-login" });
  });

  it("B23: is with bytes of the client's own, so that the service is told a nonce and a time and chooses nothing", async () => {
    await using service = await servedService();
    const { json } = await service.ask("POST", "/v1/session/challenge");
    expect(Object.keys(json).toSorted()).toEqual(["nonce", "time"]);
    const now = Math.floor(Date.now() / 1000);
    const asked = parseLoginChallenge(new TextEncoder().encode(JSON.stringify(json)), service.origin, now);
    expect(asked).toEqual({ ...json, origin: service.origin });
    const chosen = await service.ask("POST", "/v1/session/challenge", { body: { challenge: "approve" } });
    expect(chosen.json).toMatchObject({ status: 422, code: "web.body" });
  });

  it("B12: asks for no name of anybody, so that none can be taken over or looks alike", async () => {
    await using service = await servedService();
    const { json } = await service.ask("POST", "/v1/session/challenge");
    const [nonce, time] = [String(json["nonce"]), String(json["time"])];
    const body = { nonce, time, signature: loginSignature("dana", service.origin, nonce, time), deliver: "token" };
    for (const name of ["olga", "Dana", "dana[bot]", "dаna"]) {
      const named = await service.ask("POST", "/v1/session", { body: { ...body, person: name } });
      expect(named.json).toMatchObject({ status: 422, code: "web.body" });
    }
    expect((await service.ask("POST", "/v1/session", { body })).json).toMatchObject({ person: "dana" });
  });

  it("G17: takes a nonce once, and no other's, and no signature for another service", async () => {
    await using service = await servedService();
    const { json } = await service.ask("POST", "/v1/session/challenge");
    const [nonce, time] = [String(json["nonce"]), String(json["time"])];
    const body = { nonce, time, signature: loginSignature("dana", service.origin, nonce, time), deliver: "token" };
    expect((await service.ask("POST", "/v1/session", { body })).status).toBe(201);
    expect((await service.ask("POST", "/v1/session", { body })).json).toMatchObject({ code: "auth.challenge" });

    const own = Buffer.alloc(32, 1).toString("base64");
    const made = { ...body, nonce: own, signature: loginSignature("dana", service.origin, own, time) };
    expect((await service.ask("POST", "/v1/session", { body: made })).json).toMatchObject({ code: "auth.challenge" });

    const again = (await service.ask("POST", "/v1/session/challenge")).json;
    const [fresh, then] = [String(again["nonce"]), String(again["time"])];
    const elsewhere = { nonce: fresh, time: then, deliver: "token" };
    const signature = loginSignature("dana", "https://evil.example", fresh, then);
    expect((await service.ask("POST", "/v1/session", { body: { ...elsewhere, signature } })).json).toMatchObject({
      status: 401,
      code: "auth.signature",
    });
  });

  it("B11: lets nobody in whom the policy does not list, whatever stands in the database", async () => {
    await using service = await servedService();
    expect((await service.signIn("mallory")).json).toMatchObject({ status: 403, code: "auth.not-in-policy" });
  });

  it("keeps a page's session in a cookie that scripts and other sites do not see", async () => {
    await using service = await servedService();
    const { headers, json, as } = await service.signIn("dana", "cookie");
    expect(headers.get("set-cookie")).toMatch(
      /^__Host-countersign=cs_session_[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(json["token"]).toBeUndefined();
    expect((await service.get("/v1/me", { cookie: as["cookie"] ?? "" })).json).toMatchObject({
      person: "dana",
      csrf: json["csrf"],
    });
    await using plain = await servedService({ origin: "http://127.0.0.1:7381" });
    expect((await plain.signIn("dana", "cookie")).headers.get("set-cookie")).toMatch(/^countersign=cs_session_/);
  });

  it("ends with signing out, everywhere where one wants it", async () => {
    await using service = await servedService();
    const [one, two, three] = [
      await service.signIn("dana"),
      await service.signIn("dana"),
      await service.signIn("dana"),
    ];
    const other = await service.signIn("nils");
    expect((await service.get("/v1/sessions", one.as)).json["items"]).toHaveLength(3);
    expect((await service.ask("DELETE", "/v1/session", { headers: one.as })).status).toBe(204);
    expect((await service.get("/v1/me", one.as)).json).toMatchObject({ status: 401, code: "auth.session" });
    const foreign = `/v1/sessions/${String(two.json["session"])}`;
    expect((await service.ask("DELETE", foreign, { headers: other.as })).json).toMatchObject({ code: "web.unknown" });
    expect((await service.get("/v1/me", two.as)).status).toBe(200);
    expect((await service.ask("DELETE", foreign, { headers: two.as })).status).toBe(204);
    expect((await service.ask("DELETE", "/v1/sessions", { headers: three.as })).json).toEqual({ ended: 1 });
    expect((await service.get("/v1/me", three.as)).status).toBe(401);
    expect((await service.get("/v1/me", other.as)).status).toBe(200);
  });

  it("is not undone by a secret of another form", async () => {
    await using service = await servedService();
    for (const secret of ["", "x", `cs_session_${"a".repeat(43)}`, `cs_token_${"a".repeat(43)}`, "cs_session_' or 1=1"])
      expect((await service.get("/v1/me", bearer(secret))).status).toBe(401);
    const { as } = await service.signIn("dana", "cookie");
    const [, secret = ""] = (as["cookie"] ?? "").split("=");
    expect((await service.get("/v1/me", bearer(secret))).json).toMatchObject({ code: "auth.form" });
    expect(pageOf(await service.signIn("dana", "cookie"), service.origin)["cookie"]).not.toBe(as["cookie"]);
  });
});
