import type { World } from "@countersign/core/testing";
import fc from "fast-check";
import type { Ask } from "./ask-with-state.testing.ts";
import type { WorldCase } from "./judge-world.testing.ts";

/** Which commits are asked about before the candidate, and when. */
export type Schedule = readonly {
  /** How far up the candidate's line, of 100. */
  readonly height: number;
  /** Another commit of the world instead, by its number. */
  readonly aside?: number;
  /** Events that were logged since the commit was made. */
  readonly later: number;
}[];

/** Up to five questions on the way up, each soon after its commit was made; now and then one about another commit. */
export function schedules(): fc.Arbitrary<Schedule> {
  const one = fc.record(
    {
      height: fc.nat({ max: 100 }),
      later: fc.nat({ max: 4 }),
      aside: fc.option(fc.nat({ max: 20 }), { nil: undefined, freq: 8 }),
    },
    { requiredKeys: ["height", "later"] },
  );
  return fc
    .array(one, { minLength: 1, maxLength: 5 })
    .map((asks) =>
      asks
        .toSorted((a, b) => a.height - b.height)
        .map(({ height, later, aside }) => ({ height, later, ...(aside === undefined ? {} : { aside }) })),
    );
}

/** The questions of a schedule about a world, and the one that the world asks last. */
export function schedule(world: World, { log, leafOf }: WorldCase, asks: Schedule): readonly Ask[] {
  const line = firstParents(world, world.candidate).toReversed();
  let size = 1;
  const before = asks.map(({ height, aside, later }, index): Ask => {
    const climbed = line[Math.floor((height * (line.length - 1)) / 100)];
    const commit = (aside === undefined ? climbed : world.commits[aside % world.commits.length]?.name) ?? "";
    const event = madeBefore(world, commit) + later;
    size = Math.max(size, event >= world.log.length ? log.lines.length : leafOf(event));
    const time = world.time - (asks.length - index) * 3600;
    return { commit, size, time, now: time + 60 };
  });
  return [...before, { commit: world.candidate, size: log.lines.length, time: world.time, now: world.now }];
}

/** Names of the commits of a first-parent line, the newest first. */
export function firstParents(world: Pick<World, "commits">, tip: string): readonly string[] {
  const parent = world.commits.find(({ name }) => name === tip)?.parents[0];
  return parent === undefined ? [tip] : [tip, ...firstParents(world, parent)];
}

/** Events that were there when a commit was made: all before the first one that names a later commit. */
function madeBefore({ commits, log }: World, name: string): number {
  const numberOf = (commit: string) => commits.findIndex((one) => one.name === commit);
  const own = numberOf(name);
  const first = log.findIndex((event) => commitsIn(event).some((commit) => numberOf(commit) > own));
  return first === -1 ? log.length : first;
}

function commitsIn(event: World["log"][number]): readonly string[] {
  if (event.kind === "capture") return [event.base, event.head];
  return "commit" in event ? [event.commit] : [];
}
