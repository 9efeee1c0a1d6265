import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@countersign/attest";
import { freePort, tempFolder } from "@countersign/testkit";
import { expect, it, vi } from "vitest";
import { done } from "../governed-home.testing.ts";
import { openRecordsStage } from "./records.testing.ts";

/** Two processes and a PostgreSQL, from nothing. */
vi.setConfig({ testTimeout: 240_000 });

const COMMAND = fileURLToPath(new URL("../../bin/countersign", import.meta.url));

/** The service of a home, in processes of its own. */
async function served(home: string, port: number) {
  const child = spawn(COMMAND, ["serve", "--home", home, "--listen", `127.0.0.1:${port}`], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  const listening = Promise.withResolvers<void>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (line.includes('"event":"listening"')) listening.resolve();
  });
  void closed.then(() => listening.reject(new Error(lines.join("\n"))));
  await listening.promise;
  return {
    lines,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await closed;
    },
  };
}

it("H16: the gate of a service answers what the command answers, and its verdict verifies by the pinned gate key", async () => {
  using folder = tempFolder();
  const stage = await openRecordsStage(folder.path);
  const files = { "ranker/score.py": "def score(post):\n    return 2\n" };
  const commit = stage.repo.commit({ files, ref: "refs/heads/p2", parents: [stage.c0] });
  await stage.cover(commit);
  stage.repo.git(["update-ref", "refs/heads/main", commit]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const gate = {
    key: stage.gateKey,
    state: join(folder.path, "gate-state"),
    repositories: { "local:feed": stage.repo.path },
  };
  writeFileSync(join(stage.home, "service.yaml"), JSON.stringify({ url, gate }));
  await using service = await served(stage.home, port);
  await done(stage.run("login", "--url", url, "--key", stage.key("olga")));
  const sessions = join(stage.home, ".sessions");
  const session = JSON.parse(readFileSync(join(sessions, readdirSync(sessions)[0] ?? ""), "utf8")) as JsonObject;
  const post = async (path: string, token: unknown, body: JsonObject) => {
    const headers = { authorization: `Bearer ${String(token)}` };
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, json: JSON.parse(await response.text()) as JsonObject };
  };
  const made = await post("/v1/tokens", session["token"], {
    label: "pipeline-7",
    scopes: ["gate:evaluate", "deployments:write"],
    days: 1,
  });
  const { secret } = made.json;
  const question = {
    requestId: "build-7",
    repository: { id: "local:feed" },
    ref: "refs/heads/main",
    commit,
    environment: "production",
    artifact: null,
    intent: "deploy",
  };
  const allow = await post("/v1/gate/evaluate", secret, question);
  expect({ ...allow, lines: service.lines }).toMatchObject({
    status: 200,
    json: { requestId: "build-7", decision: "allow", code: "gate.allowed" },
  });
  const verdict = join(folder.path, "verdict.json");
  writeFileSync(verdict, Buffer.from(String(allow.json["verdict"]), "base64"));
  await done(stage.checkVerdict(verdict, commit, "--request", "build-7"));
  const pending = stage.repo.commit({
    files: { "ranker/score.py": "def score(post):\n    return 3\n" },
    ref: "refs/heads/main",
    parents: [commit],
  });
  const denied = await post("/v1/gate/evaluate", secret, { ...question, requestId: "build-8", commit: pending });
  expect(denied).toMatchObject({ status: 200, json: { decision: "deny", code: "gate.residual" } });
});
