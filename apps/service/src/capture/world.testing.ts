import { join } from "node:path";
import { IN_TOTO_PAYLOAD_TYPE, pae, signSshsig } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { composeReview, formatRecord, personById, policyVersion, roleFor } from "@countersign/core";
import type { ChangeRecord, Decision, LogContents, NewRecord } from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, shareHome, workInHome } from "@countersign/home";
import { appendTo, beginLog, governance, patientHomeIn } from "@countersign/home/testing";
import { gitHistory, tempFolder, testKey } from "@countersign/testkit";
import type { CommitPlan } from "@countersign/testkit";
import { analyse } from "../analysis.ts";
import { parseSettings } from "../settings/settings.ts";
import { testDatabase } from "../store/database.testing.ts";
import type { Waker } from "../work/waker.ts";
import { claimWork, finishWork } from "../work/work.ts";
import { RECONCILE, hintAt } from "./hint.ts";
import type { Push } from "./hint.ts";
import type { ReconcileParts } from "./look.ts";
import { captureProblems } from "./problems.ts";
import { reconciler } from "./reconcile.ts";

/** The repository of the example policy. */
export const FEED = "github:123456";
export const MAIN = "refs/heads/main";

/** Wakes nobody: the tests say when work is done. */
export const SILENT: Waker = {
  wake: async () => false,
  wakeOnce: async () => false,
  listen: () => ({ [Symbol.asyncDispose]: async () => {} }),
  [Symbol.asyncDispose]: async () => {},
};

/** Where the repository is and what proposes to it: branches below `change/`, as settings say it. */
export function settingsOf(fetch: string, id = FEED): ReconcileParts["repositories"][number] {
  const [repository] = parseSettings(
    `repositories:\n  - {id: "${id}", fetch: ${fetch}, proposals: [{refs: "refs/heads/change/**"}]}\n`,
  ).repositories;
  if (repository === undefined) throw new Error("the settings have no repository");
  return repository;
}

type WorldOptions = { readonly document?: JsonObject; readonly limits?: ReconcileParts["limits"] };

/**
 * A repository with c0 on main under a signed baseline, a home whose log says so, a database, and what reconciles one with the
 * other.
 */
export async function openWorld({ document = examplePolicy(), limits }: WorldOptions = {}) {
  const folder = tempFolder();
  const history = gitHistory(join(folder.path, "source"));
  const c0 = history.commit({ files: { "ranker/score.py": "score = 1\n", "docs/a.md": "a\n" } });
  const version = policyVersion(nodeCrypto, document);
  const home = patientHomeIn(join(folder.path, "home"));
  await beginLog(home.dir, version, governance(document, c0, history.id(`${c0}^{tree}`)));
  const test = await testDatabase();
  const seen: string[] = [];
  const parts: ReconcileParts = {
    db: test.db,
    waker: SILENT,
    shared: shareHome(home),
    mirrors: { dir: join(folder.path, "service"), searchPath: process.env["PATH"] ?? "" },
    repositories: [settingsOf(history.path)],
    analyse,
    renderer: "countersign/test",
    env: { FEED_TOKEN: "secret-of-the-feed" },
    ...(limits === undefined ? {} : { limits }),
    events: {
      captured: (_repository, change) => void seen.push(`captured ${change}`),
      landedUnreviewed: (_repository, _ref, commit) => void seen.push(`landed ${commit}`),
      refRewound: (_repository, ref) => void seen.push(`rewound ${ref}`),
      notCaptured: (_repository, code) => void seen.push(code),
    },
  };
  const log = async (): Promise<LogContents> => {
    await using opened = await workInHome(home);
    return contentsOf(opened);
  };
  return {
    folder,
    history,
    c0,
    home,
    parts,
    seen,
    log,
    url: test.url,
    db: test.db,
    /** One look, after one hint. */
    look: async (pushes: readonly Push[] = [], other: ReconcileParts = parts, key = FEED) => {
      await hintAt(test.db, SILENT, key, pushes);
      await workNow(other, key);
    },
    /** A branch that proposes: a commit on it, on top of c0 or of other parents. */
    propose: (name: string, plan: CommitPlan, from: string = c0) =>
      history.commit({ parents: [from], ...plan, ref: `refs/heads/change/${name}` }),
    problems: async () => (await captureProblems(test.db)).map(({ subject, code }) => [subject, code] as const),
    append: async (records: readonly NewRecord[]) => {
      await using opened = await workInHome(home);
      await appendTo(opened, records);
    },
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** Does work that was asked for, as a worker does. */
export async function workNow(parts: ReconcileParts, key: string): Promise<void> {
  const claimed = await claimWork(parts.db, { kind: RECONCILE, key });
  if (claimed === undefined) throw new Error(`nobody asked for ${key}, or somebody has it`);
  try {
    await reconciler(parts)(claimed, new AbortController().signal);
  } finally {
    await finishWork(parts.db, claimed);
  }
}

let decisions = 0;

/** What a person of the example policy says about a captured change, signed. */
export function decisionOf(log: LogContents, record: ChangeRecord, name: string, decision: Decision): NewRecord {
  const { policy } = log.policy;
  const person = personById(policy, name);
  if (person === undefined) throw new Error(`the policy has no ${name}`);
  decisions += 1;
  const id = `00000000-0000-4000-8000-${String(decisions).padStart(12, "0")}`;
  const stamp = { id, claimedTime: "2026-11-22T10:00:00Z" };
  const request = { change: record.change, decision, message: "as discussed" };
  const review = composeReview(record, person, roleFor(policy, person, undefined), request, stamp);
  const payload = formatRecord(nodeCrypto, "review", review);
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(nodeCrypto, { seed: testKey(name).seed, namespace: "countersign-review@v1", message });
  return {
    kind: "review",
    envelope: { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] },
  };
}
