import { displayPath } from "@countersign/core";
import type { LoggedReview, Packet, PacketName, RequirementStanding } from "@countersign/core";
import { aligned, countsOf, kindOf, oneLine, requirementLines, saidLines, titleOf } from "./change-text.ts";
import { titleOf as generatedTitle } from "@countersign/reviewers/title";
import { analysisSections } from "./analysis-text.ts";
import { splitLines, splitTitle } from "./split-advice.ts";
import type { SplitAdvice } from "./split-advice.ts";
import { submoduleLines } from "./submodule-moves.ts";
import type { Terminal } from "./terminal.ts";
import { harmless } from "./terminal.ts";
import { wrapped } from "./wrapped.ts";

/** What is said about a packet beside the packet itself. */
export type Around = {
  /** The packet as the change record and every decision name it. */
  readonly name: PacketName;
  readonly requirements: readonly RequirementStanding[];
  readonly reviews: readonly LoggedReview[];
  /** Submodules that move although the policy does not name them. */
  readonly submodules: readonly string[];
  /** How it had better be proposed, where it mixes what can be decided apart. */
  readonly split?: SplitAdvice;
  /** The change that the proposal is now, where it has moved on. */
  readonly replacedBy?: string;
};

/** A packet for people, without the lines of its contents. */
export function packetText(
  packet: Packet,
  { name, requirements, reviews, replacedBy, submodules, split }: Around,
  terminal: Terminal,
): string {
  const { change, findings } = packet;
  return [
    ...wrapped(oneLine(generatedTitle(findings, change.entries.length)), 0, 2).map(terminal.bold),
    `by the author: ${titleOf(change)}`,
    ...(replacedBy === undefined ? [] : [terminal.yellow(`Replaced: the proposal is now change ${replacedBy}`)]),
    ...analysisSections(packet, terminal).flatMap(([title, lines]) => section(title, lines)),
    ...(split === undefined ? [] : section(splitTitle(split), splitLines(split, tips(change), terminal))),
    ...section("", aligned(identity(packet, name))),
    ...section("What the author says", claimLines(packet)),
    ...section(`Changes ${countsOf(change)}`, entryLines(packet)),
    ...section("Submodules", submoduleLines(submodules).map(terminal.red)),
    ...section("Contributors", contributorLines(packet)),
    ...section("Who must decide", requirementLines(requirements, terminal)),
    ...section("Said so far", reviews.length === 0 ? ["  nothing"] : saidLines(reviews, change.change, terminal)),
  ].join("\n");
}

function tips({ base, head }: Packet["change"]): { readonly base: string; readonly head: string } {
  return { base: base.gitCommit, head: head.gitCommit };
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return title === "" ? ["", ...lines] : ["", title, ...lines];
}

function identity(
  { change, detectors }: Packet,
  { sha256, renderer }: PacketName,
): readonly (readonly [string, string])[] {
  const { repository, ref, base, head, result, proposal, previous, policy } = change;
  return [
    ["change", change.change],
    ["repository", `${repository.id} (${repository.uri})`],
    ["ref", ref],
    ...(proposal === undefined ? [] : ([["proposal", oneLine(proposal)]] as const)),
    ["base", `${base.gitCommit}, tree ${base.gitTree}`],
    ["head", `${head.gitCommit}, ${change.commits} ${change.commits === 1 ? "commit" : "commits"}`],
    ["result", `tree ${result.gitTree}`],
    ["content", change.changeDigest],
    ["packet", `${sha256} by ${renderer}`],
    ["policy", `version ${policy.version}, ${policy.sha256}`],
    ["detectors", `${detectors.version}, ${detectors.sha256}`],
    ...previous.map((id) => ["before", id] as const),
  ];
}

function claimLines({ change: { claim } }: Packet): readonly string[] {
  return claim.text === ""
    ? []
    : harmless(claim.text)
        .split("\n")
        .map((line) => `  ${line}`);
}

function entryLines({ change, coverage }: Packet): readonly string[] {
  return change.entries.flatMap((entry, at) => {
    const { path, oldMode, newMode, oldSha256, newSha256 } = entry;
    const mode =
      kindOf(entry) === "changed" && oldMode !== newMode
        ? `${oldMode} → ${newMode}`
        : newMode === "000000"
          ? oldMode
          : newMode;
    const sha256 = newSha256 === "-" ? oldSha256 : newSha256;
    return [
      `  ${kindOf(entry).padEnd(8)}${displayPath(path)}`,
      `          mode ${mode}, ${bytesOf(coverage[at]?.bytes ?? 0)}, sha256 ${sha256}`,
    ];
  });
}

function bytesOf(count: number): string {
  return `${count} ${count === 1 ? "byte" : "bytes"}`;
}

function contributorLines({ change: { contributors, pushers } }: Packet): readonly string[] {
  const people = contributors.map(
    ({ name, email, as }) => `  ${oneLine(`${name} <${email}>`)}${as.length === 0 ? "" : ` = ${as.join(", ")}`}`,
  );
  return [
    ...people,
    pushers.length === 0 ? "  nobody is recorded as having pushed it" : `  pushed by ${pushers.join(", ")}`,
  ];
}
