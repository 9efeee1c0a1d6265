import type { JsonObject } from "@countersign/attest";
import type { LoggedPolicy } from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import type { BareChange } from "./bare-change.ts";

export const REPOSITORY = { id: "github:123456", uri: "git+https://github.com/acme/feed" };
export const REF = "refs/heads/main";
const ENVIRONMENT = "production-eu";

/** Witness time of every log: the environment's freshness covers the years to come. */
export const TIME = Date.UTC(2026, 0, 1) / 1000;

/** A baseline at a commit, under the policy. */
export function baselineAt({ sha256, policy }: LoggedPolicy, { gitCommit, gitTree }: BareChange["base"]) {
  const place = { repository: REPOSITORY, ref: REF, commit: gitCommit, tree: gitTree };
  return { ...place, policy: { version: policy.version, sha256 }, requirements: ["algorithm"], message: "" };
}

/** The example policy with one requirement: somebody of the oracle approves each change. One witness is the quorum. */
export function benchPolicy(): JsonObject {
  return examplePolicy({
    requirements: [{ id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] }],
    environments: [{ id: ENVIRONMENT, requires: ["algorithm"], freshness: "P3650D" }],
    detectors: undefined,
  });
}
