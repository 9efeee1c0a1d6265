import { CountersignError, bundleLines, readBundle, refreshCosignatures, sound, trustOf } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "./home.ts";
import type { OpenedHome } from "./home.ts";

/** The home's log as a gate would read it from a bundle written now: cosigned, verified from the first leaf. */
export async function publishedLog(opened: OpenedHome): Promise<LogContents> {
  const { policy } = contentsOf(opened);
  if (opened.root === undefined)
    throw new CountersignError("policy.missing", `the log in ${opened.home.dir} has no policy yet`);
  await refreshCosignatures(opened.parts, trustOf(nodeCrypto, policy.policy.log));
  return sound(await readBundle(nodeCrypto, opened.root, bundleLines(opened.parts, 0)));
}
