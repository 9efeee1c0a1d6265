import { readFileSync } from "node:fs";

/** What something took, in milliseconds: by the clock, and of processor time. */
export type Cost = { readonly time: number; readonly cpu: number };

/** Runs something and says what it took. */
export async function costOf(run: () => Promise<unknown>): Promise<Cost> {
  const [start, before] = [performance.now(), cpuTime()];
  await run();
  return { time: performance.now() - start, cpu: cpuTime() - before };
}

/** Both at their least: other work on the machine adds to either, and takes from neither. */
export function least(a: Cost, b: Cost): Cost {
  return { time: Math.min(a.time, b.time), cpu: Math.min(a.cpu, b.cpu) };
}

/** Processor time of this process and, where Linux tells it, of the processes that it started and that have ended. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + cpuTimeOfChildren();
}

const MILLISECONDS_PER_TICK = 10;

function cpuTimeOfChildren(): number {
  if (process.platform !== "linux") return 0;
  const stat = readFileSync("/proc/self/stat", "latin1");
  // The name of the program, in parentheses, may contain blanks; `cutime` and `cstime` are fields 16 and 17 of the line.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * MILLISECONDS_PER_TICK;
}
