import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import express from "express";
import type { JsonObject } from "@countersign/attest";
import { formatMachineSeed } from "@countersign/adapters/keys";
import { systemClock } from "@countersign/adapters/time";
import { policyVersion } from "@countersign/core";
import type { Decision, LogContents } from "@countersign/core";
import { exampleWith } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { startFakeGitHub } from "@countersign/github-fake";
import type { FakeOptions } from "@countersign/github-fake";
import { contentsOf, shareHome, workInHome } from "@countersign/home";
import { appendTo, beginLog, governance, patientHomeIn } from "@countersign/home/testing";
import { DETECTORS } from "@countersign/reviewers";
import { tempFolder, testKey } from "@countersign/testkit";
import { analyse } from "../analysis.ts";
import { reconciler } from "../capture/reconcile.ts";
import { RECONCILE } from "../capture/hint.ts";
import { SILENT, decisionOf } from "../capture/world.testing.ts";
import { listenHttp } from "../http-server.ts";
import { problemOf, sendProblem } from "../problem.ts";
import { PROJECT } from "../queue/asked-work.ts";
import { projectLog } from "../queue/project-log.ts";
import { parseSettings } from "../settings/settings.ts";
import { testDatabase } from "../store/database.testing.ts";
import { claimWork, dueWork, failWork, finishWork, requestWork } from "../work/work.ts";
import type { WorkKey } from "../work/work.ts";
import type { Handler } from "../work/worker.ts";
import { openApp } from "./open-github.ts";
import { receiveDeliveries } from "./inbox/receive.ts";

const SECRET = "secret of the webhook in the tests";

const KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

const PERMISSIONS = {
  metadata: "read",
  contents: "read",
  pull_requests: "read",
  checks: "write",
  merge_queues: "read",
  actions: "read",
  deployments: "write",
  administration: "read",
} as const;
const EVENTS = [
  "pull_request",
  "push",
  "check_run",
  "check_suite",
  "repository",
  "merge_group",
  "deployment_protection_rule",
  "repository_ruleset",
  "branch_protection_rule",
  "branch_protection_configuration",
] as const;

/** How a scene differs from the usual one. */
export type SceneOptions = Partial<FakeOptions> & {
  /** The policy, made of the usual one. */
  readonly policy?: (document: JsonObject) => JsonObject;
  /** The service has the gate whose key is `testKey("gate-eu")`. */
  readonly gate?: boolean;
};

/** What the App is told by time. */
type SceneClock = { readonly now: () => number };

/**
 * A GitHub with `acme/feed` and the App installed, and our service beside it: inbox over HTTP, database, home with a baseline of main, and
 * every handler of a worker, whose work is done when the test says so.
 */
