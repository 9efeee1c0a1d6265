import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import { join, relative } from "node:path";
import { openRecordsStage, serveStage, TOKEN } from "@countersign/cli/testing";
import type { RecordsStage } from "@countersign/cli/testing";
import { DETECTORS } from "@countersign/reviewers";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildAction } from "../build-action.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** What runs the built action; a runner has Node 24. */
const NODE = process.env["COUNTERSIGN_ACTION_NODE"] ?? process.execPath;
const built = tempFolder();
beforeAll(() => buildAction(join(built.path, "dist")));
afterAll(() => built[Symbol.dispose]());

type Step = { readonly exit: number; readonly log: string; readonly summary: string; readonly outputs: Outputs };
type Outputs = Readonly<Record<string, string>>;

/** Runs the built action as a runner does: inputs in the environment, outputs and summary in files that it names. */
async function step(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  own: NodeJS.ProcessEnv = {},
): Promise<Step> {
  const [output, summary, temp] = ["output", "summary", "temp"].map((name) => join(folder, `runner-${name}`));
  if (output === undefined || summary === undefined || temp === undefined) throw new Error("three names");
  mkdirSync(temp, { recursive: true });
  for (const file of [output, summary]) writeFileSync(file, "");
  const child = spawn(NODE, [join(built.path, "dist/main.js")], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"],
      RUNNER_TEMP: temp,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      ...own,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  });
  const chunks = child.stdout.toArray();
  const [exit] = await once(child, "close");
  return {
    exit: Number(exit),
    log: Buffer.concat(await chunks).toString("utf8"),
    summary: readFileSync(summary, "utf8"),
    outputs: outputsIn(readFileSync(output, "utf8")),
  };
}

