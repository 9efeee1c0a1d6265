/** The classes of findings that a requirement may name; `feature` also stands for `feature.personal` below it. */
export const RISK_CLASSES = [
  "weight",
  "threshold",
  "source",
  "visibility",
  "entity",
  "feature",
  "feature.personal",
  "label",
  "model",
  "training-data",
  "flag",
  "egress",
  "remote-code",
  "obfuscation",
  "guard-removed",
  "guard-added",
  "metric",
  "nondeterminism",
  "build",
  "redaction",
  "prompt",
  "presentation",
  "logic",
  "opaque",
] as const;

/** One of `RISK_CLASSES`. */
export type RiskClass = (typeof RISK_CLASSES)[number];

/** Whether a class is known. */
export function isRiskClass(name: string): name is RiskClass {
  return RISK_CLASSES.some((known) => known === name);
}
