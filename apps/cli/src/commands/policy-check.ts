import { AttestError } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError, checkPolicy, parsePolicy, policyRemedy, policyVersion, remedyFor } from "@countersign/core";
import type { Path, PolicyFinding } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Command, Invocation } from "../command.ts";
import { withoutLookAlikes } from "../mixed-scripts.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { placeOf } from "../place.ts";
import { readPolicyDocument } from "../policy-file.ts";
import { openBench } from "../policy-bench.ts";
import { LOG_OPTIONS, logAtHand } from "../policy-log.ts";
import { reopened } from "../policy-reopening.ts";
import type { Reopened } from "../policy-reopening.ts";
import { harmless, shortId } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { tipPaths } from "../tip-paths.ts";

export const policyCheckCommand: Command = {
  name: "policy check",
  summary: "everything that is wrong with a policy, and what holds less than it seems to",
  usage: "policy check FILE [--against REPO [--bundle FILE --root FILE]]",
  details:
    "Errors make the policy invalid (exit 6, with the code of the first). Warnings do not. " +
    "With --against and a policy in force, tells what this version would re-open: commits that are approved or settled now and would not be then.",
  options: {
    against: { value: "REPO", help: "a clone: tells of patterns that match nothing, and of what is re-opened" },
    ...LOG_OPTIONS,
    repository: { value: "ID", help: "which repository of the policy that is; not needed if it has only one" },
    ref: { value: "REF", help: "whose tip to look at; not needed if the repository has only one" },
  },
  positionals: [1, 1],
  examples: ["policy check policy.yaml", "policy check policy.yaml --against . --json"],
  async run(invocation) {
    const [file = ""] = invocation.positionals;
    const { findings, reopening } = await lookedAt(file, invocation);
    const errors = findings.filter(({ level }) => level === "error");
    const json = {
      file,
      ok: errors.length === 0,
      errors: errors.length,
      warnings: findings.length - errors.length,
      findings: findings.map(jsonOf),
      ...(reopening === undefined ? {} : { reopens: reopening.map((one) => ({ ...one })) }),
    };
    const [first] = errors;
    if (first === undefined)
      return {
        json,
        text: textOf(findings, nextCommand(invocation, `policy explain ${shellWord(file)}`), invocation.terminal),
      };
    return {
      json: { code: first.id, ...json },
      text: textOf(findings, undefined, invocation.terminal),
      code: first.id,
    };
  },
};

type Looked = { readonly findings: readonly PolicyFinding[]; readonly reopening?: readonly Reopened[] };

/** What cannot be read as a document at all is one finding, with line and column in its detail. */
async function lookedAt(file: string, invocation: Invocation): Promise<Looked> {
  try {
    return await lookAt(await readPolicyDocument(file), invocation);
  } catch (error) {
    if (!(error instanceof CountersignError || error instanceof AttestError) || !error.code.startsWith("policy.yaml-"))
      throw error;
    const [, at = "", text = error.detail] = /^(\d+:\d+): (.*)$/s.exec(error.detail) ?? [];
    const remedy = policyRemedy(error.code) ?? remedyFor(error.code);
    return {
      findings: [{ level: "error", id: error.code, at: `line ${at.replace(":", ", column ")}`, text, remedy }],
    };
  }
}

async function lookAt(document: JsonValue, invocation: Invocation): Promise<Looked> {
  const findings = checkPolicy(document, { crypto: nodeCrypto });
  const repo = invocation.value("against");
  if (repo === undefined || findings.some(({ level }) => level === "error")) return { findings };
  const all = checkPolicy(document, { crypto: nodeCrypto, paths: await pathsOf(document, invocation) });
  const log = await logAtHand(invocation);
  if (log === undefined) return { findings: all };
  const version = policyVersion(nodeCrypto, document);
  const place = placeOf(version.policy, { repository: invocation.value("repository"), ref: invocation.value("ref") });
  await using bench = await openBench(repo, place, invocation.home.env);
  const reopening = await reopened(bench, log, version);
  const next = (requirement: string, tip: string) => baselineCommand(invocation, repo, requirement, tip);
  return { findings: [...all, ...reopening.map((one) => asWarning(one, next))], reopening };
}

function baselineCommand(invocation: Invocation, repo: string, requirement: string, tip: string): string {
  return nextCommand(
    invocation,
    `baseline --repo ${shellWord(repo)} --commit ${tip} --requirements ${shellWord(requirement)}`,
  );
}

/** Whoever publishes the version publishes the baseline right after it; until then nothing can be deployed. */
function asWarning(
  { environment, requirement, unsettled, commits, tip, error }: Reopened,
  next: (requirement: string, tip: string) => string,
): PolicyFinding {
  if (error !== undefined)
    return {
      level: "warning",
      id: "reopens",
      at: requirement,
      text: `Nobody can say whether ${requirement} is open again for ${environment}: ${error}.`,
      remedy: remedyFor(error),
    };
  const why = unsettled ? "no baseline settles it" : "what is approved or settled now does not meet it";
  const shown = commits.slice(-3).map(shortId).join(", ");
  const which = commits.length === 0 ? "" : `: ${commits.length > 3 ? "… " : ""}${shown}`;
  return {
    level: "warning",
    id: "reopens",
    at: requirement,
    text: `${requirement} is open again for ${environment}, since ${why}; ${count(commits.length, "commit")} above the newest baseline${which}.`,
    remedy: `Publish it together with a baseline for ${requirement} that its role signs: ${next(requirement, tip)}`,
  };
}

async function pathsOf(
  document: JsonValue,
  { value, home }: Invocation,
): Promise<ReadonlyMap<string, readonly Path[]>> {
  const { repository, ref } = placeOf(parsePolicy(document), { repository: value("repository"), ref: value("ref") });
  return new Map([
    [
      repository.id,
      await tipPaths({ repo: value("against") ?? ".", ref, oldDefects: repository.oldHeaderDefects }, home.env),
    ],
  ]);
}

function jsonOf(finding: PolicyFinding): JsonValue {
  return { ...finding };
}

function textOf(findings: readonly PolicyFinding[], next: string | undefined, terminal: Terminal): string {
  const lines = findings.flatMap(({ level, id, at, text, remedy }) => [
    `${level === "error" ? terminal.red("error") : terminal.yellow("warning")} ${terminal.bold(id)}${at === "" || text.startsWith(at) ? "" : ` at ${harmless(at)}`}`,
    `  ${harmless(withoutLookAlikes(text))}`,
    ...(remedy === "" ? [] : [`  ${terminal.dim("→")} ${harmless(remedy)}`]),
  ]);
  const errors = findings.filter(({ level }) => level === "error").length;
  const sum =
    errors > 0
      ? `not valid: ${count(errors, "error")}, ${count(findings.length - errors, "warning")}`
      : `valid, ${count(findings.length, "warning")}`;
  return [...lines, sum, ...(next === undefined ? [] : [`next: ${harmless(next)}`])].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
