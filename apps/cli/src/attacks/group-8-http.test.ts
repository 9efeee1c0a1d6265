import { readFileSync } from "node:fs";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it, vi } from "vitest";
import { runCli } from "../run.testing.ts";
import { landed } from "./landed-score.testing.ts";
import { openRecordsStage } from "./records.testing.ts";
import { serveStage } from "./served-gate.testing.ts";
import { gateCall } from "./stage.testing.ts";
import { join } from "node:path";
import { done } from "../governed-home.testing.ts";

/** Two servers beside the commands, each loading most of the program. */
vi.setConfig({ testTimeout: 240_000 });

describe("group 8: a gate over HTTP", () => {
  it("H16: answers what the command answers, with the status of it", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const approved = await landed(stage, 2, "covered");
    const pending = await landed(stage, 3, "captured");
    const ui = stage.repo.commit({ files: { "ui/list.ts": "export const list = [1];\n" }, ref: "refs/heads/main" });
    for (const [commit, status] of [
      [approved, 200],
      [pending, 202],
      [ui, 200],
      ["0".repeat(40), 422],
    ] as const) {
      const answer = await served.ask(commit);
      await done(stage.run("bundle", "-o", join(folder.path, "again.bundle")));
      const call = gateCall(
        commit,
        { repo: stage.repo.path },
        join(folder.path, "again.bundle"),
        join(stage.home, "root.json"),
      );
      const told = await runCli([...call, "--state", join(folder.path, "another-state")], {
        home: join(folder.path, "another-gate"),
      });
      const said = told.json as Readonly<Record<string, unknown>>;
      expect({ commit, status: answer.status }).toEqual({ commit, status });
      for (const member of ["decision", "code", "policy", "requirements", "edges"])
        expect({ [member]: answer.json[member] }).toEqual({ [member]: said[member] });
    }
  });

  it("H11: signs its allow for the very question, and repeats it while nothing is new", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, 2, "covered");
    const artifact = { digest: `sha256:${"1".repeat(64)}` };
    const first = await served.ask(commit, { artifact });
    expect(first).toMatchObject({ status: 200, json: { decision: "allow", requestId: `build-${commit.slice(0, 8)}` } });
    const again = await served.ask(commit, { artifact });
    expect(again.json["verdict"]).toBe(first.json["verdict"]);
    expect((await served.get(`/v1/gate/requests/build-${commit.slice(0, 8)}`)).json["verdict"]).toBe(
      first.json["verdict"],
    );

    // The same id for another artifact is no repetition.
    expect(await served.ask(commit, { artifact: null })).toMatchObject({
      status: 409,
      json: { code: "usage.request-reused" },
    });
    expect(await served.get("/v1/gate/requests/never")).toMatchObject({
      status: 404,
      json: { code: "usage.request-unknown" },
    });

    // A new fact makes a new answer.
    const [{ change }] = ((await stage.run("queue", "--json")).json as { changes: { change: string }[] }).changes as [
      { change: string },
    ];
    await done(stage.say("revoke", change, "dana", "--reason", "harmful"));
    expect(await served.ask(commit, { artifact })).toMatchObject({
      status: 200,
      json: { decision: "deny", code: "decision.revoked" },
    });
  });

  it("H10: is asked by listed callers alone, and has no switch that lowers anything", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, 2, "unseen");
    for (const authorization of ["", "Bearer wrong", "Basic cGlwZWxpbmUtNw==", "Bearer null"]) {
      const answer = await served.post("/v1/gate/evaluate", "{}", { authorization });
      expect({ authorization, status: answer.status }).toEqual({ authorization, status: 401 });
    }
    for (const more of [{ dryRun: true }, { observe: true }, { force: true }, { intent: "observe" }, { policy: {} }])
      expect(await served.ask(commit, more)).toMatchObject({ status: 400, json: { code: "usage.request" } });
    expect(await served.ask(commit, { intent: "rollback", requestId: "back" })).toMatchObject({
      status: 200,
      json: { decision: "deny", code: "rollback.not-verified" },
    });
    expect(await served.ask(commit.slice(0, 12))).toMatchObject({ status: 400 });
    expect(await served.ask(commit, { ref: "main" })).toMatchObject({ status: 400 });
    expect(await served.post("/v1/gate/evaluate", "{}".padEnd(1_100_000))).toMatchObject({
      status: 413,
      json: { code: "limit.request" },
    });
    expect(await served.ask(commit)).toMatchObject({ json: { decision: "deny" } });
  });

  it("H10: takes no text of a caller for an option of its command", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, 2, "covered");
    const unseen = await landed(stage, 3, "unseen");
    for (const word of ["--help", "-h", "--version", "--json", "--rollback", "--home=/", "--"]) {
      const asked = [
        await served.ask(commit, { requestId: word }),
        await served.ask(unseen, { requestId: `${word}.unseen` }),
        await served.ask(commit, { requestId: `${word}.env`, environment: word }),
        await served.ask(commit, { requestId: `${word}.id`, repository: { id: word } }),
        await served.ask(commit, { requestId: `${word}.back`, repository: { id: word }, intent: "rollback" }),
      ];
      const told = asked.map(({ status, json }) => [status, json["decision"] ?? null, json["code"]]);
      expect({ word, told }).toEqual({
        word,
        told: [
          [200, "allow", "gate.allowed"],
          [200, "deny", "gate.residual"],
          [422, "error", "statement.environment"],
          [422, null, "usage.repository"],
          [422, "error", "policy.repository"],
        ],
      });
      expect(JSON.stringify(asked.map(({ json }) => json))).not.toMatch(/\bat .*\.ts:\d/);
    }
  });

  it("H12: allows nothing new while the log cannot be reached, and goes back all the same", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, 2, "covered");
    expect(await served.ask(commit)).toMatchObject({ status: 200, json: { decision: "allow" } });
    const next = await landed(stage, 3, "covered");
    await served.loseLog();
    const answer = await served.ask(next);
    expect(answer).toMatchObject({ status: 503, json: { decision: "error" } });
    expect(answer.headers.get("retry-after")).not.toBeNull();
    expect(await served.ask(commit, { intent: "rollback", requestId: "back" })).toMatchObject({
      status: 200,
      json: { decision: "allow", code: "gate.rollback" },
    });
    // A question may bring the log, whole or not at all.
    const path = join(folder.path, "brought.bundle");
    await done(stage.run("bundle", "-o", path));
    const whole = readFileSync(path);
    for (const end of [0, Math.floor(whole.length / 2), whole.length - 1])
      expect(await served.ask(next, { bundle: whole.subarray(0, end).toString("base64") })).toMatchObject({
        json: { decision: "error" },
      });
    expect(await served.ask(next, { bundle: whole.toString("base64") })).toMatchObject({
      status: 200,
      json: { decision: "allow" },
    });
  });

  it("A5: logs what was done with an answer, and with no other", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, 2, "covered");
    const { json } = await served.ask(commit);
    const statement = json["statement"] as { readonly sha256: string };
    const receipt = (verdict: string, requestId = `build-${commit.slice(0, 8)}`) =>
      served.post("/v1/deployments", JSON.stringify({ requestId, verdict, state: "started" }));
    expect(await receipt("0".repeat(64))).toMatchObject({ json: { code: "gate.verdict-subject" } });
    expect(await receipt(statement.sha256, "never")).toMatchObject({ status: 404 });
    expect(await receipt(statement.sha256)).toMatchObject({ status: 200, json: { waitingFor: [] } });
    // An event is a line of JSON, and nothing stands between two of them.
    expect(served.said().map((line) => JSON.parse(line).event)).toContain("refused");
    const audited = await stage.run("audit", "--log", stage.home, "--root", join(stage.home, "root.json"), "--json");
    expect(audited.json).toMatchObject({ ok: true, size: 5 });
  });
});
