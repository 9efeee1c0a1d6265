import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { analyse, ROLES, titleOf } from "@countersign/reviewers";
import type { Analysis } from "@countersign/reviewers";
import { openAnalysed } from "../analysed-repository.ts";
import { analysisJson } from "../analysis-json.ts";
import { analysisSections } from "../analysis-text.ts";
import { aligned, oneLine } from "../change-text.ts";
import type { Command, Invocation } from "../command.ts";
import { repositoryAbove } from "../git-work-tree.ts";
import { EVERYTHING, plainChange } from "../plain-change.ts";
import type { PlainChange } from "../plain-change.ts";
import { readers } from "@countersign/service/analysis";
import type { Terminal } from "../terminal.ts";

export const analyseCommand: Command = {
  name: "analyse",
  summary: "say what a change does to a recommender, in any repository, without policy or log",
  usage: "analyse [--repo PATH] [--base REV] [--head REV] [--role ROLE]",
  details:
    "Fetches the commits into a mirror, and tells what changes between them: a title of its own, what the author's text leaves out, findings by risk, differences of the ledgers (parameters, pipelines, lists of people, features, data flows, models), and what nobody could analyse. " +
    "Without --base a commit is compared with its first parent; the first commit of a history gives an inventory. Nothing of the repository is executed, imported or followed, and nothing is decided: the exit is 0 whatever is found.",
  options: {
    repo: { value: "PATH", help: "a repository; it is only fetched from (default: the present folder)" },
    base: { value: "REV", help: "the commit that the head would be merged onto (default: the head's first parent)" },
    head: { value: "REV", help: "the commit to look at (default: HEAD)" },
    role: { value: "ROLE", help: `findings of one role only: ${ROLES.map(({ id }) => id).join(" or ")}` },
    mirror: { value: "DIR", help: "keep the mirror there, and fetch only what is new next time" },
  },
  examples: ["analyse --repo ../feed --head main~3", "analyse --base main --head tune --role data-guard --json"],
  async run(invocation) {
    const { value, terminal } = invocation;
    const role = roleOf(value("role"));
    await using opened = await openAnalysed(invocation, await repositoryAbove(value("repo") ?? "."));
    const { repository, resolve } = opened;
    const head = await resolve(value("head") ?? "HEAD");
    const named = value("base");
    const change = await plainChange(repository, head, named === undefined ? undefined : await resolve(named));
    terminal.progress(`analysing ${change.entries.length} files`);
    const whole = await analyse(repository, readers(), change, EVERYTHING, { inventory: change.root });
    const analysis = {
      ...whole,
      findings: whole.findings.filter(({ roles }) => role === undefined || roles.includes(role)),
    };
    return { json: json(change, head, analysis), text: text(invocation, change, head, analysis) };
  },
};

function roleOf(text: string | undefined): string | undefined {
  if (text === undefined || ROLES.some(({ id }) => id === text)) return text;
  throw new CountersignError("usage.option", `--role is ${ROLES.map(({ id }) => id).join(" or ")}`);
}

function text({ terminal }: Invocation, change: PlainChange, head: string, analysis: Analysis): string {
  const { findings, coverage } = analysis;
  const rows = [
    ["author", oneLine(change.claim.title)],
    ["base", change.root ? "none: the beginning of a history" : change.base.gitCommit],
    ["head", head],
    ["lines", sum(coverage.map(({ lines }) => lines))],
    ["claim", claimText(analysis)],
    ["detectors", `${analysis.detectors.version}, ${analysis.detectors.sha256}`],
  ] as const;
  return [
    terminal.bold(oneLine(titleOf(findings, change.entries.length))),
    ...aligned(rows),
    ...sections(analysis, terminal),
  ].join("\n");
}

function sections(analysis: Analysis, terminal: Terminal): readonly string[] {
  return analysisSections(analysis, terminal).flatMap(([title, lines]) =>
    lines.length === 0 ? [] : ["", title, ...lines],
  );
}

function sum(numbers: readonly number[]): string {
  return `${numbers.reduce((all, one) => all + one, 0)} in ${numbers.length} ${numbers.length === 1 ? "file" : "files"}`;
}

/** Which share of the change the author's text explains. */
function claimText({ ledgers }: Pick<Analysis, "ledgers">): string {
  const [row] = ledgers["claim"] ?? [];
  if (typeof row !== "object" || row === null || Array.isArray(row)) return "nothing to be explained";
  const { lines, explained } = row as JsonObject;
  return `the author's text explains ${String(explained)} of ${String(lines)} changed lines`;
}

function json(change: PlainChange, head: string, analysis: Analysis): JsonObject {
  return {
    title: titleOf(analysis.findings, change.entries.length),
    base: change.root ? null : change.base.gitCommit,
    head,
    claim: change.claim,
    ...analysisJson(analysis),
  };
}
