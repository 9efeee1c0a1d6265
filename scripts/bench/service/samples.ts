import { quantilesOf } from "./service-row.ts";
import type { ServiceRow } from "./service-row.ts";

/** Something that is done once a sample; it answers milliseconds where only a part of it counts. */
export type Sampled = (sample: number) => Promise<number | void>;

/** Bare work of which every answer has at least as much. */
export type Bare = { readonly name: string; readonly run: Sampled };

/** Takes so many samples of either side, in turns, so that all of them meet the same machine. */
export async function sample(
  count: number,
  ours: Sampled,
  bare: readonly Bare[],
): Promise<Pick<ServiceRow, "ours" | "baselines">> {
  const sides = [{ name: "ours", run: ours }, ...bare].map((side) => ({ ...side, times: new Array<number>() }));
  for (let number = 0; number < count; number += 1)
    for (const { run, times } of sides) times.push(await timeOf(() => run(number)));
  const [own, ...others] = sides.map(({ name, times }) => ({ name, value: quantilesOf(times) }));
  if (own === undefined) throw new RangeError("there is nothing to measure");
  return { ours: own.value, baselines: others };
}

async function timeOf(run: () => Promise<number | void>): Promise<number> {
  const start = performance.now();
  return (await run()) ?? performance.now() - start;
}
