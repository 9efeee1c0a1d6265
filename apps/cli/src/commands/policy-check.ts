import { AttestError } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError, checkPolicy, parsePolicy, policyRemedy, remedyFor } from "@countersign/core";
import type { Path, PolicyFinding } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Command, Invocation } from "../command.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { placeOf } from "../place.ts";
import { readPolicyDocument } from "../policy-file.ts";
import { harmless } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { tipPaths } from "../tip-paths.ts";

export const policyCheckCommand: Command = {
  name: "policy check",
  summary: "everything that is wrong with a policy, and what holds less than it seems to",
  usage: "policy check FILE [--against REPO]",
  details: "Errors make the policy invalid (exit 6, with the code of the first). Warnings do not.",
  options: {
    against: { value: "REPO", help: "a clone: tells of patterns that match no path of the protected ref's tip" },
    repository: { value: "ID", help: "which repository of the policy that is; not needed if it has only one" },
    ref: { value: "REF", help: "whose tip to look at; not needed if the repository has only one" },
  },
  positionals: [1, 1],
  examples: ["policy check policy.yaml", "policy check policy.yaml --against . --json"],
  async run(invocation) {
    const [file = ""] = invocation.positionals;
    const findings = await findingsOf(file, invocation);
    const errors = findings.filter(({ level }) => level === "error");
    const json = {
      file,
      ok: errors.length === 0,
      errors: errors.length,
      warnings: findings.length - errors.length,
      findings: findings.map(jsonOf),
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

/** What cannot be read as a document at all is one finding, with line and column in its detail. */
async function findingsOf(file: string, invocation: Invocation): Promise<readonly PolicyFinding[]> {
  try {
    const document = await readPolicyDocument(file);
    const findings = checkPolicy(document, { crypto: nodeCrypto });
    if (invocation.value("against") === undefined || findings.some(({ level }) => level === "error")) return findings;
    return checkPolicy(document, { crypto: nodeCrypto, paths: await pathsOf(document, invocation) });
  } catch (error) {
    if (!(error instanceof CountersignError || error instanceof AttestError) || !error.code.startsWith("policy.yaml-"))
      throw error;
    const [, at = "", text = error.detail] = /^(\d+:\d+): (.*)$/s.exec(error.detail) ?? [];
    return [
      {
        level: "error",
        id: error.code,
        at: `line ${at.replace(":", ", column ")}`,
        text,
        remedy: policyRemedy(error.code) ?? remedyFor(error.code),
      },
    ];
  }
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
    `  ${harmless(text)}`,
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
