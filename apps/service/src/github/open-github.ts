import type { Clock } from "@countersign/adapters/time";
import type { SharedHome } from "@countersign/home";
import type { ReconcileParts } from "../capture/look.ts";
import { classify } from "../classify.ts";
import type { Mirrors } from "../capture/place.ts";
import { readSecret } from "../settings/secret.ts";
import type { Settings } from "../settings/settings.ts";
import type { Database } from "../store/database.ts";
import type { Tick } from "../work/ticks.ts";
import type { Waker } from "../work/waker.ts";
import type { Handler } from "../work/worker.ts";
import { GITHUB_CHECKS, askForChecks, thenChecks } from "./checks/ask-for-checks.ts";
import { GITHUB_FOREIGN, findForeignChecks } from "./checks/find-foreign.ts";
import { makeCheckRight } from "./checks/make-check-right.ts";
import { appKey } from "./client/app-jwt.ts";
import { countCalls } from "./client/count-calls.ts";
import { openGithub } from "./client/github.ts";
import type { GithubParts } from "./client/github.ts";
import { answerDeployment } from "./deployments/answer-deployment.ts";
import { GITHUB_DEPLOYMENTS, askForDeployments, thenDeployments } from "./deployments/ask-for-deployments.ts";
import { GITHUB_DEPLOYMENT } from "./deployments/requested.ts";
import { GITHUB_WAITING, sweepWaiting } from "./deployments/sweep-waiting.ts";
import { processDelivery } from "./events/process-delivery.ts";
import type { EventParts } from "./events/process-delivery.ts";
import { GITHUB_CHECK, GITHUB_PLACES, GITHUB_PULLS } from "./events/works.ts";
import { GITHUB_EVENT } from "./inbox/store-delivery.ts";
import { GITHUB_DELIVERIES, sweepDeliveries } from "./deliveries/sweep-deliveries.ts";
import { tidyDeliveries } from "./inbox/tidy-deliveries.ts";
import { fetchedByApp } from "./places/place-of.ts";
import { followPlaces } from "./places/follow-places.ts";
import { openPulls } from "./pulls/open-proposals.ts";
import { GITHUB_GATE } from "./tamper/guard.ts";
import type { GuardChanged } from "./tamper/keep-guards.ts";
import { lookAtGate } from "./tamper/look-at-gate.ts";
import { sweepPulls } from "./pulls/sweep-pulls.ts";

/** What the App works with in a worker process. */
export type AppParts = {
  readonly settings: Settings;
  readonly db: Database;
  readonly waker: Waker;
  readonly shared: SharedHome;
  readonly mirrors: Mirrors;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly userAgent: string;
  readonly events: Pick<EventParts, "notUnderstood"> & { readonly guardChanged: GuardChanged };
  /** How the client differs; nothing where it is as it is used. */
  readonly client?: Pick<GithubParts, "paced" | "timeout">;
};

/** The App as parts of a worker: its handlers by kind of work, when they are asked for again, and what capture takes from it. */
export type OpenedApp = {
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly ticks: readonly Tick[];
  readonly capture: Pick<ReconcileParts, "moreProposals" | "whereAndWho">;
  /** Has checks looked at after work that may change them. */
  readonly thenChecks: (handler: Handler) => Handler;
};

/**
 * Seconds between two looks: at lists of pull requests, for others' checks, at our places, at checks, at what waits
 * to be deployed, whether our gate is asked, and at what was delivered.
 */
const EVERY = {
  pulls: 300,
  foreign: 3_600,
  places: 3_600,
  checks: 15,
  tidy: 3_600,
  deployments: 15,
  waiting: 300,
  gate: 300,
  deliveries: 120,
};

/** Opens the App that the settings name; undefined where they name none. `settings.secret` */
export async function openApp(parts: AppParts): Promise<OpenedApp | undefined> {
  const { settings, db, waker, clock, env, userAgent } = parts;
  const { github: app } = settings;
  if (app === undefined) return undefined;
  const key = appKey(await readSecret(app.privateKey, env));
  const ids = settings.repositories.map(({ id }) => id).filter((id) => id.startsWith("github:"));
  const client = {
    app: app.app,
    key,
    api: app.api,
    userAgent,
    paced: true,
    called: countCalls(db),
    now: () => clock.now(),
    ...parts.client,
  };
  const github = openGithub(client);
  const repositories = new Set(ids);
  const whereAndWho = fetchedByApp({ db, github, repositories }, app.web);
  const all = {
    ...parts,
    app: app.app,
    api: app.api,
    url: settings.url,
    gateKey: settings.gate?.key,
    guardChanged: parts.events.guardChanged,
    repositories,
    github,
    places: settings.repositories,
    whereAndWho,
    classify,
    notUnderstood: parts.events.notUnderstood,
  };
  return {
    handlers: {
      [GITHUB_EVENT]: processDelivery(all),
      [GITHUB_PLACES.kind]: followPlaces(all),
      [GITHUB_GATE]: lookAtGate(all),
      [GITHUB_DELIVERIES.kind]: sweepDeliveries(all),
      [GITHUB_PULLS]: sweepPulls(all),
      [GITHUB_CHECK]: makeCheckRight(all),
      [GITHUB_CHECKS.kind]: askForChecks(all),
      [GITHUB_FOREIGN]: findForeignChecks(all),
      [GITHUB_DEPLOYMENT]: answerDeployment(all),
      [GITHUB_DEPLOYMENTS.kind]: askForDeployments(all),
      [GITHUB_WAITING]: sweepWaiting(all),
      [TIDY.kind]: () => tidyDeliveries(db),
    },
    ticks: [
      { ...GITHUB_PLACES, every: EVERY.places },
      { ...GITHUB_CHECKS, every: EVERY.checks },
      { ...TIDY, every: EVERY.tidy },
      { ...GITHUB_DEPLOYMENTS, every: EVERY.deployments },
      { ...GITHUB_DELIVERIES, every: EVERY.deliveries },
      ...ids.map((id) => ({ kind: GITHUB_GATE, key: id, every: EVERY.gate })),
      ...ids.map((id) => ({ kind: GITHUB_WAITING, key: id, every: EVERY.waiting })),
      ...ids.map((id) => ({ kind: GITHUB_PULLS, key: id, every: EVERY.pulls })),
      ...ids.map((id) => ({ kind: GITHUB_FOREIGN, key: id, every: EVERY.foreign })),
    ],
    capture: {
      moreProposals: (repository, refs) => openPulls(db, repository, refs),
      whereAndWho,
    },
    thenChecks: (handler) => thenDeployments(thenChecks(handler, { db, waker, clock }), { db, waker }),
  };
}

const TIDY = { kind: "github-tidy", key: "deliveries" } as const;
