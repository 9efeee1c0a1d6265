import { CountersignError } from "@countersign/core";
import type { Verdict } from "@countersign/core";

/** What was answered; the residual is that of all edges, sorted. */
export type GateAnswer = { readonly decision: string; readonly code: string; readonly residual: readonly string[] };

/** The answer of a gate; an error that has a code is one. */
export async function answered(judge: () => Promise<Verdict>): Promise<GateAnswer> {
  try {
    const { decision, code, edges } = await judge();
    const paths = edges.flatMap(({ residual }) => residual.map(({ path }) => String(path)));
    return { decision, code, residual: [...new Set(paths)].toSorted() };
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return { decision: "error", code: error.code, residual: [] };
  }
}
