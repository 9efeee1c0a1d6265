import { HIGHEST_RISK_TOGETHER, riskOf } from "@countersign/core";
import type { ChangeRecord } from "@countersign/core";
import { Problem, digestProblem } from "../api/problem.ts";
import type { Policies } from "./policies.ts";
import type { Checked, Evidence } from "./use-evidence.ts";

/** A change that is one of several, all of which this browser recomputed. */
export type Sound = { readonly record: ChangeRecord; readonly policies: Policies; readonly evidence: Evidence };

/**
 * Whether a change may be one of several: everything that a signature names was recomputed, whatever is decided, its packet is the one
 * that the service plans with (`web.digest`), and the findings in it are of low risk (`queue.batch-risk`).
 */
export function soundOf(evidence: Evidence, planned: string | undefined): Checked<Sound> {
  const { record, policies, packet, logged, difference } = evidence;
  for (const one of [record, policies, packet, logged, difference]) if (one.kind === "bad") return one;
  if (record.kind !== "good" || policies.kind !== "good" || packet.kind !== "good") return WAITING;
  const risk = riskOf(packet.value.findings);
  if (risk > HIGHEST_RISK_TOGETHER) return { kind: "bad", problem: tooRisky(record.value, risk) };
  if (logged.kind !== "good" || difference.kind !== "good" || planned === undefined) return WAITING;
  if (planned !== record.value.packet.sha256)
    return {
      kind: "bad",
      problem: digestProblem("the service plans with another packet than the change record names"),
    };
  return { kind: "good", value: { record: record.value, policies: policies.value, evidence } };
}

const WAITING = { kind: "waiting" } as const;

function tooRisky({ change }: ChangeRecord, risk: number): Problem {
  return new Problem({
    status: 0,
    code: "queue.batch-risk",
    detail: `change ${change.slice(0, 16)} is of risk R${risk}`,
    remedy: "Decide about it by itself.",
  });
}
