import type { JsonObject, JsonValue } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import {
  CountersignError,
  askedBy,
  changeStanding,
  findChange,
  formatPath,
  replacedBy,
  reviewsOf,
} from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet, Repository } from "@countersign/core";
import { analysisJson } from "../analysis-json.ts";
import { changeJson, requirementJson, reviewJson } from "../change-json.ts";
import type { Clone } from "../change-objects.ts";
import { openChangeObjects, openCloneObjects, serviceClone } from "../change-objects.ts";
import type { Command, Invocation } from "../command.ts";
import { LOOKING_OPTIONS } from "../decision-log.ts";
import { diffEntry } from "../entry-diff.ts";
import type { EntryDiff } from "../entry-diff.ts";
import { entryText } from "../entry-text.ts";
import { nextLook, openLogView, packetIn } from "../log-view.ts";
import { packetText } from "../packet-text.ts";
import type { Around } from "../packet-text.ts";
import { splitAdvice, splitJson } from "../split-advice.ts";
import { unnamedSubmodules } from "../submodule-moves.ts";
import { shortId } from "../terminal.ts";

/** Lines that are printed for each path unless `--full`. */
const LINES = 200;

export const showCommand: Command = {
  name: "show",
  summary: "show a captured change as its reviewers decide about it",
  usage: "show CHANGE [--repo PATH] [--stat | --hunks] [--full] [--bundle FILE --root FILE]",
  details:
    "Everything comes from the packet that the change record names and from objects that are hashed again; the packet's digest is what a decision binds. Text that a terminal would obey, hide or reorder is shown as escapes, and what cannot be shown line by line is named with its size and SHA-256. With --bundle and --root it needs neither the home nor the log: the packet comes from a bundle that was made with --packets, and the lines from a clone, --repo.",
  positionals: [1, 1],
  options: {
    repo: { value: "PATH", help: "a clone to fetch the contents from, where this home has lost them" },
    stat: { help: "the packet only, without the lines that change" },
    hunks: { help: "the lines that change only" },
    full: { help: `print all of them; otherwise ${LINES} for each path` },
    ...LOOKING_OPTIONS,
  },
  examples: [
    "show 5c81d94d30f1a2b3",
    "show 5c81d94d30f1a2b3 --hunks --full | less -R",
    "show 5c81d94d30f1a2b3 --bundle reviewers.bundle --root root.json --repo .",
  ],
  async run(invocation) {
    const { given, value, terminal } = invocation;
    if (given("hunks") && value("bundle") !== undefined) invocation.required("repo");
    if (given("stat") && given("hunks"))
      throw new CountersignError("usage.option", "--stat and --hunks exclude each other");
    await using view = await openLogView(invocation);
    const { contents } = view;
    const logged = findChange(contents, invocation.positionals[0] ?? "");
    const packet = await packetIn(view, logged, invocation);
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
  const requirements = changeStanding(contents, record, { ...askedBy(packet), time: systemClock().now() });
  const newest = replacedBy(contents, record);
  const split = splitAdvice({ ...packet, entries: record.entries }, contents.policy.policy);
  return {
    name: record.packet,
    requirements,
    reviews: reviewsOf(contents, record),
    submodules: unnamedSubmodules(contents, record),
    ...(split === undefined ? {} : { split }),
    ...(newest === undefined ? {} : { replacedBy: newest }),
  };
}

async function diffsOf(
  { home, value, terminal }: Invocation,
  contents: LogContents,
  record: ChangeRecord,
): Promise<readonly EntryDiff[]> {
  const path = value("repo");
  if (path === undefined && value("bundle") !== undefined) {
    terminal.note("The lines that change are not in a bundle; name a clone of the repository with --repo.");
    return [];
  }
  const skipList =
    contents.policy.policy.repositories.find(({ id }) => id === record.repository.id)?.oldHeaderDefects ?? [];
  const from = async (clone?: Clone) => {
    await using repository =
      clone !== undefined && value("bundle") !== undefined
        ? await openCloneObjects(home, record, clone)
        : await openChangeObjects(home, record, clone);
    return await diffsIn(repository, record, terminal);
  };
  if (path !== undefined) return from({ path, skipList });
  try {
    return await from();
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "git.missing-object") throw error;
    const captured = await serviceClone(home, record);
    if (captured === undefined) throw error;
    return from({ path: captured, skipList });
  }
}

async function diffsIn(
  repository: Repository,
  { entries }: ChangeRecord,
  terminal: Invocation["terminal"],
): Promise<readonly EntryDiff[]> {
  const diffs: EntryDiff[] = [];
  for (const [at, entry] of entries.entries()) {
    terminal.progress(`reading ${at + 1} of ${entries.length}`);
    diffs.push(await diffEntry(repository, entry));
  }
  return diffs;
}

function next(invocation: Invocation, { requirements, replacedBy }: Around, { change }: ChangeRecord): string {
  if (replacedBy !== undefined) return `next: ${nextLook(invocation, `show ${shortId(replacedBy)}`)}`;
  const open = requirements.some(({ state }) => state === "UNSATISFIED");
  const out = invocation.value("bundle") === undefined ? "" : " --out FILE";
  return `next: ${nextLook(invocation, open ? `approve ${shortId(change)} --key KEY${out}` : "queue")}`;
}

function showJson(
  { record, leaf }: Logged<ChangeRecord>,
  packet: Packet,
  around: Around,
  diffs: readonly EntryDiff[],
): JsonObject {
  const { roles } = packet;
  return {
    ...changeJson(record),
    leaf: { index: leaf },
    ...(around.replacedBy === undefined ? {} : { replacedBy: around.replacedBy }),
    ...analysisJson(packet),
    ...(around.split === undefined ? {} : { split: splitJson(around.split) }),
    roles: Object.fromEntries(Object.entries(roles).map(([id, role]) => [id, { ...role }])),
    requirements: around.requirements.map(requirementJson),
    unnamedSubmodules: around.submodules,
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
