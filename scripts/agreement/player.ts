import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Game, PlayedBatch } from "../../apps/cli/src/agreement/play-batch.testing.ts";

/** A process that plays one batch after the other. */
export type Player = Disposable & { readonly play: (game: Game, seed: number) => Promise<PlayedBatch> };

type Request = { readonly game: Game; readonly seed: number };

/** Starts `script` with `--player`, where it has to call `serveBatches`. */
export function startPlayer(script: string, env: NodeJS.ProcessEnv): Player {
  const child = fork(script, ["--player"], { env });
  return {
    play: (game, seed) => ask(child, { game, seed }),
    [Symbol.dispose]: () => child.kill(),
  };
}

/** Plays what the parent asks for, until it has gone. */
export async function serveBatches(): Promise<void> {
  const { playBatch } = await import("../../apps/cli/src/agreement/play-batch.testing.ts");
  process.on("disconnect", () => process.exit());
  process.on("message", async ({ game, seed }: Request) => process.send?.(await playBatch(game, seed)));
}

async function ask(child: ChildProcess, request: Request): Promise<PlayedBatch> {
  const ended = new AbortController();
  child.send(request);
  try {
    const [played]: PlayedBatch[] = await Promise.race([
      once(child, "message", { signal: ended.signal }),
      once(child, "exit", { signal: ended.signal }).then(([code, signal]) => {
        throw new Error(`the process that played seed ${request.seed} ended with ${code ?? signal}`);
      }),
    ]);
    if (played === undefined) throw new Error("nothing was answered");
    return played;
  } finally {
    ended.abort();
  }
}
