import { startHere } from "./program.ts";
import type { Program, ProgramPlace } from "./program.ts";
import { openStarter } from "./starter.ts";
import type { Starter } from "./starter.ts";

/** A process that starts fewer is not worth a second one. */
const FEW = 16;

let starts = 0;
let starter: Starter | undefined;

/**
 * Starts a program in a group of its own: as a child of this process, or, when this process has started some already, as one of a small process
 * beside it. Rejects with the system's error, such as ENOENT, and where the small process was lost. What runs is killed when this process ends.
 */
export async function startProgram(program: string, args: readonly string[], place: ProgramPlace): Promise<Program> {
  if (starter?.isThere() === false) [starter, starts] = [undefined, 0];
  starts += 1;
  if (starts === FEW)
    void openStarter().then(
      (opened) => (starter = opened),
      () => undefined,
    );
  const started = await (starter === undefined ? startHere(program, args, place) : starter.start(program, args, place));
  running.add(started);
  void started.ended.then(() => running.delete(started));
  return started;
}

/** In groups of their own, they are not reached by what ends this process at a terminal, and would work on for minutes. */
const running = new Set<Program>();
process.once("exit", () => {
  for (const { kill } of running) kill();
});
