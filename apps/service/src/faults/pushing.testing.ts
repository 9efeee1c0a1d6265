import { setTimeout } from "node:timers/promises";
import type { Oid } from "@countersign/core";
import { contentsBeside } from "@countersign/home";
import { lastTip } from "../capture/ref-moves.ts";
import type { Seeded } from "./seeded.testing.ts";
import { FEED, MAIN } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** What was done in Git: the truth that the log and the tables are compared with. */
export type Pushed = {
  /** Commits that proposals stand at, in the order in which they came. */
  readonly proposals: string[];
  /** Where the protected ref was put, one after the other. */
  readonly tips: string[];
  /** Of these the ones that were waited for until the service had seen them: each has to be a move of its own. */
  readonly seen: string[];
  /** Landed commits that no captured change stands for, and those that are captured proposals put on top of the ref. */
  readonly uncovered: string[];
  readonly covered: string[];
  /** Proposals that were put on the ref. */
  readonly taken: Set<string>;
  /** Where the ref was put back: from, to. */
  readonly rewound: (readonly [from: string, to: string])[];
};

/** How much is pushed. */
export type Amounts = { readonly changes: number; readonly landings: number; readonly rewinds: number };

/** Proposals that wait to be captured before no more are pushed: at most so many, and this part of all. */
const BACKLOG = { most: 120, part: 0.2 };
/** Proposals that are pushed together at most. */
const MOST_TOGETHER = 12;
/** Milliseconds between two looks at the log, which need the home for a moment. */
const LOOK = 500;
/** Milliseconds that a landing is waited for until the service has seen it. */
const PATIENCE = 180_000;

/** Begins a truth. */
export function nothingPushed(): Pushed {
  return { proposals: [], tips: [], seen: [], uncovered: [], covered: [], taken: new Set(), rewound: [] };
}

/** Pushes proposals, some together, as fast as they are captured. */
export async function pushProposals(stage: Stage, random: Seeded, pushed: Pushed, { changes }: Amounts): Promise<void> {
  const { history, settled } = stage;
  const backlog = Math.min(BACKLOG.most, BACKLOG.part * changes);
  while (pushed.proposals.length < changes) {
    const together = Math.min(1 + random.below(MOST_TOGETHER), changes - pushed.proposals.length);
    const first = pushed.proposals.length;
    const plans = Array.from({ length: together }, (_, at) => ({
      parents: [settled],
      ref: `refs/heads/change/p${first + at}`,
      files: { [`ranker/p${first + at}.py`]: `weight = ${first + at}\n` },
    }));
    pushed.proposals.push(...history.commits(plans));
    await setTimeout(random.below(500));
    while (pushed.proposals.length - (await capturedHeads(stage)).size > backlog) await setTimeout(LOOK);
  }
}

/** The commits that changes in the log are of. */
async function capturedHeads({ shared }: Stage): Promise<ReadonlySet<string>> {
  const { changes } = await contentsBeside(shared);
  return new Set(changes.map(({ record }) => record.head.gitCommit));
}

/**
 * Puts commits on the protected ref: some that nobody was asked about, some that are captured proposals; and puts it back a few
 * times. About every second move is waited for, and so is each that a rewind begins and ends with.
 */
export async function land(stage: Stage, random: Seeded, pushed: Pushed, amounts: Amounts): Promise<void> {
  const kinds = random.shuffled([
    ...Array.from({ length: amounts.landings }, (_, at) => (at % 3 === 2 ? "covered" : "uncovered")),
    ...Array.from({ length: amounts.rewinds }, () => "rewound"),
  ]);
  await toBeSeen(stage, pushed, stage.settled);
  for (const [at, kind] of kinds.entries()) {
    if (kind === "rewound") await rewind(stage, pushed, at);
    else if (kind === "covered") await landCovered(stage, random, pushed);
    else pushed.uncovered.push(landed(stage, pushed, uncoveredFile(at)));
    if (random.chance(0.5) || kind === "rewound") await toBeSeen(stage, pushed, pushed.tips.at(-1) ?? "");
    else await setTimeout(random.below(2_000));
  }
}

const uncoveredFile = (at: number) => ({ [`ranker/landed${at}.py`]: `bias = ${at}\n` });

function landed({ history }: Stage, pushed: Pushed, files: Readonly<Record<string, string>>, onto?: string): string {
  const commit = history.commit({ files, ...(onto === undefined ? {} : { parents: [onto] }) });
  pushed.tips.push(commit);
  return commit;
}

/** A captured proposal that was not put on the ref before, on top of it by a commit of its own. */
async function landCovered(stage: Stage, random: Seeded, pushed: Pushed): Promise<void> {
  for (;;) {
    const known = await capturedHeads(stage);
    const at = random.pick(
      [...pushed.proposals.keys()].filter(
        (one) => known.has(pushed.proposals[one] ?? "") && !pushed.taken.has(pushed.proposals[one] ?? ""),
      ),
    );
    if (at !== undefined) {
      pushed.taken.add(pushed.proposals[at] ?? "");
      pushed.covered.push(landed(stage, pushed, { [`ranker/p${at}.py`]: `weight = ${at}\n` }));
      return;
    }
    await setTimeout(LOOK);
  }
}

/** Puts the ref one step back and another commit there. */
async function rewind(stage: Stage, pushed: Pushed, at: number): Promise<void> {
  const from = stage.history.id(MAIN);
  await toBeSeen(stage, pushed, from);
  const onto = from === stage.settled ? from : stage.history.id(`${from}^1`);
  const to = landed(stage, pushed, uncoveredFile(at), onto);
  pushed.uncovered.push(to);
  if (onto !== from) pushed.rewound.push([from, to]);
}

/** Waits until the service has seen the protected ref at a commit. */
async function toBeSeen({ db }: Stage, pushed: Pushed, commit: string): Promise<void> {
  const now = (): Promise<Oid | undefined> => lastTip(db, FEED, MAIN).catch(() => undefined);
  for (const end = Date.now() + PATIENCE; (await now()) !== commit; await setTimeout(100)) if (Date.now() > end) return;
  if (commit !== pushed.seen.at(-1)) pushed.seen.push(commit);
}
