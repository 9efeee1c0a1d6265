import { stat } from "node:fs/promises";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { contentsOf, publishedLog, workInHome } from "@countersign/home";
import type { Invocation } from "../command.ts";
import { readSoundBundle } from "../judging.ts";
import { readRoot } from "../pinned-root.ts";
import { examine } from "./examination.ts";
import type { Check } from "./examination.ts";

/** A log with the check of it; `known`: what the home says although its published log may not verify. */
export type ExaminedLog = {
  readonly check: Check;
  readonly log: LogContents | undefined;
  readonly known: LogContents | undefined;
};

/** Reads the log of `--root` and `--bundle`, else that of the home where it has one. `usage.missing` for one without the other. */
export async function readLog({ value, home }: Invocation): Promise<ExaminedLog> {
  const [root, bundle] = [value("root"), value("bundle")];
  if ((root === undefined) !== (bundle === undefined))
    throw new CountersignError("usage.missing", "--root and --bundle belong together");
  let log: LogContents | undefined;
  let own: LogContents | undefined;
  const check = await examine("log", async () => {
    if (root !== undefined && bundle !== undefined) log = await readSoundBundle(bundle, await readRoot(root));
    else if (await isThere(join(home.dir, "root.json"))) {
      await using opened = await workInHome(home);
      own = contentsOf(opened);
      log = await publishedLog(opened);
    }
    return log === undefined ? "no log is named, and the home has none" : `${log.size} leaves of ${log.origin} verify`;
  });
  return { check, log, known: log ?? own };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