export async function appScene({ policy = (document) => document, gate = false, ...options }: SceneOptions = {}) {
  const folder = tempFolder();
  const dir = realpathSync(folder.path);
  mkdirSync(join(dir, "github"));
  const github = await startFakeGitHub({ dir: join(dir, "github"), ...options });
  const { world } = github;
  const [acme, ada, bob] = [world.organization("acme"), world.user("ada"), world.user("bob")];
  const repository = await world.createRepository(acme.id, { name: "feed" });
  world.setRole(repository.id, ada.id, "admin");
  world.setRole(repository.id, bob.id, "write");
  const files = { "ranker/score.py": "score = 1\n", "docs/a.md": "a\n" };
  const c0 = await world.commit(repository.id, ada.id, { branch: "main", files, message: "Begin" });
  const { app } = world.createApp({
    name: "Countersign",
    owner: acme.id,
    permissions: PERMISSIONS,
    events: EVENTS,
    privateKey: KEY,
  });
  const id = `github:${repository.id}`;
  const tree = execFileSync("git", ["-C", world.gitFolder(repository.id), "rev-parse", `${c0}^{tree}`], {
    encoding: "utf8",
  }).trim();
  const document = policy(policyOf(id));
  const home = patientHomeIn(join(dir, "home"));
  await beginLog(home.dir, policyVersion(nodeCrypto, document), governance(document, c0, tree, id));
  const test = await testDatabase();
  const { db } = test;
  const lines: (readonly unknown[])[] = [];
  const server = express();
  server.use(
    receiveDeliveries({
      db,
      waker: SILENT,
      app: app.id,
      secrets: [SECRET],
      events: { delivered: () => {}, refused: () => {} },
    }),
  );
  server.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) =>
    sendProblem(response, problemOf(error)),
  );
  const inbox = await listenHttp(server, "127.0.0.1", 0);
  world.setWebhook(app.id, { url: `${inbox.url}/v1/github/webhooks`, secret: SECRET });
  const installation = world.install(app.id, acme.id, ada.id);
  writeFileSync(join(dir, "app.pem"), KEY);
  writeFileSync(join(dir, "gate.key"), formatMachineSeed(testKey("gate-eu").seed), { mode: 0o600 });
  const settings = parseSettings(
    `url: https://countersign.acme.example
repositories: [{id: "${id}", fetch: github}]
github: {app: ${app.id}, privateKey: {file: ${dir}/app.pem}, webhookSecrets: [{env: S}], api: "${github.apiUrl}", web: "${github.url}"}
${gate ? `gate: {key: ${dir}/gate.key, state: ${dir}/gate}` : ""}
`,
  );
  const shared = shareHome(home);
  const clock: SceneClock = { now: () => systemClock().now() + ahead };
  let ahead = 0;
  const mirrors = { dir: join(dir, "service"), searchPath: process.env["PATH"] ?? "" };
  const note = (...fields: readonly unknown[]) => void lines.push(fields);
  const opened = await openApp({
    settings,
    db,
    waker: SILENT,
    shared,
    mirrors,
    clock,
    env: {},
    userAgent: "countersign/test",
    events: { notUnderstood: note, guardChanged: note },
    client: { paced: false, timeout: 5_000 },
  });
  if (opened === undefined) throw new Error("there is no App");
  const { repositories } = settings;
  const events = { captured: note, landedUnreviewed: note, refRewound: note, notCaptured: note };
  const looks = {
    db,
    waker: SILENT,
    shared,
    mirrors,
    repositories,
    analyse,
    renderer: "countersign/test",
    events,
    env: {},
    ...opened.capture,
  };
  const handlers: Readonly<Record<string, Handler>> = {
    ...opened.handlers,
    [RECONCILE]: opened.thenChecks(reconciler(looks)),
    [PROJECT.kind]: opened.thenChecks(projectLog({ db, home: shared, levels: [], clock })),
  };
  const failed: string[] = [];
  const doOne = async (key: WorkKey): Promise<void> => {
    const claimed = await claimWork(db, key);
    const handler = handlers[key.kind];
    if (claimed === undefined || handler === undefined) return;
    try {
      await handler(claimed, new AbortController().signal);
      await finishWork(db, claimed);
    } catch (error) {
      failed.push(`${key.kind} ${problemOf(error).code} ${error instanceof Error ? error.message : ""}`);
      await failWork(db, claimed, problemOf(error).code);
    }
  };
  const log = async (): Promise<LogContents> => {
    await using inside = await workInHome(home);
    return contentsOf(inside);
  };
  return {
    github,
    world,
    dir,
    acme,
    ada,
    bob,
    app,
    installation,
    repository,
    id,
    c0,
    db,
    settings,
    failed,
    lines,
    log,
    /** Puts our clock forward by seconds; GitHub's is its own. */
    later: (seconds: number) => void (ahead += seconds),
    ask: (key: WorkKey) => requestWork(db, key),
    /** What failed and waits for its time is due now. */
    retry: () =>
      db
        .updateTable("work")
        .set({ due: new Date(0) })
        .execute(),
    /** GitHub delivers what it has to, and everything that is due is done, until nothing is. */
    async settle(): Promise<void> {
      for (let round = 0; round < 40; round += 1) {
        await github.settle();
        const due = await dueWork(db, 100);
        if (due.length === 0) return;
        for (const key of due) await doOne(key);
      }
      throw new Error(`there is always something to do: ${failed.join("; ")}`);
    },
    /** Delivers an event as GitHub would if it said so; the status of the answer. */
    async tell(event: string, payload: unknown): Promise<number> {
      const body = JSON.stringify(payload);
      const headers = {
        "x-github-event": event,
        "x-github-delivery": randomUUID(),
        "x-github-hook-installation-target-type": "integration",
        "x-github-hook-installation-target-id": String(app.id),
        "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
      };
      const answer = await fetch(`${inbox.url}/v1/github/webhooks`, { method: "POST", headers, body });
      await answer.body?.cancel();
      return answer.status;
    },
    /** A branch of bob's with files, and a pull request of it. */
    async propose(branch: string, changed: Readonly<Record<string, string>>) {
      await world.commit(repository.id, bob.id, { branch, files: changed, message: `Change ${branch}` });
      return world.openPull(repository.id, bob.id, { head: branch, title: `Change ${branch}` });
    },
    /** What a person says about the newest change of a head. */
    async decide(head: string, name: string, decision: Decision): Promise<void> {
      const contents = await log();
      const found = contents.changes.findLast(({ record }) => record.head.gitCommit === head);
      if (found === undefined) throw new Error(`no change has the head ${head}`);
      await using inside = await workInHome(home);
      await appendTo(inside, [decisionOf(contents, found.record, name, decision)]);
      await requestWork(db, PROJECT);
    },
    /** Our runs on a head, as GitHub has them, the oldest first. */
    runs: (head: string) => github.state.checkRuns.where((run) => run.headSha === head && run.app === app.id),
    async [Symbol.asyncDispose]() {
      await inbox[Symbol.asyncDispose]();
      await github[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

function policyOf(id: string) {
  const named = exampleWith("repositories.0.id", id);
  return exampleWith("detectors", { version: DETECTORS.version, sha256: DETECTORS.sha256 }, named);
}
