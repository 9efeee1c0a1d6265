import type { JsonObject } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import {
  CountersignError,
  askedBy,
  changeStanding,
  changeState,
  revisionsOf,
  roleById,
  roleStandings,
} from "@countersign/core";
import type {
  ChangeRecord,
  ChangeState,
  LogContents,
  Logged,
  Packet,
  Policy,
  RequirementStanding,
  Revisions,
} from "@countersign/core";
import { requirementJson } from "../change-json.ts";
import { countsOf, oneLine, requirementLines, titleOf } from "../change-text.ts";
import type { Command, Invocation } from "../command.ts";
import { LOOKING_OPTIONS } from "../decision-log.ts";
import { nextLook, openLogView } from "../log-view.ts";
import { nextCommand } from "../next-command.ts";
import { submoduleLines, unnamedSubmodules } from "../submodule-moves.ts";
import { shortId } from "../terminal.ts";

type State = ChangeState | "replaced";

/** One line of the queue: a revision of a proposal, and how it stands. */
type Item = {
  readonly logged: Logged<ChangeRecord>;
  readonly state: State;
  readonly requirements: readonly RequirementStanding[];
  readonly revisions: Revisions;
};

export const queueCommand: Command = {
  name: "queue",
  summary: "list captured changes, and who must act on them",
  usage: "queue [--role ROLE] [--bundle FILE --root FILE]",
  details:
    "Newest proposals first, each with the revisions that it replaced. A change is `satisfied` when every requirement that claims it is met by what was said about its content; whether a commit may be deployed is the gate's to say.",
  options: { role: { value: "ROLE", help: "only what waits for people of this role" }, ...LOOKING_OPTIONS },
  examples: ["queue", "queue --role oracle --json", "queue --bundle reviewers.bundle --root root.json"],
  async run(invocation) {
    await using view = await openLogView(invocation);
    const { contents } = view;
    const role = invocation.value("role");
    if (role !== undefined) requireRole(contents.policy.policy, role);
    const proposals = revisionsOf(contents);
    const packets = await view.packets(proposals.map(({ newest }) => newest));
    const items = proposals.flatMap((revisions) => itemsOf(packets, contents, revisions));
    const wanted = role === undefined ? items : items.filter((item) => waitsFor(contents.policy.policy, item, role));
    return {
      json: { size: contents.size, changes: wanted.map((item) => itemJson(contents, item)) },
      text:
        wanted.length === 0
          ? empty(role)
          : [...wanted.map((item) => itemText(invocation, contents, item)), next(invocation, wanted)].join("\n\n"),
    };
  },
};

function requireRole(policy: Policy, role: string): void {
  if (roleById(policy, role) !== undefined) return;
  throw new CountersignError(
    "usage.role",
    `the policy has no role ${JSON.stringify(role)}; it has: ${policy.roles.map(({ id }) => id).join(", ")}`,
  );
}

function itemsOf(packets: ReadonlyMap<string, Packet>, contents: LogContents, revisions: Revisions): readonly Item[] {
  const { newest, replaced } = revisions;
  // Without its packet a change is in any class: the queue asks too many rather than nobody.
  const packet = packets.get(newest.record.change);
  const asked = packet === undefined ? {} : askedBy(packet);
  const requirements = changeStanding(contents, newest.record, { ...asked, time: systemClock().now() });
  return [
    { logged: newest, state: changeState(requirements), requirements, revisions },
    ...replaced.map((logged): Item => ({ logged, state: "replaced", requirements: [], revisions })),
  ];
}

function waitsFor(policy: Policy, { state, requirements }: Item, role: string): boolean {
  if (state === "replaced") return false;
  return roleStandings(policy, requirements).some((one) => one.role === role && one.state === "open");
}

function itemJson(contents: LogContents, { logged, state, requirements, revisions }: Item): JsonObject {
  const { record, leaf } = logged;
  return {
    change: record.change,
    state,
    leaf: { index: leaf },
    leavesSince: contents.size - 1 - leaf,
    title: record.claim.title,
    repository: record.repository.id,
    ref: record.ref,
    base: { commit: record.base.gitCommit },
    head: { commit: record.head.gitCommit },
    paths: record.entries.length,
    unnamedSubmodules: unnamedSubmodules(contents, record),
    ...(record.proposal === undefined ? {} : { proposal: record.proposal }),
    ...(state === "replaced" ? { replacedBy: revisions.newest.record.change } : {}),
    moves: revisions.moves.map((move) => ({ leaf: { index: move.leaf }, change: move.record.change })),
    requirements: requirements.map(requirementJson),
  };
}

function itemText(
  { terminal }: Invocation,
  contents: LogContents,
  { logged, state, requirements, revisions }: Item,
): string {
  const { record, leaf } = logged;
  const proposal = record.proposal === undefined ? "" : `proposal ${oneLine(record.proposal)}, `;
  const head = `${shortId(record.change)}  ${paint(state, terminal)}  ${terminal.bold(titleOf(record))}`;
  const place = `  ${proposal}${record.repository.id} ${record.ref}, head ${shortId(record.head.gitCommit)}, leaf ${leaf} of ${contents.size}`;
  if (state === "replaced") return [head, place, `  replaced by ${shortId(revisions.newest.record.change)}`].join("\n");
  const { moves } = revisions;
  const moved = moves.length < 2 ? [] : [`  moved: ${moves.map((move) => shortId(move.record.change)).join(" → ")}`];
  const submodules = submoduleLines(unnamedSubmodules(contents, record)).map(terminal.red);
  const needs = requirementLines(requirements, terminal);
  return [head, place, `  ${countsOf(record)}`, ...moved, ...submodules, ...needs].join("\n");
}

function paint(state: State, { green, yellow, red, dim }: Invocation["terminal"]): string {
  switch (state) {
    case "satisfied":
      return green(state);
    case "pending":
      return yellow(state);
    case "rejected":
    case "held":
      return red(state);
    case "replaced":
      return dim(state);
    default:
      return state satisfies never;
  }
}

function empty(role: string | undefined): string {
  return role === undefined ? "No change was captured yet." : `Nothing waits for the role ${role}.`;
}

function next(invocation: Invocation, items: readonly Item[]): string {
  const open = items.find(({ state }) => state === "pending" || state === "held");
  if (open === undefined && invocation.value("bundle") !== undefined)
    return `next: ${nextLook(invocation, "why COMMIT --repo PATH")}`;
  if (open === undefined) return `next: ${nextCommand(invocation, "bundle -o FILE")}`;
  return `next: ${nextLook(invocation, `show ${shortId(open.logged.record.change)}`)}`;
}
