import { inspect } from "node:util";
import { shellScript, worlds } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import { tempFolder } from "@countersign/testkit";
import fc from "fast-check";
import { schedule, schedules } from "./ask-schedule.testing.ts";
import type { Schedule } from "./ask-schedule.testing.ts";
import { compareGates } from "./compare-gates.testing.ts";
import type { PlayedWorld } from "./compare-gates.testing.ts";
import { memoryCourt } from "./memory-court.testing.ts";
import type { MemoryCourt } from "./memory-court.testing.ts";
import { openRealSample } from "./real-sample.testing.ts";
import type { RealSample } from "./real-sample.testing.ts";
import { askBothGates } from "./state-rules.testing.ts";

/** What is compared: the gate with the reference, or the gate with state with the one without. */
export type Game = "reference" | "state";

/** What came of a batch. */
export type PlayedBatch = {
  readonly worlds: number;
  /** Different questions that were put to a world. */
  readonly cases: number;
  /** Worlds in which every answer of Git in memory was compared with real Git. */
  readonly sampled: number;
  /** Merges that Git made. */
  readonly merges: number;
  /** How often each decision and code was the answer. */
  readonly codes: Readonly<Record<string, number>>;
  readonly disagreement?: string;
};

/** Worlds of one seed. */
const BATCH = 250;
/** Of the batches whose seed is a multiple of this, every twenty-fifth world is sampled: one of 200. */
const SAMPLED_BATCH = 8;
const SAMPLED_WORLD = 25;

type Case = readonly [World, Schedule];

/** Plays the worlds of a seed with their Git objects in memory. */
export async function playBatch(game: Game, seed: number, size = BATCH): Promise<PlayedBatch> {
  const all = fc.sample(fc.tuple(worlds(), schedules()), { seed, numRuns: size });
  using folder = tempFolder();
  const court = memoryCourt(folder.path);
  const isSampled = (index: number) => seed % SAMPLED_BATCH === 0 && index % SAMPLED_WORLD === 0;
  const inMemory = all.filter((_, index) => !isSampled(index));
  const sampled = all.filter((_, index) => isSampled(index));
  const played = [
    ...(await Promise.all(inMemory.map((one) => playCase(game, court, one)))),
    ...(await playSampled(game, court, sampled)),
  ];
  const answers = played.flatMap((one) => one.answers);
  const codes = Map.groupBy(answers, ({ decision, code }) => `${decision} ${code}`);
  const disagreement = played.find((one) => one.disagreement !== undefined)?.disagreement;
  return {
    worlds: played.length,
    cases: answers.length,
    sampled: sampled.length,
    merges: court.merges().merged,
    codes: Object.fromEntries([...codes].map(([code, one]) => [code, one.length])),
    ...(disagreement === undefined ? {} : { disagreement }),
  };
}

/** One after the other: Git answers them, not memory. */
async function playSampled(game: Game, court: MemoryCourt, all: readonly Case[]): Promise<readonly PlayedWorld[]> {
  if (all.length === 0) return [];
  using folder = tempFolder();
  await using real = await openRealSample(
    folder.path,
    court,
    all.map(([world]) => world),
  );
  const played: PlayedWorld[] = [];
  for (const [index, one] of all.entries()) played.push(await playCase(game, court, one, { real, index }));
  return played;
}

type Sampled = { readonly real: RealSample; readonly index: number };

/** What is thrown is a disagreement too, with the world that it is about. */
async function playCase(game: Game, court: MemoryCourt, [world, asks]: Case, sampled?: Sampled): Promise<PlayedWorld> {
  try {
    const open = await court.open(world, sampled?.real.repository);
    if (game === "state") {
      const { answers, broken } = await askBothGates(open, schedule(world, open.about, asks));
      return broken === undefined ? { answers } : { answers, disagreement: `${broken}\n${shellScript(world)}` };
    }
    return await compareGates(open, (asked) =>
      sampled === undefined
        ? court.judgeNaively(asked, open.names)
        : sampled.real.judgeNaively(asked, sampled.index, open.names),
    );
  } catch (error) {
    return { answers: [], disagreement: `${inspect(error)}\n${shellScript(world)}` };
  }
}
