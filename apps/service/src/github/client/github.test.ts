import { describe, expect, it } from "vitest";
import { answering, json } from "./answering.testing.ts";
import { appKey } from "./app-jwt.ts";
import { callBudget } from "./budget.ts";

describe("the client", () => {
  it.each([
    ["github.unreachable", 502, "Bad gateway", {}],
    ["github.permission", 403, "Resource not accessible by integration", {}],
    ["github.suspended", 403, "This installation has been suspended", {}],
    ["github.not-found", 404, "Not Found", {}],
    ["github.not-found", 301, "Moved Permanently", { location: "/elsewhere" }],
    ["github.refused", 422, "Validation Failed", {}],
    ["github.limited", 429, "slow down", {}],
    ["github.limited", 403, "You have exceeded a secondary rate limit", { "retry-after": "7" }],
    [
      "github.limited",
      403,
      "API rate limit exceeded",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "99999999999" },
    ],
  ])("G7: answers %s for %i, and sends what writes once", async (code, status, message, headers) => {
    await using server = await answering((_request, response) => json(response, status, { message }, headers));
    await expect(server.ask("POST /repos/acme/feed/check-runs")).rejects.toMatchObject({ code });
    expect(server.asked.filter((one) => one.includes("check-runs"))).toHaveLength(1);
    expect(server.calls.at(-1)).toBe(`POST /repos/acme/feed/check-runs ${status}`);
  });

  it("gives up on an answer that does not come, and on a caller who does not want it any more", async () => {
    await using server = await answering(() => {}, 200);
    await expect(server.ask("GET /repos/acme/feed")).rejects.toMatchObject({ code: "github.unreachable" });
    const aborted = server.github.ask({ installation: 5 }, "GET /x", {}, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ code: "github.unreachable" });
  });

  it("G18: follows no answer to another place, and takes no token there", async () => {
    await using server = await answering((_request, response) =>
      json(response, 302, {}, { location: "http://localhost:1/x" }),
    );
    await expect(server.ask("GET /repos/acme/feed")).rejects.toMatchObject({ code: "github.elsewhere" });
  });

  it("asks again with what it knows, and pays nothing for what did not change", async () => {
    await using server = await answering((request, response) =>
      request.headers["if-none-match"] === '"1"'
        ? void response.writeHead(304).end()
        : json(response, 200, { id: 8_123_456_789 }, { etag: '"1"' }),
    );
    const [first, second] = [await server.ask("GET /repos/acme/feed"), await server.ask("GET /repos/acme/feed")];
    expect([first.data, second.data]).toEqual([{ id: 8_123_456_789 }, { id: 8_123_456_789 }]);
    expect(server.calls.slice(1)).toEqual(["GET /repos/acme/feed 200", "GET /repos/acme/feed 304"]);
  });

  it("takes a new token once where one is not taken", async () => {
    let refused = 0;
    await using server = await answering((_request, response) =>
      refused++ === 0 ? json(response, 401, { message: "Bad credentials" }) : json(response, 200, {}),
    );
    await server.ask("POST /repos/acme/feed/check-runs");
    expect(server.asked.filter((one) => one.endsWith("access_tokens"))).toHaveLength(2);
  });

  it("takes no key that is none, and says nothing of it", () => {
    expect(() => appKey("-----BEGIN SECRET-----")).toThrow(expect.objectContaining({ code: "settings.secret" }));
    expect(() => appKey("-----BEGIN SECRET-----")).toThrow(/^(?!.*BEGIN)/);
  });
});

describe("G8: a budget", () => {
  it("leaves what is left of the hour to what is more urgent", () => {
    const budget = callBudget();
    budget.heard({ "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "400", "x-ratelimit-reset": "4000" }, 1_000);
    budget.take("GET", "decision", 1_000);
    budget.take("GET", "usual", 1_000);
    expect(() => budget.take("GET", "cosmetic", 1_000)).toThrow(expect.objectContaining({ code: "github.limited" }));
    budget.take("GET", "cosmetic", 4_001);
  });

  it("makes fewer things in a minute than GitHub allows, and waits when it is told to", () => {
    const budget = callBudget();
    for (let at = 0; at < 60; at += 1) budget.take("POST", "usual", 100);
    expect(() => budget.take("POST", "usual", 130)).toThrow(expect.objectContaining({ facts: { seconds: 30 } }));
    budget.take("POST", "decision", 130);
    budget.wait(60, 200);
    expect(() => budget.take("GET", "decision", 259)).toThrow(expect.objectContaining({ code: "github.limited" }));
    budget.take("GET", "decision", 260);
  });
});
