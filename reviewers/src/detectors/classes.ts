import type { Risk } from "@countersign/core";

/** Who answers for a class. */
type Role = "oracle" | "data-guard";

/** What a class is by itself: the risk that its findings have at least unless a row says otherwise, and whose business it is. */
export type ClassRule = { readonly risk: Risk; readonly roles: readonly Role[] };

const O = ["oracle"] as const;
const BOTH = ["data-guard", "oracle"] as const;

/** Every class that a finding may have and a requirement may name. */
export const CLASSES = {
  weight: { risk: "R3", roles: O },
  threshold: { risk: "R2", roles: O },
  source: { risk: "R3", roles: O },
  visibility: { risk: "R3", roles: O },
  entity: { risk: "R4", roles: BOTH },
  feature: { risk: "R3", roles: O },
  "feature.personal": { risk: "R4", roles: BOTH },
  label: { risk: "R4", roles: O },
  model: { risk: "R4", roles: O },
  "training-data": { risk: "R3", roles: BOTH },
  flag: { risk: "R2", roles: O },
  egress: { risk: "R3", roles: BOTH },
  "remote-code": { risk: "R4", roles: BOTH },
  obfuscation: { risk: "R4", roles: BOTH },
  "guard-removed": { risk: "R3", roles: O },
  "guard-added": { risk: "R1", roles: O },
  metric: { risk: "R2", roles: O },
  nondeterminism: { risk: "R2", roles: O },
  build: { risk: "R2", roles: BOTH },
  redaction: { risk: "R2", roles: BOTH },
  prompt: { risk: "R3", roles: O },
  presentation: { risk: "R2", roles: O },
  logic: { risk: "R2", roles: O },
  opaque: { risk: "R3", roles: BOTH },
  infrastructure: { risk: "R1", roles: O },
} as const satisfies Readonly<Record<string, ClassRule>>;

export type ClassName = keyof typeof CLASSES;
