import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeyPairSync } from "node:crypto";
import { App, Octokit } from "octokit";
import { describedValidator } from "./description.testing.ts";
import { startFakeGitHub } from "./start.ts";
import type { FakeOptions } from "./start.ts";
import { listening } from "./listening.testing.ts";

/** Every permission and event of an app that checks and decides. */
const PERMISSIONS = {
  metadata: "read",
  contents: "read",
  pull_requests: "read",
  merge_queues: "read",
  actions: "read",
  checks: "write",
  deployments: "write",
  administration: "read",
} as const;
const EVENTS = [
  "pull_request",
  "push",
  "pull_request_review",
  "merge_group",
  "check_run",
  "check_suite",
  "deployment_protection_rule",
  "deployment",
  "deployment_status",
  "deployment_review",
  "workflow_run",
  "workflow_job",
  "repository_ruleset",
  "branch_protection_rule",
  "branch_protection_configuration",
  "repository",
  "installation_target",
  "meta",
] as const;

const KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

/**
 * A GitHub with an organization, people, a repository with one commit, and an app that is installed and hears everything. Every answer and
 * event of it is checked against GitHub's description: what was found wrong is thrown when the scene ends.
 */
export async function scene(options: Partial<FakeOptions> = {}) {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), "github-fake-test-"));
  const heard = await listening();
  const github = await startFakeGitHub({ dir, validator: describedValidator(), ...options });
  const { world } = github;
  const acme = world.organization("acme");
  const ada = world.user("ada");
  const bob = world.user("bob");
  const repository = await world.createRepository(acme.id, { name: "feed" });
  world.setRole(repository.id, ada.id, "admin");
  world.setRole(repository.id, bob.id, "write");
  const first = await world.commit(repository.id, ada.id, {
    branch: "main",
    files: { "a.txt": "1\n" },
    message: "Begin",
  });
  const webhook = { url: heard.url, secret: "It's a Secret to Everybody" };
  const plan = { name: "Second Look", owner: acme.id, permissions: PERMISSIONS, events: EVENTS, webhook };
  const { app, privateKey } = world.createApp({ ...plan, privateKey: KEY });
  const installation = world.install(app.id, acme.id, ada.id);
  const Client = Octokit.defaults({ baseUrl: github.apiUrl, retry: { enabled: false }, throttle: { enabled: false } });
  const octoapp = new App({ appId: app.id, privateKey, Octokit: Client, log: QUIET });
  const octokit = await octoapp.getInstallationOctokit(installation.id);
  await github.settle();
  const at = { owner: "acme", repo: "feed" };
  /** A branch with one file, and a pull request of it. */
  const propose = async (branch: string, files: Readonly<Record<string, string>> = { [`${branch}.txt`]: "new\n" }) => {
    await world.commit(repository.id, bob.id, { branch, files, message: `Change ${branch}` });
    return world.openPull(repository.id, bob.id, { head: branch, title: `Change ${branch}` });
  };
  const close = async () => {
    await github[Symbol.asyncDispose]();
    heard.close();
    rmSync(dir, { recursive: true, force: true });
    if (github.problems.length > 0) throw new Error(`not as GitHub describes it: ${github.problems.join("; ")}`);
  };
  return {
    github,
    world,
    heard,
    dir,
    acme,
    ada,
    bob,
    repository,
    first,
    app,
    installation,
    octoapp,
    octokit,
    Client,
    at,
    propose,
    [Symbol.asyncDispose]: close,
  };
}

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
