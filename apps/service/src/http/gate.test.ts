import { join } from "node:path";
import { openFolder } from "@countersign/adapters/files";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIENCE, actionsIssuer } from "../access/actions-issuer.testing.ts";
import { readJobs } from "../access/actions-job.ts";
import { gateAnswers } from "../gate/gate-answers.ts";
import type { GateQuestion } from "../gate/gate-question.ts";
import { gateWork } from "../gate/gate-work.ts";
import { servedService } from "./service.testing.ts";

const folder = tempFolder();
let service: Awaited<ReturnType<typeof servedService>>;
let issuer: Awaited<ReturnType<typeof actionsIssuer>>;
const asked: GateQuestion[] = [];

/** A gate that allows one commit, and to which another is pending. */
beforeAll(async () => {
  issuer = await actionsIssuer();
  const answers = gateAnswers(await openFolder(join(folder.path, "answers"), { mode: 0o600 }));
  const gate = gateWork({
    answers,
    now: () => new Date("2026-11-22T10:00:00Z"),
    gate: {
      async evaluate(question) {
        asked.push(question);
        if (question.commit === "a".repeat(40))
          return { exit: 0, document: { decision: "allow", code: "gate.allowed", verdict: "AAAA" } };
        return { exit: 3, document: { decision: "pending", code: "decision.missing" } };
      },
      receive: async () => ({ exit: 0, document: { leaf: { index: 7 } } }),
    },
  });
  service = await servedService({ gate, readJob: readJobs({ issuer: issuer.issuer, audience: AUDIENCE }) });
});
afterAll(async () => {
  issuer[Symbol.dispose]();
  await service[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const question = (requestId: string, edits: Readonly<Record<string, unknown>> = {}) => ({
  requestId,
  repository: { id: "github:123456" },
  ref: "refs/heads/main",
  commit: "a".repeat(40),
  environment: "production",
  artifact: null,
  intent: "deploy",
  ...edits,
});
const evaluate = (body: unknown, headers: Record<string, string>) =>
  service.ask("POST", "/v1/gate/evaluate", { body, headers });

describe("the gate of a service", () => {
  it("answers with the status of the command's exit, keeps the answer, and takes a receipt", async () => {
    const pipeline = await service.token(["gate:evaluate", "deployments:write"]);
    const allow = await evaluate(question("build-1"), pipeline);
    expect([allow.status, allow.json]).toEqual([
      200,
      { requestId: "build-1", decision: "allow", code: "gate.allowed", verdict: "AAAA" },
    ]);
    const pending = await evaluate(question("build-2", { commit: "b".repeat(40) }), pipeline);
    expect([pending.status, pending.headers.get("location"), pending.headers.get("retry-after")]).toEqual([
      202,
      "/v1/gate/requests/build-2",
      "10",
    ]);
    expect((await service.get("/v1/gate/requests/build-1", pipeline)).json).toEqual(allow.json);
    expect((await service.get("/v1/gate/requests/build-9", pipeline)).json).toMatchObject({
      status: 404,
      code: "usage.request-unknown",
    });
    const receipt = { requestId: "build-1", verdict: "c".repeat(64), state: "succeeded" };
    expect((await service.ask("POST", "/v1/deployments", { body: receipt, headers: pipeline })).json).toMatchObject({
      leaf: { index: 7 },
    });
  });

  it("H10: refuses another question under an id, and whatever the form does not have", async () => {
    const pipeline = await service.token(["gate:evaluate"]);
    await evaluate(question("build-3"), pipeline);
    const before = asked.length;
    expect((await evaluate(question("build-3", { environment: "staging" }), pipeline)).json).toMatchObject({
      status: 409,
      code: "usage.request-reused",
    });
    for (const edits of [{ dryRun: true }, { commit: "main" }, { intent: "observe" }, { bundle: "A" }])
      expect((await evaluate(question("build-4", edits), pipeline)).json).toMatchObject({
        status: 422,
        code: "web.body",
      });
    expect(asked.length).toBe(before);
  });

  it("H10: lets a job of GitHub Actions ask for itself alone, and nobody else see what it was answered", async () => {
    const as = async (claims = {}) => ({ authorization: `Bearer ${await issuer.token(claims)}` });
    const job = await as();
    expect((await evaluate(question("run-1"), job)).status).toBe(200);
    expect((await service.get("/v1/gate/requests/run-1", job)).status).toBe(200);
    const receipt = { requestId: "run-1", verdict: "c".repeat(64), state: "succeeded" };
    const receiving = (headers: Record<string, string>) =>
      service.ask("POST", "/v1/deployments", { body: receipt, headers });
    expect((await receiving(job)).status).toBe(200);
    for (const other of [await as({ environment: undefined }), await as({ environment: "staging" })]) {
      expect((await service.get("/v1/gate/requests/run-1", other)).status).not.toBe(200);
      expect((await receiving(other)).status).not.toBe(200);
    }
    for (const other of [await as({ run_id: "100" }), await service.token(["gate:evaluate", "deployments:write"])]) {
      expect((await service.get("/v1/gate/requests/run-1", other)).json).toMatchObject({
        code: "usage.request-unknown",
      });
      expect((await receiving(other)).json).toMatchObject({ code: "usage.request-unknown" });
    }
    for (const [claims, status, code] of [
      [{ environment: "staging" }, 403, "auth.scope"],
      [{ environment: undefined }, 403, "auth.scope"],
      [{ sha: "b".repeat(40) }, 403, "auth.scope"],
      [{ repository_id: "654321" }, 403, "auth.not-in-policy"],
      [{ aud: "https://github.com/acme" }, 401, "auth.job-token"],
    ] as const)
      expect((await evaluate(question("run-2"), await as(claims))).json).toMatchObject({ status, code });
    for (const path of ["/v1/queue", "/v1/policy", "/v1/bundle", "/v1/events", "/metrics"])
      expect([path, (await service.get(path, job)).status]).toEqual([path, 403]);
  });

  it("goes on where a token is followed by another of the same label", async () => {
    const [one, two] = [await service.token(["gate:evaluate"]), await service.token(["gate:evaluate"])];
    const other = await service.token(["gate:evaluate"], "somebody else");
    const first = await evaluate(question("build-6"), one);
    expect((await service.get("/v1/gate/requests/build-6", two)).json).toEqual(first.json);
    expect((await service.get("/v1/gate/requests/build-6", other)).status).toBe(404);
    expect((await evaluate(question("build-6", { environment: "staging" }), two)).status).toBe(409);
    expect((await evaluate(question("build-6", { environment: "staging" }), other)).status).toBe(200);
  });

  it("G16: is asked by programs with the scope alone, and by none whose token ended", async () => {
    const [olga, dana] = [(await service.signIn("olga")).as, (await service.signIn("dana")).as];
    const page = (await service.signIn("olga", "cookie")).as;
    const ended = await service.token(["gate:evaluate", "deployments:write"]);
    const { id } = (await service.get("/v1/me", ended)).json;
    await service.db
      .updateTable("token")
      .set({ until: new Date(0) })
      .where("id", "=", String(id))
      .execute();
    const receipt = { requestId: "build-1", verdict: "c".repeat(64), state: "succeeded" };
    for (const [as, status, code] of [
      [{}, 401, "auth.no-login"],
      [olga, 403, "auth.not-entitled"],
      [dana, 403, "auth.not-entitled"],
      [{ ...page, origin: "https://evil.example" }, 403, "auth.not-entitled"],
      [await service.token(["read", "captures:write"]), 403, "auth.scope"],
      [ended, 401, "auth.token"],
    ] as const) {
      expect((await evaluate(question("build-5"), as)).json).toMatchObject({ status, code });
      expect((await service.get("/v1/gate/requests/build-1", as)).json).toMatchObject({ status, code });
      expect((await service.ask("POST", "/v1/deployments", { body: receipt, headers: as })).json).toMatchObject({
        status,
        code,
      });
    }
    const asker = await service.token(["gate:evaluate"]);
    expect((await service.ask("POST", "/v1/deployments", { body: receipt, headers: asker })).json).toMatchObject({
      status: 403,
      code: "auth.scope",
    });
  });

  it("is not there where none is configured", async () => {
    await using other = await servedService();
    const pipeline = await other.token(["gate:evaluate"]);
    const said = await other.ask("POST", "/v1/gate/evaluate", { body: question("build-1"), headers: pipeline });
    expect(said.json).toMatchObject({ status: 404, code: "web.unknown" });
  });
});

describe("a bundle over the API", () => {
  it("is the log with its evidence from a leaf on, and whoever reads it is written down", async () => {
    await service.capture("b");
    const { as } = await service.signIn("dana");
    const whole = await service.get("/v1/bundle", as);
    expect(whole.headers.get("content-type")).toBe("application/vnd.countersign.bundle.v1+jsonl");
    const lines = whole.text.trimEnd().split("\n");
    const later = (await service.get("/v1/bundle?since=1", as)).text.trimEnd().split("\n");
    expect(lines.length - later.length).toBe(1);
    expect((await service.get("/v1/bundle?since=1&packets=1", as)).text.length).toBeGreaterThan(
      later.join("\n").length,
    );
    const rows = await service.db.selectFrom("access_audit").selectAll().orderBy("id", "desc").limit(1).execute();
    expect(rows).toMatchObject([{ who: "person:dana", what: "read-bundle", about: "since 1" }]);
  });
});
