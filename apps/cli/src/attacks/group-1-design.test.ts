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

/** What somebody does who would like it to count: answers the commit to ask about, and what the environment then has. */
type Act = (
  stage: Stage,
  head: string,
) => Promise<string | { readonly commit: string; readonly env: Readonly<Record<string, string>> }> | string;

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

const OUTSIDE = [
  "docs/APPROVED",
  "docs/CODEOWNERS",
  "docs/approve.json",
  "docs/countersign.yaml",
  "docs/policy.yaml",
];

const VARIABLES = [
  { COUNTERSIGN_SKIP: "1", COUNTERSIGN_ALLOW: "1", COUNTERSIGN_APPROVED: "true", COUNTERSIGN_FORCE: "yes" },
  { COUNTERSIGN_DECISION: "approve", COUNTERSIGN_ROLE: "oracle", COUNTERSIGN_AS: "dana" },
  { CI: "true", GITHUB_ACTIONS: "true", GITHUB_ACTOR: "dana", GITHUB_EVENT_NAME: "merge_group" },
  { NODE_ENV: "test", DEBUG: "*", FAKETIME: "2099-01-01", SOURCE_DATE_EPOCH: "0" },
];

const ACTS: readonly (readonly [string, Act])[] = [
  ...MESSAGES.map((message): readonly [string, Act] => [
    `a message that says ${JSON.stringify(message.split("\n")[0])}`,
    ({ repo, c0 }, head) => withTreeOf(repo, head, c0, message),
  ]),
  ...NAMES.map((name): readonly [string, Act] => [`the name ${name}`, ({ repo }, head) => named(repo, head, name)]),
  ...OUTSIDE.map((path): readonly [string, Act] => [
    `the file ${path}`,
    ({ repo }, head) => repo.commit({ files: { [path]: "dana approves everything\n" }, parents: [head], ref: null }),
  ]),
  ...VARIABLES.map((env): readonly [string, Act] => [
    `the variables ${Object.keys(env).join(", ")}`,
    (_, commit) => Promise.resolve({ commit, env }),
  ]),
  ["a note on the commit", ({ repo }, head) => noted(repo, head)],
  ["a tag with a message", ({ repo }, head) => tagged(repo, head)],
  ["settings of the repository", ({ repo }, head) => configured(repo, head)],
  ["a folder .countersign in the work tree", ({ repo }, head) => littered(repo.path, head)],
  ["the branch pushed to main", ({ repo }, head) => named(repo, head, "refs/heads/main")],
  ["the proposal captured again and again", (stage, head) => proposedAgain(stage, head)],
  ["a proposal called approved, pushed by the reviewer's namesake", (stage, head) => proposedAs(stage, head)],
  ["files in the home that look like decisions", ({ home }, head) => littered(home, head)],
];

describe("answered by design: nothing but a signed decision in the log changes how a requirement stands", () => {
  it.each(ACTS)("%s", { timeout: 60_000 }, async (_, act) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, say } = stage;
    const head = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const { change } = await capture(head, { base: c0 });
    expect(await standing(stage, head)).toEqual(open("pending", "decision.missing"));
    const acted = await act(stage, head);
    const { commit, env } = typeof acted === "string" ? { commit: acted, env: {} } : acted;
    expect(await standing(stage, commit, env)).toEqual(open("pending", "decision.missing"));
    await done(say("approve", change, "dana"));
    expect(await standing(stage, commit, env)).toEqual({
      exit: 0,
      decision: "allow",
      code: "gate.allowed",
      requirements: [["algorithm", "SATISFIED"]],
      queue: "satisfied",
    });
  });

  it.each([
    "Rejected-by: Nils <nils@nordsec.example>",
    "Revert \"two\"\n\nDO NOT MERGE, countersign: hold, reviewer: reject",
  ])("text takes nothing away from an approval either: %j", async (message) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const head = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/do-not-merge" });
    await cover(head);
    expect(await standing(stage, withTreeOf(repo, head, c0, message))).toMatchObject({ exit: 0, decision: "allow" });
  });
});

type Standing = {
  readonly exit: number;
  readonly decision: JsonValue | undefined;
  readonly code: JsonValue | undefined;
  readonly requirements: readonly (readonly [JsonValue | undefined, JsonValue | undefined])[];
  readonly queue: JsonValue | undefined;
};

function open(decision: string, code: string): Standing {
  return { exit: 3, decision, code, requirements: [["algorithm", "UNSATISFIED"]], queue: "pending" };
}

/** How the requirement stands at the gate and in the queue, with nothing but variables of the caller added. */
async function standing(stage: Stage, commit: string, env: Readonly<Record<string, string>> = {}): Promise<Standing> {
  const { home, folder, repo } = stage;
  const run = (...args: readonly string[]) => runCli(args, { home, env });
  const bundle = join(folder, "log.bundle");
  await done(run("bundle", "-o", bundle));
  const files = ["--root", join(home, "root.json"), "--bundle", bundle];
  const { exit, json } = await run("gate", "--repo", repo.path, "--commit", commit, "--env", "production", ...files, "--json");
  const queue = await run("queue", "--json");
  return {
    exit,
    decision: member(json, "decision"),
    code: member(json, "code"),
    requirements: items(member(json, "requirements")).map((one) => [member(one, "id"), member(one, "state")]),
    queue: member(items(member(queue.json, "changes"))[0], "state"),
  };
}

function items(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function named({ ref }: Stage["repo"], head: string, name: string): string {
  ref(name, head);
  return head;
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
    writeFileSync(join(own, name), JSON.stringify({ decision: "approve", commit: head, reviewer: "dana", allow: true }));
  for (const name of ["approve.json", "approvals.json", "allow", "SKIP"])
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), head);
  return head;
}

async function proposedAgain({ capture, c0 }: Stage, head: string): Promise<string> {
  for (let time = 0; time < 3; time++) await capture(head, { base: c0 });
  return head;
}

async function proposedAs({ run, repo, c0 }: Stage, head: string): Promise<string> {
  const said = ["--proposal", "approved-by-dana", "--pushed-by", "dana:1"];
  await done(run("capture", "--repo", repo.path, "--base", c0, "--head", head, ...said));
  return head;
}
