import { CountersignError } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { publishedLog, workInHome } from "@countersign/home";
import type { Invocation, Option } from "./command.ts";
import { readSoundBundle } from "./judging.ts";
import { readRoot } from "./pinned-root.ts";

/** Options of commands that compare a policy with the one in force. */
export const LOG_OPTIONS: Readonly<Record<string, Option>> = {
  bundle: { value: "FILE", help: "the log with the policy in force (default: this home's log)" },
  root: { value: "FILE", help: "the pinned root.json for that bundle" },
};

/** The log that a call is about: a bundle against a root, else this home's; undefined where the home has none yet. */
export async function logAtHand({ value, home }: Pick<Invocation, "value" | "home">): Promise<LogContents | undefined> {
  const [bundle, root] = [value("bundle"), value("root")];
  if ((bundle === undefined) !== (root === undefined))
    throw new CountersignError("usage.missing", "--bundle and --root belong together");
  if (bundle !== undefined && root !== undefined) return readSoundBundle(bundle, await readRoot(root));
  try {
    await using opened = await workInHome(home);
    return opened.own === undefined ? undefined : await publishedLog(opened);
  } catch (error) {
    if (error instanceof CountersignError && error.code === "usage.home") return undefined;
    throw error;
  }
}
