import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { formatHex } from "@countersign/attest";
import { readGrammar } from "@countersign/adapters/grammars";
import { contentStore, openFolder } from "@countersign/adapters/files";
import { fetchAvailable, openRepository } from "@countersign/adapters/git";
import {
  CHECKPOINT,
  CountersignError,
  auditFindings,
  formatTime,
  judgeDeployments,
  lateApprovals,
  lenientStore,
  readerAhead,
  publishedLines,
  recomputeChange,
  recordFindings,
} from "@countersign/core";
import type { AuditFinding, LogContents, ReadLog, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { parseCheckpoint, parseNote, rebuildLog } from "@countersign/tlog";
import { FOLLOW_DETAILS, FOLLOW_OPTIONS, refuseFollowOptions } from "../audit-follow-options.ts";
import { classifyWith } from "@countersign/reviewers/pinned";
import type { Command, Invocation, Outcome } from "../command.ts";
import { newerCheckpoint, newerJson, newerText } from "../newer-checkpoint.ts";
import { readRoot } from "../pinned-root.ts";
import { readBundleFile } from "../judging.ts";
import { receiptFindings } from "../receipt-findings.ts";
import { openMirrored } from "../source.ts";
import { harmless } from "../terminal.ts";

export const auditCommand: Command = {
  name: "audit",
  summary: "follow a whole log from its first leaf and verify everything in it",
  usage: "audit --log DIR|FILE --root FILE [--repo PATH] [--verdicts DIR] [--running FILE] [--follow …]",
  details:
    "Verifies every leaf, its evidence and every signature against the policy in force there, the policies among themselves, the checkpoint and its cosignatures, " +
    "and that the stored tiles are those of the tree. With --repo, recomputes every captured change from Git objects, and judges every deployment by the log as it stood before it. Compares receipts with their verdicts, those that a home keeps or those in a folder of yours, and with --running what runs with the receipts: a place outside every environment, or something that no receipt and no verdict stand for, is found. Lists break-glass and incidents that are open. Exits with 0 when there is nothing to report, else with 6.\n\n" +
    FOLLOW_DETAILS,
  options: {
    log: {
      value: "DIR|FILE",
      help: "a home or a copy of one (log/ and evidence/ in it), or a bundle file; with --follow also the URL of a log server, or of a mirror (…/logs/HASH)",
    },
    root: { value: "FILE", help: "the pinned root.json" },
    repo: {
      value: "PATH",
      many: true,
      help: "recompute captured changes and judge deployments from this repository (with --follow: ID=PATH or ID=URL, several times)",
    },
    verdicts: { value: "DIR", help: "signed verdicts as files (default: those that the home DIR keeps)" },
    running: {
      value: "FILE",
      help: 'an inventory of what runs: {"running": [{"target": "eu/ranker", "repository": ID, "environment": ID, "commit": …, "artifact"?: "sha256:…"}]}',
    },
    ...FOLLOW_OPTIONS,
  },
  examples: [
    "audit --log log.bundle --root root.json",
    "audit --log ~/.local/state/countersign --root root.json --repo . --json",
    "audit --log log.bundle --root root.json --verdicts verdicts --running clusters.json",
    "audit --log ~/.local/state/countersign --root root.json --follow --state monitor --repo github:123456=https://github.com/acme/feed",
  ],
  async run(invocation) {
    if (invocation.given("follow")) {
      if (invocation.given("running"))
        throw new CountersignError("usage.follow", "--running is compared with the log once, without --follow");
      return (await import("../audit-follow.ts")).followLog(invocation);
    }
    refuseFollowOptions(invocation);
    const root = await readRoot(invocation.required("root"));
    const path = resolve(invocation.required("log"));
    const found = await readAnyLog(path, root, invocation).catch(unreadable);
    if ("index" in found) return unreadableOutcome(root, found, invocation);
    const { read, tiles } = found;
    const recomputed = await recomputeAll(read.contents, invocation);
    const { contents } = read;
    const receipts = await receiptFindings(contents, path, {
      verdicts: invocation.value("verdicts"),
      running: invocation.value("running"),
    });
    const late = invocation.value("repo") === undefined ? lateApprovals(contents) : [];
    const records = [...recordFindings(contents), ...receipts, ...late];
    const all = [...auditFindings(read), ...tiles, ...records, ...recomputed.problems];
    const problems = all.toSorted((a, b) => a.index - b.index);
    const decisions = contents.reviews.length;
    const newer = await newerCheckpoint(path, contents);
    const json = {
      ok: problems.length === 0,
      size: contents.size,
      root: formatHex(contents.root),
      decisions,
      newer: newerJson(newer),
      problems: problems.map((one) => ({ ...one })),
      ...recomputed.counts,
    };
    return {
      json,
      text: auditText(contents, problems, [recomputed.text, newerText(newer, contents.size)], invocation),
      ...(problems.length === 0 ? {} : { code: "audit.findings" }),
    };
  },
};

/** Without the evidence of its first policy nothing of a log can be verified: that is the finding, and the only one. */
function unreadable(error: unknown): AuditFinding {
  if (error instanceof CountersignError && error.code.startsWith("bundle.evidence-"))
    return { index: 0, code: error.code, message: error.detail };
  throw error;
}

function unreadableOutcome({ log }: Root, problem: AuditFinding, { terminal }: Invocation): Outcome {
  const title = `${terminal.red(terminal.bold("FINDINGS"))}  ${harmless(log.origin)}: nothing can be verified without its first policy`;
  return {
    json: { ok: false, problems: [{ ...problem }] },
    text: [title, problemLine(problem, terminal)].join("\n"),
    code: "audit.findings",
  };
}

function problemLine({ index, code, message, follows }: AuditFinding, terminal: Invocation["terminal"]): string {
  const name = follows === undefined ? terminal.bold(code) : terminal.dim(`${code}, follows from leaf ${follows}`);
  return `  leaf ${index}  ${name}: ${harmless(message)}`;
}

type AnyLog = { readonly read: ReadLog; readonly tiles: readonly AuditFinding[] };

async function readAnyLog(path: string, root: Root, { terminal }: Invocation): Promise<AnyLog> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new CountersignError("files.missing", `${path} does not exist`);
  if (!found.isDirectory()) return { read: await readBundleFile(path, root), tiles: [] };
  const files = await openFolder(path);
  const note = await files.get(CHECKPOINT);
  if (note === undefined) throw new CountersignError("log.empty", `${path} has no ${CHECKPOINT}`);
  const evidence = lenientStore(contentStore(await openFolder(join(path, "evidence"))));
  // Only how many leaves to read: whose key had to sign is known when the policies among them are, and asked at the end.
  const { size } = parseCheckpoint(nodeCrypto, parseNote(note).text);
  const reader = readerAhead(nodeCrypto, root);
  const leaves: Uint8Array[] = [];
  for await (const { leaf } of reader.read(publishedLines({ files, evidence }, 0, size), (line) => line)) {
    leaves.push(leaf);
    if (leaves.length % 1000 === 0) terminal.progress(`${leaves.length} of ${size} leaves`);
  }
  const read = reader.finish(note);
  return { read, tiles: await compareTiles(files, leaves) };
}

