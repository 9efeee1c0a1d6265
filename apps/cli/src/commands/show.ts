import type { JsonObject, JsonValue } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError, changeStanding, findChange, formatPath, reviewsOf } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet } from "@countersign/core";
import { changeJson, requirementJson, reviewJson } from "../change-json.ts";
import { openChangeObjects } from "../change-objects.ts";
import { classesOf, packetOf } from "../change-packet.ts";
import type { Command, Invocation } from "../command.ts";
import { diffEntry } from "../entry-diff.ts";
import type { EntryDiff } from "../entry-diff.ts";
import { entryText } from "../entry-text.ts";
import { contentsOf, workInHome } from "../home.ts";
import { nextCommand } from "../next-command.ts";
import { packetText } from "../packet-text.ts";
import type { Around } from "../packet-text.ts";
import { replacedBy } from "../revisions.ts";
import { shortId } from "../terminal.ts";

/** Lines that are printed for each path unless `--full`. */
const LINES = 200;

export const showCommand: Command = {
  name: "show",
  summary: "show a captured change as its reviewers decide about it",
  usage: "show CHANGE [--repo PATH] [--stat | --hunks] [--full]",
  details:
    "Everything comes from the packet that the change record names and from objects that are hashed again; the packet's digest is what a decision binds. Text that a terminal would obey, hide or reorder is shown as escapes, and what cannot be shown line by line is named with its size and SHA-256.",
  positionals: [1, 1],
  options: {
    repo: { value: "PATH", help: "a clone to fetch the contents from, where this home has lost them" },
    stat: { help: "the packet only, without the lines that change" },
    hunks: { help: "the lines that change only" },
    full: { help: `print all of them; otherwise ${LINES} for each path` },
  },
  examples: ["show 5c81d94d30f1a2b3", "show 5c81d94d30f1a2b3 --stat", "show 5c81d94d30f1a2b3 --hunks --full | less -R"],
  async run(invocation) {
    const { given, terminal } = invocation;
    if (given("stat") && given("hunks"))
      throw new CountersignError("usage.option", "--stat and --hunks exclude each other");
    await using opened = await workInHome(invocation.home);
    const contents = contentsOf(opened);
    const logged = findChange(contents, invocation.positionals[0] ?? "");
    const packet = await packetOf(opened, logged.record);
    const around = aroundOf(contents, logged, packet);
    const diffs = given("stat") ? [] : await diffsOf(invocation, contents, logged.record);
    const bounds = { lines: LINES, whole: given("full") };
    const text = [
      ...(given("hunks") ? [] : [packetText(packet, around, terminal)]),
      ...diffs.map((diff) => entryText(diff, bounds, terminal)),
      next(invocation, around, logged.record),
    ].join("\n\n");
    return { json: showJson(logged, packet, around, diffs), text };
  },
};

function aroundOf(contents: LogContents, { record }: Logged<ChangeRecord>, packet: Packet): Around {
  const requirements = changeStanding(contents, record, { classes: classesOf(packet), time: systemClock().now() });
  const newest = replacedBy(contents, record);
  return {
    name: record.packet,
    requirements,
    reviews: reviewsOf(contents, record),
    ...(newest === undefined ? {} : { replacedBy: newest }),
  };
}

async function diffsOf(
  { home, value, terminal }: Invocation,
  contents: LogContents,
  record: ChangeRecord,
): Promise<readonly EntryDiff[]> {
  const path = value("repo");
  const skipList =
    contents.policy.policy.repositories.find(({ id }) => id === record.repository.id)?.oldHeaderDefects ?? [];
  await using repository = await openChangeObjects(home, record, path === undefined ? undefined : { path, skipList });
  const diffs: EntryDiff[] = [];
  for (const [at, entry] of record.entries.entries()) {
    terminal.progress(`reading ${at + 1} of ${record.entries.length}`);
    diffs.push(await diffEntry(repository, entry));
  }
  return diffs;
}

function next(invocation: Invocation, { requirements, replacedBy }: Around, { change }: ChangeRecord): string {
  if (replacedBy !== undefined) return `next: ${nextCommand(invocation, `show ${shortId(replacedBy)}`)}`;
  const open = requirements.some(({ state }) => state === "UNSATISFIED");
  return `next: ${nextCommand(invocation, open ? `approve ${shortId(change)} --key KEY` : "queue")}`;
}

function showJson(
  { record, leaf }: Logged<ChangeRecord>,
  packet: Packet,
  around: Around,
  diffs: readonly EntryDiff[],
): JsonObject {
  const { findings, coverage, detectors, roles, ledgers } = packet;
  return {
    ...changeJson(record),
    leaf: { index: leaf },
    ...(around.replacedBy === undefined ? {} : { replacedBy: around.replacedBy }),
    findings: findings.map((finding) => ({
      ...finding,
      at: finding.at.map((place) => ({ ...place, path: formatPath(place.path) })),
    })),
    coverage: coverage.map((one) => ({ ...one, path: formatPath(one.path) })),
    ledgers,
    detectors,
    roles: Object.fromEntries(Object.entries(roles).map(([id, role]) => [id, { ...role }])),
    requirements: around.requirements.map(requirementJson),
    reviews: around.reviews.map(reviewJson),
    diffs: diffs.map(diffJson),
  };
}

function diffJson(diff: EntryDiff): JsonValue {
  const { entry, old, new: now, lfs } = diff;
  const content = "opaque" in diff ? { opaque: diff.opaque } : { hunks: diff.hunks.map((hunk) => ({ ...hunk })) };
  const sizes = {
    ...(old?.size === undefined ? {} : { oldSize: old.size }),
    ...(now?.size === undefined ? {} : { newSize: now.size }),
  };
  return { path: formatPath(entry.path), ...sizes, lfs, ...content };
}
