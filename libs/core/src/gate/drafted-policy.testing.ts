import type { JsonValue } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { policyVersion } from "../policy/digest.ts";
import { examplePolicy, publicKeyLine } from "../policy/example.testing.ts";
import type { PolicyVersion } from "../policy/policy.ts";

/** Members of the policy that are replaced. */
export type Overrides = { readonly [name: string]: JsonValue | undefined };

/** A requirement of the oracle on everything. */
export const ALGORITHM = {
  id: "algorithm",
  paths: ["**"],
  role: "oracle",
  count: 1,
  coverage: ["same-change"],
} as const;

/** The example with `dora` as second person of the oracle, and `ALGORITHM` as only requirement of production. */
export function draftedPolicy(overrides: Overrides = {}): PolicyVersion {
  return policyVersion(nodeCrypto, examplePolicy({ ...plain(), ...overrides }));
}

function plain(): Overrides {
  const one = (organisation: string, person: string) => ({ organisation, people: [person], count: 1 });
  const breakGlass = { approvals: [one("acme", "olga"), one("oracle", "dana")], ttl: "PT4H", reviewWithin: "PT72H" };
  return {
    people: [
      { id: "olga", organisation: "acme", keys: [publicKeyLine("olga")], git: ["olga@acme.example"], github: [1001] },
      { id: "dana", organisation: "oracle", keys: [publicKeyLine("dana")], github: [2001] },
      { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] },
      { id: "nils", organisation: "nordsec", keys: [publicKeyLine("nils")] },
    ],
    roles: {
      oracle: { organisation: "oracle", people: ["dana", "dora"] },
      "data-guard": { organisation: "nordsec", people: ["nils"] },
    },
    detectors: undefined,
    requirements: [{ ...ALGORITHM }],
    environments: [
      { id: "production-eu", requires: ["algorithm"], freshness: "PT24H", breakGlass },
      { id: "staging", requires: [] },
    ],
  };
}