/** Stored tiles that are not those of the tree; `index` is the first leaf that the file is about. */
async function compareTiles(
  files: Awaited<ReturnType<typeof openFolder>>,
  leaves: readonly Uint8Array[],
): Promise<readonly AuditFinding[]> {
  const problems: AuditFinding[] = [];
  for (const { path, bytes } of rebuildLog(nodeCrypto, leaves)) {
    const stored = await files.get(`log/${path}`);
    if (stored !== undefined && Buffer.compare(stored, bytes) === 0) continue;
    problems.push({
      index: 0,
      code: "audit.tile",
      message: `${path} ${stored === undefined ? "is missing" : "is not what the leaves give"}`,
    });
  }
  return problems;
}

type RecomputedAll = {
  readonly problems: readonly AuditFinding[];
  readonly counts: { readonly [name: string]: number };
  readonly text: string;
};

async function recomputeAll(log: LogContents, { value, home, terminal }: Invocation): Promise<RecomputedAll> {
  const repo = value("repo");
  if (repo === undefined) return { problems: [], counts: {}, text: "" };
  await using mirrored = await openMirrored(repo, home.env);
  await using repository = openRepository(mirrored.mirror);
  const wishes = [
    ...log.changes.flatMap(({ record }) => [record.base.gitCommit, record.head.gitCommit]),
    ...log.deployments.map(({ record }) => record.commit),
  ];
  const skipList = log.policy.policy.repositories.flatMap(({ oldHeaderDefects }) => oldHeaderDefects);
  await fetchAvailable(mirrored.mirror, mirrored.source, [...new Set(wishes)], skipList);
  const problems: AuditFinding[] = [];
  let unavailable = 0;
  for (const [at, change] of log.changes.entries()) {
    const answer = await recomputeChange(nodeCrypto, repository, log, change);
    if (answer === "unavailable") unavailable += 1;
    else if (answer !== "same") problems.push(answer);
    terminal.progress(`${at + 1} of ${log.changes.length} changes`);
  }
  const recomputed = log.changes.length - unavailable;
  const deployed = await judgeDeployments({ crypto: nodeCrypto, repository, classify: classifyWith(readGrammar) }, log);
  return {
    problems: [...problems, ...deployed.problems],
    counts: { recomputed, unavailable, unjudged: deployed.unavailable.length },
    text: `${recomputed} of ${log.changes.length} changes recomputed from objects, ${unavailable} not available; ${deployed.unavailable.length} deployments not judged`,
  };
}

function auditText(
  contents: LogContents,
  problems: readonly AuditFinding[],
  notes: readonly string[],
  { terminal }: Invocation,
): string {
  const ok = problems.length === 0;
  return [
    `${ok ? terminal.green(terminal.bold("OK")) : terminal.red(terminal.bold("FINDINGS"))}  ${harmless(contents.origin)}, ${contents.size} leaves, root ${formatHex(contents.root)}`,
    `  ${counts(contents)}`,
    ...(contents.time === undefined
      ? ["  no witness vouches for a time"]
      : [`  witnessed ${formatTime(contents.time)}`]),
    ...notes.flatMap((note) => (note === "" ? [] : [`  ${note}`])),
    ...problems.map((problem) => problemLine(problem, terminal)),
  ].join("\n");
}

function counts({ policies, baselines, changes, reviews, deployments }: LogContents): string {
  const rows = [
    [policies.length, "policy version"],
    [baselines.length, "baseline"],
    [changes.length, "change"],
    [reviews.length, "decision"],
    // Its receipts name one verdict: started, then succeeded.
    [new Set(deployments.map(({ record }) => record.verdict)).size, "deployment"],
  ] as const;
  return rows.map(([number, noun]) => `${number} ${noun}${number === 1 ? "" : "s"}`).join(", ");
}
