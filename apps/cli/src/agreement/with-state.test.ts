import { shellScript, worlds } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askWithoutState, askerWithState } from "./ask-with-state.testing.ts";
import type { Ask, GateAnswer } from "./ask-with-state.testing.ts";
import { firstParents, schedule, schedules } from "./ask-schedule.testing.ts";
import type { Schedule } from "./ask-schedule.testing.ts";
import type { WorldCase } from "./judge-world.testing.ts";
import { withCases } from "./open-cases.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";

/** Worlds in one repository; several repositories make up a run. */
const BATCH = 50;
const BATCHES = Number(process.env["COUNTERSIGN_AGREEMENT_BATCHES"] ?? "2");
const SEED = Number(process.env["COUNTERSIGN_AGREEMENT_SEED"] ?? "20261128");

type Case = readonly [World, Schedule];

describe("a gate with state and one without", () => {
  it.each(Array.from({ length: BATCHES }, (_, batch) => batch))(
    "H2 agree on what is asked along random histories, batch %i",
    { timeout: 600_000 },
    async (batch) => {
      const cases = fc.sample(fc.tuple(worlds(), schedules()), { seed: SEED + batch, numRuns: BATCH });
      expect(await disagreementsIn(cases)).toEqual([]);
    },
  );
});

async function disagreementsIn(cases: readonly Case[]): Promise<readonly string[]> {
  const schedulesOf = cases.map(([, asks]) => asks);
  const told = await withCases(
    cases.map(([world]) => world),
    async (open, index) => {
      const found = await disagreement(open, schedule(open.world, open.about, schedulesOf[index] ?? []));
      return found === undefined ? [] : [`${found}\n${shellScript(open.world)}`];
    },
  );
  return told.flat();
}

/** Asks both gates everything in turn; the first answer that breaks what holds between them, with all before it. */
async function disagreement({ world, about, names }: OpenCase, asks: readonly Ask[]): Promise<string | undefined> {
  const asker = askerWithState(about);
  const told: string[] = [];
  for (const ask of asks) {
    const before = asker.allowed();
    const [stateful, stateless] = [await asker.ask(ask), await askWithoutState(about, ask)];
    told.push(`${JSON.stringify(ask)}\n  with    ${JSON.stringify(stateful)}\n  without ${JSON.stringify(stateless)}`);
    const line = firstParents(world, ask.commit).map((name) => names.get(name));
    const isForward = before.every((commit) => line.includes(commit));
    const broken = await brokenRule(about, ask, { stateful, stateless, begun: before.length > 0, isForward, asks });
    if (broken !== undefined) return [broken, ...told].join("\n");
  }
  return undefined;
}

type Answers = {
  readonly stateful: GateAnswer;
  readonly stateless: GateAnswer;
  /** Whether anything was allowed before. */
  readonly begun: boolean;
  /** Whether the commit has on its line whatever was allowed before. */
  readonly isForward: boolean;
  readonly asks: readonly Ask[];
};

/** What holds between the two answers to one question; the rule that does not, in words. */
async function brokenRule(
  about: WorldCase,
  ask: Ask,
  { stateful, stateless, begun, isForward, asks }: Answers,
): Promise<string | undefined> {
  if (!begun && JSON.stringify(stateful) !== JSON.stringify(stateless))
    return "before anything was allowed, the answer is the same";
  if (begun && !isForward && stateful.code === "gate.allowed")
    return "nothing is allowed beside or below what was allowed";
  if (stateless.decision === "allow" && isForward && stateful.decision !== "allow")
    return "what is allowed without state is allowed with it";
  if (stateful.decision !== "allow" || stateless.decision === "allow") return undefined;
  const first = asks[0]?.time ?? ask.time;
  const then = await askWithoutState(about, ask, first);
  return then.decision === "allow"
    ? undefined
    : "what is allowed with state is allowed without it, were it not for approvals that have run out";
}
