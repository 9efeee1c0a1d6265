import { join } from "node:path";
import { shellWord } from "../next-command.ts";
import { CHECKOUT } from "../run-script.ts";
import type { Stage } from "./stage.ts";

/** What makes the command lines of a story work as they are shown. */
export function enter({ folder }: Pick<Stage, "folder">): string {
  return `cd ${shellWord(folder)} && export COUNTERSIGN_HOME=$PWD/home PATH=$PATH:${shellWord(join(CHECKOUT, "apps/cli/bin"))}`;
}
