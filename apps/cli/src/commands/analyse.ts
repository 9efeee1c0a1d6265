import { readers } from "@countersign/service/analysis";
import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { analyse, ROLES, titleOf } from "@countersign/reviewers";
import type { Analysis } from "@countersign/reviewers";
import { openAnalysed } from "../analysed-repository.ts";
import { analysisJson } from "../analysis-json.ts";
import { analysisSections } from "../analysis-text.ts";
import { aligned, oneLine } from "../change-text.ts";
import type { Command, Invocation } from "../command.ts";
import { earlierChanges } from "@countersign/service/analysis";
import { repositoryAbove } from "../git-work-tree.ts";
import { claimText } from "../ledger-text.ts";
import { EVERYTHING, plainChange } from "../plain-change.ts";
import type { PlainChange } from "../plain-change.ts";
import { splitAdvice, splitJson, splitLines, splitTitle } from "../split-advice.ts";
import type { SplitAdvice } from "../split-advice.ts";
import type { Terminal } from "../terminal.ts";
import { wrapped } from "../wrapped.ts";

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
    const history = earlierChanges(repository, readers(), change.base.gitCommit);
    const whole = await analyse(repository, readers(), change, EVERYTHING, { inventory: change.root, history });
    const analysis = {
      ...whole,
      findings: whole.findings.filter(({ roles }) => role === undefined || roles.includes(role)),
    };
    const split = change.root ? undefined : splitAdvice({ ...whole, entries: change.entries });
    return {
      json: { ...json(change, head, analysis), ...(split === undefined ? {} : { split: splitJson(split) }) },
      text: [
        text(invocation, change, head, analysis),
        ...(split === undefined ? [] : advice(split, change.base.gitCommit, head, terminal)),
      ].join("\n"),
    };
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
    ["files", sum(coverage.map(({ lines }) => lines))],
    ["claim", explainedText(analysis)],
    ["detectors", `${analysis.detectors.version}, ${analysis.detectors.sha256}`],
  ] as const;
  return [
    ...wrapped(oneLine(titleOf(findings, change.entries.length)), 0, 2).map(terminal.bold),
    ...aligned(rows),
    ...sections(analysis, terminal),
  ].join("\n");
}

function advice(split: SplitAdvice, base: string, head: string, terminal: Terminal): readonly string[] {
  return ["", splitTitle(split), ...splitLines(split, { base, head }, terminal)];
}

function sections(analysis: Analysis, terminal: Terminal): readonly string[] {
  // What the author's text explains stands above.
  const { claim: _, ...ledgers } = analysis.ledgers;
  return analysisSections({ ...analysis, ledgers }, terminal).flatMap(([title, lines]) =>
    lines.length === 0 ? [] : ["", title, ...lines],
  );
}

function sum(numbers: readonly number[]): string {
  const lines = numbers.reduce((all, one) => all + one, 0);
  return `${numbers.length} that changed, of ${lines} ${lines === 1 ? "line" : "lines"} ${numbers.length === 1 ? "" : "together"}`.trimEnd();
}

function explainedText({ ledgers }: Pick<Analysis, "ledgers">): string {
  const [row] = ledgers["claim"] ?? [];
  return row === undefined ? "nothing to be explained" : claimText(row);
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
