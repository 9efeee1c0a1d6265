import { CountersignError } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import type { Invocation, Option } from "./command.ts";
import { readSoundBundle } from "./judging.ts";
import { readRoot } from "./pinned-root.ts";

/** Options of a call that decides on a machine without the log. */
export const BUNDLE_OPTIONS: Readonly<Record<string, Option>> = {
  bundle: { value: "FILE", help: "read the log from this bundle instead of the home; needs --root and --out" },
  root: { value: "FILE", help: "the pinned root.json by which the bundle is verified" },
};

/** Options of a call that looks at a log on a machine without it. */
export const LOOKING_OPTIONS: Readonly<Record<string, Option>> = {
  bundle: { value: "FILE", help: "read the log from this bundle instead of the home; needs --root" },
  root: { value: "FILE", help: "the pinned root.json by which the bundle is verified" },
};

/**
 * What the log says, from a verified bundle or from this home. The home is left again at once: nobody else may have to
 * wait while a person makes up their mind or looks for a security key.
 */
export async function readDecisionLog({ value, required, home }: Invocation): Promise<LogContents> {
  const bundle = value("bundle");
  if (bundle !== undefined) return readSoundBundle(bundle, await readRoot(required("root")));
  if (value("root") !== undefined)
    throw new CountersignError("usage.option", "--root goes with --bundle; a home has its own");
  await using opened = await workInHome(home);
  return contentsOf(opened);
}
