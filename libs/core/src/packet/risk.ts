import type { Finding } from "./packet.ts";

/** The highest risk there is, which a change has of whose packet nobody knows anything. */
const UNKNOWN_RISK = 4;

/** The highest risk that changes may have which are decided about together, in one ceremony. */
export const HIGHEST_RISK_TOGETHER = 2;

/** The risk of a change, 0 to 4: that of its riskiest finding, 0 without any; 4 where its findings are not known. */
export function riskOf(findings: readonly Pick<Finding, "risk">[] | undefined): number {
  if (findings === undefined) return UNKNOWN_RISK;
  return Math.max(0, ...findings.map(({ risk }) => Number(risk.slice(1))));
}
