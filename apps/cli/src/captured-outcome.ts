import { systemClock } from "@countersign/adapters/time";
import { askedBy, changeStanding, checkPacket, reviewsOf } from "@countersign/core";
import type { Capture, ChangeRecord, LoggedReview, RequirementStanding } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "@countersign/home";
import type { OpenedHome, Placed } from "@countersign/home";
import { changeJson, requirementJson, reviewJson } from "./change-json.ts";
import { countsOf, firstPaths, oneLine, requirementLines, saidLines, titleOf } from "./change-text.ts";
import type { Invocation, Outcome } from "./command.ts";
import { nextCommand } from "./next-command.ts";
import { splitAdvice, splitTitle } from "./split-advice.ts";
import { submoduleLines, unnamedSubmodules } from "./submodule-moves.ts";
import { shortId } from "./terminal.ts";
import { waitingText } from "./waiting-text.ts";

/** What stands around a change that was just captured. */
type Around = {
  readonly requirements: readonly RequirementStanding[];
  readonly rejections: readonly LoggedReview[];
  readonly submodules: readonly string[];
  /** In how many changes it had better be proposed, where it mixes what can be decided apart. */
  readonly split?: string;
};

/** What to say of a change that is in the log: its place, what it changes, who must decide, and what was said of its content before. */
export function capturedOutcome(
  invocation: Invocation,
  opened: OpenedHome,
  { record, packet }: Extract<Capture, { outcome: "captured" }>,
  placed: Placed,
): Outcome {
  const { index, outcome } = placed.first;
  const around = aroundOf(opened, record, packet);
  const json = {
    ...changeJson(record),
    leaf: { index },
    outcome,
    waitingFor: placed.waitingFor,
    requirements: around.requirements.map(requirementJson),
    rejections: around.rejections.map(reviewJson),
    unnamedSubmodules: around.submodules,
  };
  const place = outcome === "present" ? `Already captured at leaf ${index}` : `Captured at leaf ${index}`;
  return {
    json,
    text: [
      `${place}: change ${shortId(record.change)}${waitingText(placed)}`,
      ...lines(invocation, record, around),
    ].join("\n"),
  };
}

function aroundOf(opened: OpenedHome, record: ChangeRecord, packet: Uint8Array): Around {
  const contents = contentsOf(opened);
  const checked = checkPacket(nodeCrypto, packet, record);
  const asked = askedBy(checked);
  const split = splitAdvice({ ...checked, entries: record.entries }, contents.policy.policy);
  return {
    requirements: changeStanding(contents, record, { ...asked, time: systemClock().now() }),
    rejections: reviewsOf(contents, record).filter((review) => review.record.decision === "reject"),
    submodules: unnamedSubmodules(contents, record),
    ...(split === undefined ? {} : { split: splitTitle(split) }),
  };
}

function lines(
  invocation: Invocation,
  record: ChangeRecord,
  { requirements, rejections, submodules, split }: Around,
): readonly string[] {
  const { terminal } = invocation;
  const { repository, ref, base, head, commits, contributors } = record;
  const people = contributors.map(({ name, email }) => oneLine(`${name} <${email}>`)).join(", ");
  const before = saidLines(rejections, record.change, terminal);
  return [
    `  ${terminal.bold(titleOf(record))}`,
    `  ${repository.id} ${ref}: ${shortId(base.gitCommit)}..${shortId(head.gitCommit)}, ${commits} ${commits === 1 ? "commit" : "commits"} by ${people}`,
    "",
    `Changes ${countsOf(record)}`,
    ...firstPaths(record.entries, 10),
    ...submoduleLines(submodules).map(terminal.red),
    ...(before.length === 0 ? [] : ["", terminal.red("This content was rejected before:"), ...before]),
    "",
    "Who must decide:",
    ...requirementLines(requirements, terminal),
    ...(split === undefined ? [] : [`  ${terminal.yellow(split)}; show says which`]),
    "",
    `next: ${nextCommand(invocation, `show ${shortId(record.change)}`)}`,
  ];
}
