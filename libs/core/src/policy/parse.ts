import type { JsonValue } from "@countersign/attest";
import type { Policy } from "./policy.ts";
import { readPolicy } from "./reading.ts";

/**
 * The policy that a document spells, defaults filled in ("Policy"); the first fault is thrown, as `policy.<what>` with
 * the place in its detail. Form: `field-type`, `field-value`, `unknown-field`, `missing-field`, `text`, `id`, `version`,
 * `duration`, `ref`, `pattern`, `path`, `commit`, `git`, `uri`, `url`, `origin`, `key`, `weak-key`, `repeated`,
 * `unknown-class`, `vacuous`, `scope-empty`, `log-origin`, `quorum`. Between parts: `duplicate-id`, `duplicate-key`,
 * `duplicate-origin`, `duplicate-uri`, `person-twice`, `unknown-organisation`, `-person`, `-role`, `-requirement`,
 * `-environment`, `-repository`, `-ref`, `key-application`, `operator-reviews`, `foreign-person`, `unsatisfiable`,
 * `governance`, `vacuous`, `detectors`, `freshness`, `break-glass`, `log-origin`, `quorum`. Whether the ids of verifier
 * keys are those of the keys takes a hash: `policyVersion` asks.
 */
export function parsePolicy(value: JsonValue): Policy {
  const reading = readPolicy(value);
  if ("policy" in reading) return reading.policy;
  throw reading.problems[0];
}
