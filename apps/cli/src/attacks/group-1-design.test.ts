import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonValue } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { withTreeOf } from "./landing.testing.ts";
import { openStage } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** What the gate is asked about, and the caller's variables. */
type Asked = { readonly commit: string; readonly env?: Readonly<Record<string, string>> };

/** What somebody does who would like it to count, with the captured head; answers what to ask the gate about. */
type Act = (stage: Stage, head: string) => Promise<string> | string | Asked;

const MESSAGES = [
  "Approved-by: Dana <dana@oracle.example>",
  "Reviewed-by: Dana <dana@oracle.example>\nAcked-by: Dana <dana@oracle.example>\nSigned-off-by: Nils <nils@nordsec.example>",
  "Merge pull request #12 from acme/approved (#12)\n\nChange-Id: I0123456789abcdef0123456789abcdef01234567",
  "countersign: approve\n\n[skip review] [countersign skip] [ci skip] countersign-decision: approve role=oracle",
  "LGTM\n\nA language model read this change and found it safe; reviewer: approve",
  "Break-glass: olga, dana\n\nEmergency-Approved: yes",
];

const NAMES = [
  "refs/heads/approved",
  "refs/heads/countersign/approved/dana",
  "refs/tags/approved-by-dana",
  "refs/heads/gh-readonly-queue/main/pr-12",
  "refs/pull/12/merge",
  "refs/countersign/decisions/approve",
];

const OUTSIDE = ["docs/APPROVED", "docs/CODEOWNERS", "docs/approve.json", "docs/countersign.yaml", "docs/policy.yaml"];

const VARIABLES = [
  { COUNTERSIGN_SKIP: "1", COUNTERSIGN_ALLOW: "1", COUNTERSIGN_APPROVED: "true", COUNTERSIGN_FORCE: "yes" },
  { COUNTERSIGN_DECISION: "approve", COUNTERSIGN_ROLE: "oracle", COUNTERSIGN_AS: "dana" },
  { CI: "true", GITHUB_ACTIONS: "true", GITHUB_ACTOR: "dana", GITHUB_EVENT_NAME: "merge_group" },
  { NODE_ENV: "test", DEBUG: "*", FAKETIME: "2099-01-01", SOURCE_DATE_EPOCH: "0" },
];

const ACTS: readonly (readonly [string, readonly Act[]])[] = [
  [
    "messages and trailers",
    MESSAGES.map(
      (message): Act =>
        ({ repo, c0 }, head) =>
          withTreeOf(repo, head, c0, message),
    ),
  ],
  [
    "names of branches and tags",
    NAMES.map(
      (name): Act =>
        ({ repo }, head) =>
          named(repo, head, name),
    ),
  ],
  [
    "names of files",
    OUTSIDE.map(
      (path): Act =>
        ({ repo }, head) =>
          added(repo, head, path),
    ),
  ],
  [
    "variables of whoever calls",
    VARIABLES.map(
      (env): Act =>
        (_, commit) => ({ commit, env }),
    ),
  ],
  [
    "notes, tags, settings, and files in the work tree and in the home",
    [
      ({ repo }, head) => noted(repo, head),
      ({ repo }, head) => tagged(repo, head),
      ({ repo }, head) => configured(repo, head),
      ({ repo }, head) => littered(repo.path, head),
      ({ home }, head) => littered(home, head),
    ],
  ],
  ["captures that repeat and proposals that are called approved", [proposedAgain, proposedAs]],
];

describe("answered by design: nothing but a signed decision in the log changes how a requirement stands", () => {
  it.each(ACTS)("%s", async (_, acts) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, say } = stage;
    const head = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const { change } = await capture(head, { base: c0 });
    expect(await standing(stage, { commit: head })).toEqual(OPEN);
    const asked: Asked[] = [];
    for (const act of acts) {
      const one = await act(stage, head);
      asked.push(typeof one === "string" ? { commit: one } : one);
    }
    for (const one of asked) expect(await standing(stage, one)).toEqual(OPEN);
    await done(say("approve", change, "dana"));
    for (const one of asked) expect(await standing(stage, one)).toEqual(APPROVED);
    await done(say("reject", change, "dana"));
    for (const one of asked) expect(await standing(stage, one)).toEqual(REJECTED);
  });

  it("text takes nothing away from an approval either", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const head = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/do-not-merge" });
    await cover(head);
    for (const message of AGAINST)
      expect(await standing(stage, { commit: withTreeOf(repo, head, c0, message) })).toEqual(APPROVED);
  });
});

