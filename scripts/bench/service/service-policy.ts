import type { JsonObject } from "@countersign/attest";
import { examplePolicy, exampleWith, publicKeyLine } from "@countersign/core/testing";

/** People who read the queue in the role of the oracle, beside dana: each asks as often as one person may. */
export const READERS: readonly string[] = Array.from({ length: 24 }, (_, number) => `reader-${number + 1}`);

export const REPOSITORY = { id: "github:123456", uri: "git+https://github.com/acme/feed" };
export const MAIN = "refs/heads/main";
export const ENVIRONMENT = "production-eu";

/** The example policy with readers: the oracle decides about everything, the data guard about `data/`. */
export function servicePolicy(): JsonObject {
  const start = examplePolicy({
    detectors: undefined,
    requirements: [
      { id: "algorithm", paths: ["**"], role: "oracle", count: 1, coverage: ["same-change"] },
      { id: "data-flow", paths: ["data/**"], role: "data-guard", count: 1, coverage: ["same-change"] },
    ],
    environments: [{ id: ENVIRONMENT, requires: ["algorithm", "data-flow"], freshness: "P3650D", verdictTtl: "PT1H" }],
  });
  const people = READERS.map((id) => ({ id, organisation: "oracle", keys: [publicKeyLine(id)] }));
  const listed = people.reduce((document, person, at) => exampleWith(`people.${at + 3}`, person, document), start);
  return exampleWith("roles.oracle.people", ["dana", ...READERS], listed);
}