/** What a runner has beside a job: it makes tokens for it. Here it gives the token that the gate knows. */
async function tokenService() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    if (request.url?.startsWith("/elsewhere") === true) response.writeHead(302, { location: "/token" });
    response.end(JSON.stringify(request.url?.startsWith("/token?") === true ? { value: TOKEN } : {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    asked,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function outputsIn(text: string): Outputs {
  return Object.fromEntries(
    [...text.matchAll(/^(\S+)<<(end-\S+)\n(.*?)\n\2\n/gms)].map(([, name, , value]) => [name, value]),
  );
}

/** A commit on main, captured, and approved by whoever is named. */
async function landed(stage: RecordsStage, files: Readonly<Record<string, string>>, by: readonly ("dana" | "nils")[]) {
  const tip = stage.repo.git(["rev-parse", "refs/heads/main"]).trim();
  const head = stage.repo.commit({ files, ref: "refs/heads/next", parents: [tip] });
  const { change } = await stage.capture(head, { base: tip });
  for (const person of by) await stage.say("approve", change, person);
  stage.repo.git(["update-ref", "refs/heads/main", head]);
  return head;
}

/** Inputs of a step that judges by itself; root.json lies in the work tree, as people will do. */
async function ownInputs(stage: RecordsStage, commit: string) {
  const bundle = join(stage.folder, "log.bundle");
  await stage.run("bundle", "-o", bundle);
  const root = join(stage.repo.path, "root.json");
  copyFileSync(join(stage.home, "root.json"), root);
  const digest = createHash("sha256").update(readFileSync(root)).digest("hex");
  return { environment: "production", commit, path: stage.repo.path, bundle, root, "root-digest": digest };
}

/** What data-guard decides about is told by the classes of the detectors, which the action has to bring. */
const CLASSES = [
  [
    '{id: data-flow, paths: ["**"], role: data-guard, count: 1, coverage: [same-change]}',
    "{id: data-flow, classes: [egress, feature.personal], role: data-guard, count: 1, coverage: [same-change]}",
  ],
  ["requires: [algorithm]", "requires: [algorithm, data-flow]"],
  ["\nrequirements:", `\ndetectors: {version: "${DETECTORS.version}", sha256: ${DETECTORS.sha256}}\nrequirements:`],
] as const;

describe("the built action", () => {
  it("is the same bytes each time", async () => {
    using folder = tempFolder();
    await buildAction(join(folder.path, "dist"));
    const digests = (dist: string) =>
      readdirSync(dist, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .map((file) => [relative(dist, file), createHash("sha256").update(readFileSync(file)).digest("hex")])
        .toSorted();
    expect(digests(join(folder.path, "dist"))).toEqual(digests(join(built.path, "dist")));
  });

  it("allows what the gate allows, asks for the roles of what the change does, and denies what was smuggled in", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path, { edits: CLASSES });
    const weight = { "ranker/weights.json": '{"like": 1, "share": 3}\n' };
    const approved = await landed(stage, weight, ["dana"]);
    const allowed = await step(folder.path, await ownInputs(stage, approved));
    expect(allowed).toMatchObject({ exit: 0, outputs: { decision: "allow", code: "gate.allowed" } });
    expect(allowed.summary).toContain("## ALLOW");
    expect(JSON.parse(readFileSync(allowed.outputs["answer"] ?? "", "utf8"))).toMatchObject({ commit: approved });

    const egress = {
      "ranker/send.py": "import requests\n\nrequests.post('https://ads.acme.com/sync', json={'email': user.email})\n",
    };
    const sent = await landed(stage, egress, ["dana"]);
    expect(await step(folder.path, await ownInputs(stage, sent))).toMatchObject({
      exit: 3,
      outputs: { decision: "pending", code: "decision.missing" },
    });

    const smuggled = stage.repo.commit({ files: { "ranker/<b>.py": "x = 1\n" }, ref: "refs/heads/main" });
    const denied = await step(folder.path, await ownInputs(stage, smuggled));
    expect(denied).toMatchObject({ exit: 4, outputs: { decision: "deny", code: "gate.residual" } });
    expect(denied.log).toContain("nobody approved ranker/<b>.py");
    expect(denied.summary).toContain("ranker&#47;&#60;b&#62;&#46;py");
  });

  it("H16: answers by a gate over HTTP what that gate signed, and keeps it", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, { "ranker/score.py": "def score(post):\n    return 2\n" }, ["dana"]);
    const inputs = {
      environment: "production",
      commit,
      repository: "local:feed",
      ref: "refs/heads/main",
      server: served.url,
      token: TOKEN,
      "gate-keys": stage.gateKeyText,
    };
    const allowed = await step(folder.path, inputs);
    expect(allowed).toMatchObject({ exit: 0, outputs: { decision: "allow", code: "gate.allowed" } });
    expect(await stage.checkVerdict(allowed.outputs["verdict"] ?? "", commit)).toMatchObject({ exit: 0 });
    expect(allowed.log).toContain(`::add-mask::${TOKEN}`);
    expect(allowed.summary + JSON.stringify(allowed.outputs)).not.toContain(TOKEN);
    expect(await step(folder.path, { ...inputs, environment: "staging" })).not.toMatchObject({ exit: 0 });
  });

  it("H16: asks by a token that the runner makes for the job, and for the audience that it names", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, { "ranker/score.py": "def score(post):\n    return 2\n" }, ["dana"]);
    await using runner = await tokenService();
    const own = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of the runner",
    };
    const inputs = {
      environment: "production",
      commit,
      repository: "local:feed",
      ref: "refs/heads/main",
      server: served.url,
      audience: "https://gate.acme.example",
      "gate-keys": stage.gateKeyText,
    };
    const allowed = await step(folder.path, inputs, own);
    expect(allowed).toMatchObject({ exit: 0, outputs: { decision: "allow", code: "gate.allowed" } });
    expect(runner.asked).toEqual([
      "/token?api-version=2.0&audience=https%3A%2F%2Fgate.acme.example Bearer of the runner",
    ]);
    expect(allowed.log).toContain(`::add-mask::${TOKEN}`);
    for (const [given, env, code] of [
      [inputs, {}, "usage.id-token"],
      [inputs, { ...own, ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}/elsewhere` }, "auth.issuer-unreachable"],
      [inputs, { ...own, ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}/nothing` }, "auth.issuer-unreachable"],
      [{ ...inputs, token: TOKEN }, own, "usage.option"],
    ] as const) {
      const refused = await step(folder.path, given, env);
      expect({ code, exit: refused.exit, outputs: refused.outputs }).toMatchObject({
        exit: 2,
        outputs: { decision: "error", code },
      });
    }
  });

  it("F5: takes no root but the pinned one, and judges nothing that lacks one", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = await landed(stage, { "ranker/score.py": "def score(post):\n    return 2\n" }, ["dana"]);
    const inputs = await ownInputs(stage, commit);
    const refused = [
      [{ ...inputs, "root-digest": "0".repeat(64) }, "policy.root"],
      [{ ...inputs, "root-digest": "" }, "usage.missing"],
      [{ ...inputs, root: join(folder.path, "none") }, "files.missing"],
      [{ ...inputs, environment: "" }, "usage.missing"],
      [{ ...inputs, server: "http://127.0.0.1:9" }, "usage.option"],
      [{ ...inputs, rollback: "true" }, "usage.option"],
      [{ ...inputs, commit: "main" }, "usage.commit"],
    ] as const;
    for (const [given, code] of refused) {
      const { exit, outputs } = await step(folder.path, given);
      expect({ code, outputs }).toMatchObject({ outputs: { decision: "error", code } });
      expect(exit).toBeGreaterThan(0);
    }
  });

  it("D9: what comes from a repository is no command to the runner, and no output of the step", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const path = "ranker/a\n::add-path::evil\ndecision<<x\nallow\nx\n.py";
    const commit = stage.repo.commit({ files: { [path]: "x = 1\n" }, ref: "refs/heads/main" });
    const { exit, log, outputs } = await step(folder.path, await ownInputs(stage, commit));
    expect({ exit, outputs }).toMatchObject({ exit: 4, outputs: { decision: "deny" } });
    const commands = log.split("\n").filter((line) => line.trim().startsWith("::"));
    const [stop, go] = commands;
    expect(commands).toHaveLength(2);
    expect(stop?.replace("::stop-commands::", "")).toBe(go?.replaceAll("::", ""));
    expect(existsSync(join(folder.path, "evil"))).toBe(false);
  });
});