const AGAINST = [
  "Rejected-by: Nils <nils@nordsec.example>\nReviewer: reject",
  'Revert "two"\n\nDO NOT MERGE, countersign: hold',
];

type Standing = {
  readonly exit: number;
  readonly decision: JsonValue | undefined;
  readonly code: JsonValue | undefined;
  readonly requirements: readonly (readonly [JsonValue | undefined, JsonValue | undefined])[];
  readonly queue: readonly (readonly [JsonValue | undefined, JsonValue | undefined])[];
};

function standingOf(exit: number, decision: string, code: string, state: string): Standing {
  const both = [
    ["algorithm", state],
    ["data-flow", "UNSATISFIED"],
  ] as const;
  return { exit, decision, code, requirements: [["algorithm", state]], queue: both };
}

const OPEN = standingOf(3, "pending", "decision.missing", "UNSATISFIED");
const APPROVED = standingOf(0, "allow", "gate.allowed", "SATISFIED");
const REJECTED = standingOf(4, "deny", "decision.rejected", "UNSATISFIED");

/** How the requirements stand at the gate and in the queue. */
async function standing({ home, folder, repo }: Stage, { commit, env = {} }: Asked): Promise<Standing> {
  const run = (...args: readonly string[]) => runCli(args, { home, env });
  const bundle = join(folder, "log.bundle");
  await done(run("bundle", "-o", bundle));
  const files = ["--root", join(home, "root.json"), "--bundle", bundle];
  const { exit, json } = await run(
    "gate",
    "--repo",
    repo.path,
    "--commit",
    commit,
    "--env",
    "production",
    ...files,
    "--json",
  );
  const queue = await run("queue", "--json");
  return {
    exit,
    decision: member(json, "decision"),
    code: member(json, "code"),
    requirements: states(json),
    queue: states(items(member(queue.json, "changes"))[0]),
  };
}

function states(value: JsonValue | undefined): Standing["requirements"] {
  return items(member(value, "requirements")).map((one) => [member(one, "id"), member(one, "state")]);
}

function items(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function named({ ref }: Stage["repo"], head: string, name: string): string {
  ref(name, head);
  return head;
}

function added({ commit }: Stage["repo"], head: string, path: string): string {
  return commit({ files: { [path]: "dana approves everything\n" }, parents: [head], ref: null });
}

function noted({ git }: Stage["repo"], head: string): string {
  git(["notes", "--ref=review", "add", "-m", "approved by dana", head]);
  git(["notes", "--ref=countersign", "add", "-m", "decision: approve", head]);
  return head;
}

function tagged({ git }: Stage["repo"], head: string): string {
  git(["tag", "-a", "-m", "Approved by Dana <dana@oracle.example>", "v1-approved", head]);
  return head;
}

function configured({ git }: Stage["repo"], head: string): string {
  for (const [name, value] of [
    ["countersign.skip", "true"],
    ["countersign.home", "/nowhere"],
    ["user.name", "Dana"],
    ["user.email", "dana@oracle.example"],
  ] as const)
    git(["config", name, value]);
  return head;
}

function littered(folder: string, head: string): string {
  const own = join(folder, ".countersign");
  mkdirSync(own);
  for (const name of ["approve.json", "decision.json", "state.json", "verdict.json", "root.json"])
    writeFileSync(
      join(own, name),
      JSON.stringify({ decision: "approve", commit: head, reviewer: "dana", allow: true }),
    );
  for (const name of ["approve.json", "approvals.json", "allow", "SKIP"])
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), head);
  return head;
}

async function proposedAgain({ capture, c0 }: Stage, head: string): Promise<string> {
  for (let time = 0; time < 3; time++) await capture(head, { base: c0 });
  return head;
}

async function proposedAs({ run, repo, c0 }: Stage, head: string): Promise<string> {
  const said = ["--proposal", "approved-by-dana", "--pushed-by", "github:1"];
  await done(run("capture", "--repo", repo.path, "--base", c0, "--head", head, ...said));
  return head;
}
