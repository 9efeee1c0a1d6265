import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { policyVersion } from "@countersign/core";
import { formatMachineSeed } from "@countersign/adapters/keys";
import { exampleWith } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { runningClock, startFakeGitHub } from "@countersign/github-fake";
import type { Validator } from "@countersign/github-fake";
import { shareHome } from "@countersign/home";
import { beginLog, governance, patientHomeIn } from "@countersign/home/testing";
import { DETECTORS } from "@countersign/reviewers";
import { testKey } from "@countersign/testkit";
import { startCluster } from "../../apps/service/src/postgres/cluster.ts";
import { parseSettings } from "../../apps/service/src/settings/settings.ts";
import { openDatabase } from "../../apps/service/src/store/database.ts";
import { migrate } from "../../apps/service/src/store/migrate.ts";
import { bareGit } from "../bench/bare-git.ts";

/** Names what signs deliveries. */
const SECRET = "secret of the webhook in the fault run";
/** What an app that does everything which the service can do may do, and hears. */
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
  "pull_request_review",
  "push",
  "merge_group",
  "check_run",
  "check_suite",
  "repository",
  "deployment",
  "deployment_protection_rule",
];
/** Before it our rule stands, and the policy names the gate of the service for it. */
export const ENVIRONMENT = "production-eu";
/** A queue that asks for no check: what lands, and in which order, does not hang on the service. */
const QUEUE = {
  check_response_timeout_minutes: 60,
  grouping_strategy: "ALLGREEN",
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: "MERGE",
  min_entries_to_merge: 3,
  min_entries_to_merge_wait_minutes: 5,
};

/** A GitHub with a repository, its people and the app; and a home, a database and settings of a service for it. */
export type Stage = Awaited<ReturnType<typeof setStage>>;

/** How a stage is set: GitHub's seed, where the service is, what checks what GitHub says, and whether the service has a gate. */
export type StagePlan = {
  readonly seed: number;
  readonly url?: string;
  readonly validator?: Validator;
  readonly hasGate?: boolean;
};

/** Makes everything that is there before the service starts. */
export async function setStage(
  folder: string,
  { seed, url = "https://countersign.acme.example", validator, hasGate = false }: StagePlan,
) {
  await using opened = new AsyncDisposableStack();
  const [dir, keyFile, secretFile] = [join(folder, "github"), join(folder, "app.pem"), join(folder, "webhook.secret")];
  await mkdir(dir);
  const clock = runningClock();
  const github = opened.use(
    await startFakeGitHub({ dir, clock, seed, ...(validator === undefined ? {} : { validator }) }),
  );
  const { world } = github;
  const people = {
    acme: world.organization("acme"),
    ada: world.user("ada"),
    bob: world.user("bob"),
    eve: world.user("eve"),
  };
  const { acme, ada, bob, eve } = people;
  const repository = await world.createRepository(acme.id, { name: "feed" });
  world.setRole(repository.id, ada.id, "admin");
  world.setRole(repository.id, bob.id, "write");
  const files = { "ranker/score.py": "score = 1\n", "docs/a.md": "a\n" };
  const first = await world.commit(repository.id, ada.id, { branch: "main", files, message: "Begin" });
  await world.push(repository.id, ada.id, "refs/heads/wip", first);
  const fork = await world.fork(repository.id, eve.id);
  world.createRuleset(repository.id, ada.id, { name: "queue", rules: [{ type: "merge_queue", parameters: QUEUE }] });
  const key = appKey();
  const gateKey = join(folder, "gate.key");
  const { app } = world.createApp({
    name: "Countersign",
    owner: acme.id,
    permissions: PERMISSIONS,
    events: EVENTS,
    privateKey: key,
  });
  await writeFile(keyFile, key, { mode: 0o600 });
  await writeFile(secretFile, SECRET, { mode: 0o600 });
  await writeFile(gateKey, formatMachineSeed(testKey("gate-eu").seed), { mode: 0o600 });
  world.setEnvironment(repository.id, ENVIRONMENT, { apps: [app.id] });
  const id = `github:${repository.id}`;
  const tree = (await bareGit(world.gitFolder(repository.id), ["rev-parse", `${first}^{tree}`])).trim();
  const document = policyOf(id);
  const home = patientHomeIn(join(folder, "home"));
  await beginLog(home.dir, policyVersion(nodeCrypto, document), governance(document, first, tree, id));
  await mkdir(join(folder, "database"));
  const cluster = opened.use(await startCluster(join(folder, "database/postgres"), process.env));
  const db = openDatabase(cluster.url);
  opened.defer(() => db.destroy());
  await migrate(db);
  const settings = [
    `url: ${JSON.stringify(url)}`,
    "proxies: [127.0.0.1]",
    `repositories: [{id: "${id}", fetch: github, poll: PT2M}]`,
    `github: {app: ${app.id}, privateKey: {file: ${keyFile}}, webhookSecrets: [{file: ${secretFile}}], api: "${github.apiUrl}", web: "${github.url}"}`,
    ...(hasGate ? [`gate: {key: ${gateKey}, state: ${join(folder, "gate")}}`] : []),
    "",
  ].join("\n");
  await writeFile(join(home.dir, "service.yaml"), settings);
  const all = opened.move();
  return {
    ...people,
    folder,
    github,
    world,
    clock,
    repository,
    fork,
    first,
    app,
    id,
    db,
    databaseUrl: cluster.url,
    settings: parseSettings(settings),
    secret: SECRET,
    home,
    shared: shareHome(home),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function appKey(): string {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
}

/** The example policy for this repository, of which `docs/` is nobody's to look at. */
function policyOf(id: string) {
  const named = exampleWith("repositories.0.id", id);
  const scoped = exampleWith("repositories.0.scope", { include: ["**"], exclude: ["docs/**"] }, named);
  // Time is put forward for GitHub and the service, and not for the witness.
  const fresh = exampleWith("environments.0.freshness", "P90D", scoped);
  return exampleWith("detectors", { version: DETECTORS.version, sha256: DETECTORS.sha256 }, fresh);
}
