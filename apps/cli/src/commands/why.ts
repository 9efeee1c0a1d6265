import { resolveRevision } from "@countersign/adapters/git";
import { askedBy, changeStanding, findChange } from "@countersign/core";
import type { LogContents, Packet, Verdict } from "@countersign/core";
import { contentsOf, keptPacket, publishedLog, workInHome } from "@countersign/home";

import type { Command, Invocation, Outcome } from "../command.ts";
import { LOOKING_OPTIONS, readDecisionLog } from "../decision-log.ts";
import { repositoryAbove } from "../git-work-tree.ts";
import { judgeCommit } from "../judging.ts";
import { nextLook } from "../log-view.ts";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { placeOf } from "../place.ts";
import { openMirrored } from "../source.ts";
import { splitAdvice, splitJson, splitLines, splitTitle } from "../split-advice.ts";
import { harmless, shortId } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { residualPath, verdictJson } from "../verdict-text.ts";
import { awaitingIn, awaitingText } from "../waiting-text.ts";
import { strictestEnvironment } from "./check.ts";

export const whyCommand: Command = {
  name: "why",
  summary: "why is this change or commit allowed or blocked, and who can unblock it?",
  usage: "why CHANGE | COMMIT [--repo PATH] [--env ENV] [--repository ID] [--ref REF] [--bundle FILE --root FILE]",
  details:
    "A change id (16 digits or more) tells how the change stands by itself. A commit is judged as the gate would judge it now; it ends with 0 whatever the verdict is: it explains and decides nothing.",
  options: {
    repo: { value: "PATH", help: "the repository that has the commit (default: the present folder)" },
    env: { value: "ENV", help: "the environment (default: the one that requires most)" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
    ...LOOKING_OPTIONS,
  },
  positionals: [1, 1],
  examples: [
    "why 9f86d081884c7d65",
    "why HEAD --repo . --env production-eu",
    "why HEAD --repo . --bundle log.bundle --root root.json",
  ],
  async run(invocation) {
    const name = invocation.positionals[0] ?? "";
    if (invocation.value("bundle") !== undefined || invocation.value("root") !== undefined) {
      const log = await readDecisionLog(invocation);
      return isChange(log, name) ? whyChange(invocation, log, name) : whyCommit(invocation, log, name);
    }
    await using opened = await workInHome(invocation.home);
    const contents = contentsOf(opened);
    if (isChange(contents, name))
      return await whyChange(invocation, contents, name, await keptPacket(opened, findChange(contents, name).record));
    const awaiting = await awaitingIn(opened);
    if (awaiting !== undefined) invocation.terminal.note(awaitingText(awaiting));
    // Not before it is done: the home is in use until then, and what it throws would be nobody's meanwhile.
    return await whyCommit(invocation, await publishedLog(opened), name);
  },
};

function isChange({ changes }: LogContents, name: string): boolean {
  return /^[0-9a-f]{16,64}$/.test(name) && changes.some(({ record }) => record.change.startsWith(name));
}

/** With its packet, requirements by class claim what was found, and a change that mixes too much says so. */
function whyChange(invocation: Invocation, log: LogContents, name: string, packet?: Packet): Outcome {
  const { terminal } = invocation;
  const { record, leaf } = findChange(log, name);
  const requirements = changeStanding(log, record, packet === undefined ? {} : askedBy(packet));
  const split = packet && splitAdvice({ ...packet, entries: record.entries }, log.policy.policy);
  const open = requirements.filter(({ state }) => state === "UNSATISFIED");
  const rows = requirements.map(({ id, state, role, count, needs }) => ({
    line: `${paint(state, terminal)} ${harmless(id)} (${count} of ${harmless(role)})`,
    under: needs === "" ? [] : [{ line: harmless(needs), under: [] }],
  }));
  const next =
    open.length === 0
      ? ""
      : `next: ${nextLook(invocation, `approve ${shortId(record.change)} --role ${open[0]?.role} --key FILE`)}`;
  return {
    json: {
      change: record.change,
      leaf: { index: leaf },
      requirements: requirements.map((one) => ({ ...one })),
      ...(split === undefined ? {} : { split: splitJson(split) }),
    },
    text: [
      `change ${shortId(record.change)}, leaf ${leaf}: ${open.length === 0 ? "everything it needs is there" : "something is missing"}`,
      ...tree(rows),
      ...(split === undefined || open.length === 0
        ? []
        : [
            splitTitle(split),
            ...splitLines(split, { base: record.base.gitCommit, head: record.head.gitCommit }, terminal),
          ]),
      ...(next === "" ? [] : [next]),
    ].join("\n"),
  };
}

async function whyCommit(invocation: Invocation, log: LogContents, name: string): Promise<Outcome> {
  const { value, home, terminal } = invocation;
  const place = placeOf(log.policy.policy, { repository: value("repository"), ref: value("ref") });
  const repo = await repositoryAbove(value("repo") ?? ".");
  const kept = value("bundle") === undefined ? { keep: mirrorFolder(home, place.repository.id) } : {};
  await using mirrored = await openMirrored(repo, home.env, kept.keep);
  const { oid } = await resolveRevision(mirrored.mirror, mirrored.source, name, {
    skipList: place.repository.oldHeaderDefects,
  });
  const environment = value("env") ?? strictestEnvironment(log.policy.policy);
  const request = { repo, commit: oid, environment, repository: place.repository.id, ref: place.ref, ...kept };
  const verdict = await judgeCommit(log, request, invocation);
  return { json: verdictJson(verdict), text: verdictTree(verdict, terminal) };
}

type Node = { readonly line: string; readonly under: readonly Node[] };

function verdictTree(verdict: Verdict, terminal: Terminal): string {
  const { decision, code, commit, environment, requirements, edges, reasons } = verdict;
  const rows: readonly Node[] = [
    ...requirements.map(({ id, state, role, count, settled }) => ({
      line: `${paint(state, terminal)} ${harmless(id)} (${count} of ${harmless(role)})`,
      under: [
        {
          line: settled === undefined ? "settled by no baseline on this line" : `settled up to ${shortId(settled)}`,
          under: [],
        },
      ],
    })),
    ...edges.filter(({ state }) => state !== "not-applicable").map((edge) => edgeNode(edge, terminal)),
    ...reasons.map(({ code: reason, message, remedy }) => ({
      line: `${terminal.bold(reason)}: ${harmless(message)}`,
      under: [{ line: `→ ${harmless(remedy)}`, under: [] }],
    })),
  ];
  return [`${decision} ${code}: ${shortId(commit)} → ${harmless(environment)}`, ...tree(rows)].join("\n");
}

function edgeNode(edge: Verdict["edges"][number], terminal: Terminal): Node {
  const approvals = edge.approvals.map(
    ({ person, role, leaf, change }) =>
      `${harmless(person)} (${harmless(role)}) approved change ${shortId(change)} at leaf ${leaf}`,
  );
  const residual = edge.residual.map(({ path, status }) => `${status} ${residualPath(path)}`);
  const under = [...approvals, ...residual].map((line) => ({ line, under: [] }));
  return { line: `${paint(edge.state, terminal)} ${shortId(edge.from)}..${shortId(edge.to)}`, under };
}

function paint(state: string, terminal: Terminal): string {
  if (["SATISFIED", "covered"].includes(state)) return terminal.green(state);
  return ["NOT_APPLICABLE", "not-applicable"].includes(state) ? terminal.dim(state) : terminal.yellow(state);
}

function tree(nodes: readonly Node[], indent = ""): readonly string[] {
  return nodes.flatMap(({ line, under }, index) => {
    const last = index === nodes.length - 1;
    return [`${indent}${last ? "└─" : "├─"} ${line}`, ...tree(under, `${indent}${last ? "   " : "│  "}`)];
  });
}
