import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { OneRun } from "./one-run.ts";
import type { Act } from "./story.ts";

const PROGRAM = fileURLToPath(new URL("one-run-process.ts", import.meta.url));

/**
 * A run starts git more than a hundred times for each pull request, and each start copies the table of this process's pages: 60 ms for 370 MB,
 * 10 with large pages. Another C library than GNU's does not read it.
 */
const LARGE_PAGES = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** What a process is asked to play. */
export type Asked = { readonly seed: number; readonly story: readonly Act[]; readonly isFaulty: boolean };

/** What it says: how far it is, and at its end what came of it. */
export type Said = { readonly line: string } | { readonly done: OneRun };

/** Plays one run in a process of its own: the two of a story share nothing, so each has a processor of the machine. */
export async function runApart(asked: Asked, tell: (line: string) => void): Promise<OneRun> {
  const child = fork(PROGRAM, [], {
    execArgv: [],
    env: { ...process.env, ...LARGE_PAGES },
    serialization: "advanced",
  });
  let done: OneRun | undefined;
  child.on("message", (said: Said) => {
    if ("line" in said) tell(said.line);
    else done = said.done;
  });
  child.send(asked);
  try {
    const [code, signal]: unknown[] = await once(child, "exit");
    if (done === undefined) throw new Error(`the process of a run ended with ${String(code ?? signal)}`);
    return done;
  } finally {
    child.kill();
  }
}
