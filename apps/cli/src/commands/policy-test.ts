import { AttestError } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError, asIfInForce, environmentById, parseCases, rehearse } from "@countersign/core";
import type { CaseResult, PolicyCase, PolicyVersion } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Command, Invocation } from "../command.ts";
import { placeOf } from "../place.ts";
import { openBench } from "../policy-bench.ts";
import { readPolicyDocument, readPolicyFile } from "../policy-file.ts";
import { LOG_OPTIONS, logAtHand } from "../policy-log.ts";
import { changes, replay } from "../policy-replay.ts";
import type { Replayed } from "../policy-replay.ts";
import { harmless, shortId } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { strictestEnvironment } from "./check.ts";

const FORM = `A file of cases is YAML or JSON:

  cases:
    - name: the oracle alone lets a ranker change through
      environment: production
      paths: [ranker/score.py]          # what the change modifies
      authors: [olga@acme.example]      # optional: who wrote it
      classes: [egress]                 # optional: what detectors find; left out: nobody analysed it
      baseMoved: true                   # optional: approved on another base than it lands on
      decisions:                        # optional, in their order; says: approve, reject, hold or revoke
        - {by: dana}
        - {by: nils, says: reject, role: data-guard, environments: [production]}
      expect:                           # what is left out is not compared
        decision: deny
        code: decision.rejected
        requirements: {algorithm: UNSATISFIED}

repository and ref are needed only where the policy has several. Each case is one change on a settled commit.`;

export const policyTestCommand: Command = {
  name: "policy test",
  summary: "play cases under a policy, or the last commits of a ref under the policy in force and under another",
  usage:
    "policy test FILE [--cases FILE] [--repo PATH [--bundle FILE --root FILE] [--env ENV] [--last N] [--fail-on-change]]",
  details: `Judges with the gate's own code. Ends with 4 when a case does not come out as expected, and with --fail-on-change when a commit is judged otherwise.\n\n${FORM}`,
  options: {
    cases: { value: "FILE", help: "cases with what is expected of them" },
    repo: { value: "PATH", help: "a clone: judges the ref's last commits under both policies" },
    ...LOG_OPTIONS,
    env: { value: "ENV", help: "the environment to judge for (default: the one that requires most)" },
    last: { value: "N", help: "how many commits of the first-parent line, 20 by default" },
    "fail-on-change": { help: "end with 4 when a commit is judged otherwise" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
  },
  positionals: [1, 1],
  examples: [
    "policy test policy-2.yaml --cases cases.yaml",
    "policy test policy-2.yaml --repo . --env production --last 50 --fail-on-change --json",
  ],
  async run(invocation) {
    const [name = ""] = invocation.positionals;
    const { version } = await readPolicyFile(name);
    const [cases, repo] = [invocation.value("cases"), invocation.value("repo")];
    if (cases === undefined && repo === undefined)
      throw new CountersignError("usage.missing", "say what to test: --cases FILE, --repo PATH, or both");
    const played = cases === undefined ? [] : await playCases(cases, version);
    const replayed = repo === undefined ? [] : await replayCommits(repo, version, invocation);
    const failed = played.filter(({ differences }) => differences.length > 0);
    const changed = replayed.filter(changes);
    const json = {
      version: version.policy.version,
      sha256: version.sha256,
      passed: played.length - failed.length,
      failed: failed.length,
      cases: played.map((one) => ({ ...one, requirements: one.requirements.map((each) => ({ ...each })) })),
      commits: replayed.length,
      changes: changed.map((one) => ({ ...one })),
    };
    const text = [
      ...(cases === undefined ? [] : caseLines(played, invocation.terminal)),
      ...(repo === undefined ? [] : commitLines(replayed, invocation.terminal)),
    ].join("\n");
    if (failed.length > 0) return { json: { code: "policy.cases", ...json }, text, code: "policy.cases" };
    const refused = changed.length > 0 && invocation.given("fail-on-change");
    return refused ? { json: { code: "policy.verdicts", ...json }, text, code: "policy.verdicts" } : { json, text };
  },
};

async function playCases(file: string, version: PolicyVersion): Promise<readonly CaseResult[]> {
  return casesIn(await readPolicyDocument(file)).map((one) => rehearse(nodeCrypto, version, one));
}

/** `usage.case` names the place: a fault here is none of the policy's. */
function casesIn(document: JsonValue): readonly PolicyCase[] {
  try {
    return parseCases(document);
  } catch (cause) {
    if (!(cause instanceof AttestError || cause instanceof CountersignError)) throw cause;
    throw new CountersignError("usage.case", `${cause.code}: ${cause.detail}`, { cause });
  }
}

async function replayCommits(
  repo: string,
  version: PolicyVersion,
  invocation: Invocation,
): Promise<readonly Replayed[]> {
  const { value, home, terminal } = invocation;
  const log = await logAtHand(invocation);
  if (log === undefined) throw new CountersignError("policy.missing", "there is no policy in force to compare with");
  const place = placeOf(version.policy, { repository: value("repository"), ref: value("ref") });
  const environment = environmentById(version.policy, value("env") ?? strictestEnvironment(version.policy)).id;
  terminal.progress("judging");
  await using bench = await openBench(repo, place, home.env);
  return await replay(bench, [log, asIfInForce(log, version)], environment, lastOf(value("last")));
}

/** 1 to 1000 commits; `usage.number`. */
function lastOf(text = "20"): number {
  if (/^[1-9]\d{0,2}$|^1000$/.test(text)) return Number(text);
  throw new CountersignError("usage.number", `${JSON.stringify(text)} is not a number from 1 to 1000`);
}

function caseLines(played: readonly CaseResult[], terminal: Terminal): readonly string[] {
  const failed = played.filter(({ differences }) => differences.length > 0).length;
  return [
    ...played.flatMap(({ name, decision, code, message, differences }) => [
      `${differences.length === 0 ? terminal.green("pass") : terminal.red("FAIL")}  ${harmless(name)}: ${decision} ${code}`,
      ...differences.map((difference) => `      ${harmless(difference)}`),
      ...(differences.length === 0 || message === "" ? [] : [`      ${harmless(message)}`]),
    ]),
    `${played.length - failed} of ${played.length} cases came out as expected`,
  ];
}

function commitLines(replayed: readonly Replayed[], terminal: Terminal): readonly string[] {
  const changed = replayed.filter(changes);
  return [
    ...changed.map(
      ({ commit, before, after, because }) =>
        `${terminal.bold(shortId(commit))}  ${before} → ${after}${because.length === 0 ? "" : `  (${harmless(because.join("; "))})`}`,
    ),
    `${changed.length} of ${replayed.length} commits would be judged otherwise`,
  ];
}
