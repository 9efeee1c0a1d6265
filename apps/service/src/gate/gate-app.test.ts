import { createHash } from "node:crypto";
import { request as ask } from "node:http";
import { openFolder } from "@countersign/adapters/files";
import { remedyFor } from "@countersign/core";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { listenHttp } from "../http-server.ts";
import { USUAL_RATES } from "../http/limits.ts";
import type { Rates } from "../http/limits.ts";
import { gateAnswers } from "./gate-answers.ts";
import { gateApp } from "./gate-app.ts";
import { callersOf } from "./gate-callers.ts";

const TOKEN = "pipeline-7-token";
const QUESTION = {
  requestId: "build-42",
  repository: { id: "github:1" },
  ref: "refs/heads/main",
  commit: "a".repeat(40),
  environment: "production",
  artifact: null,
  intent: "deploy",
};

async function served(rates: Rates = USUAL_RATES) {
  const folder = tempFolder();
  const failures: unknown[] = [];
  const asked: unknown[] = [];
  const app = gateApp({
    gate: {
      evaluate: async (question) => {
        asked.push(question);
        return { exit: 4, document: { decision: "deny" } };
      },
      receive: async () => ({ exit: 0, document: {} }),
    },
    answers: gateAnswers(await openFolder(folder.path)),
    findCaller: callersOf(`ci ${createHash("sha256").update(TOKEN).digest("hex")}\n`),
    now: () => new Date(),
    events: { refused: () => {}, failed: (error) => void failures.push(error) },
    rates,
  });
  const server = await listenHttp(app, "127.0.0.1", 0);
  const as = { authorization: `Bearer ${TOKEN}` };
  return {
    asked,
    failures,
    as,
    async send(path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}) {
      const response = await fetch(`${server.url}${path}`, init);
      const json = (await response.json()) as { readonly code?: string; readonly remedy?: string };
      return { status: response.status, headers: response.headers, json };
    },
    /** A path as it is, which `fetch` would mend. */
    raw: (path: string, headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        ask(`${server.url}/`, { path, headers }, (response) => resolve(response.resume().statusCode ?? 0))
          .on("error", reject)
          .end();
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const post = (headers: Record<string, string>, body = JSON.stringify(QUESTION)) => ({ method: "POST", headers, body });

describe("a gate's own process", () => {
  it("H10: reads nothing of whoever it does not know", async () => {
    await using gate = await served();
    const large = "x".repeat(2_000_000);
    for (const headers of [{}, { authorization: "Bearer wrong" }, { "content-encoding": "gzip" }])
      expect((await gate.send("/v1/gate/evaluate", post(headers, large))).status).toBe(401);
    expect((await gate.send("/v1/gate/requests/build-42")).json.code).toBe("auth.missing");
    expect(gate.asked).toEqual([]);
  });

  it("J12: refuses what it cannot read as the client's fault, and not as its own", async () => {
    await using gate = await served();
    const zipped = await gate.send("/v1/gate/evaluate", post({ ...gate.as, "content-encoding": "gzip" }));
    expect([zipped.status, zipped.json.code]).toEqual([415, "usage.request"]);
    expect(zipped.json.remedy).toBe(remedyFor("usage.request"));
    for (const headers of [{}, gate.as]) expect(await gate.raw("/v1/gate/requests/%ff", headers)).toBeLessThan(500);
    expect(await gate.raw("/v1/gate/requests/%ff", gate.as)).toBe(400);
    const long = await gate.send("/v1/gate/evaluate", post(gate.as, "x".repeat(1024 * 1024 + 1)));
    expect([long.status, long.json.code]).toEqual([413, "limit.request"]);
    expect(gate.failures).toEqual([]);
  });

  it("J12: answers so many questions of one address and of one caller, and says when to come again", async () => {
    const few = { burst: 3, perSecond: 0.1 };
    for (const rates of [
      { ...USUAL_RATES, address: few },
      { ...USUAL_RATES, principal: few },
    ]) {
      await using gate = await served(rates);
      const statuses = [];
      for (let times = 0; times < 5; times += 1)
        statuses.push((await gate.send("/v1/gate/evaluate", post(gate.as))).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      const refused = await gate.send("/v1/gate/evaluate", post(gate.as));
      expect([refused.json.code, refused.headers.get("retry-after")]).toEqual(["limit.rate", "10"]);
    }
  });
});
