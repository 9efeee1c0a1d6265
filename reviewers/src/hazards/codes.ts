import type { Risk, RiskClass } from "@countersign/core";

/** Class and least risk of each code of a hazard. */
export const HAZARDS = {
  "text.bidi": { class: "obfuscation", risk: "R4" },
  "text.invisible": { class: "obfuscation", risk: "R4" },
  "text.mixed-script": { class: "obfuscation", risk: "R4" },
  "text.control": { class: "obfuscation", risk: "R4" },
  "text.wide-gap": { class: "obfuscation", risk: "R4" },
  "text.long-line": { class: "obfuscation", risk: "R4" },
  "text.minified": { class: "obfuscation", risk: "R4" },
  "text.encoded": { class: "obfuscation", risk: "R4" },
  "text.high-entropy": { class: "obfuscation", risk: "R4" },
  "generated.mismatch": { class: "obfuscation", risk: "R4" },
  "path.hostile": { class: "obfuscation", risk: "R4" },
  "path.collision": { class: "build", risk: "R3" },
  "encoding.utf-16": { class: "opaque", risk: "R3" },
  "encoding.utf-7": { class: "opaque", risk: "R3" },
  "encoding.invalid": { class: "opaque", risk: "R3" },
  "encoding.declared": { class: "opaque", risk: "R3" },
  "encoding.bom": { class: "opaque", risk: "R3" },
  "opaque.binary": { class: "opaque", risk: "R3" },
  "opaque.failed": { class: "opaque", risk: "R3" },
  "lfs.object": { class: "opaque", risk: "R3" },
  submodule: { class: "build", risk: "R3" },
  "attributes.content": { class: "build", risk: "R2" },
  "build.excluded": { class: "build", risk: "R3" },
  "link.escape": { class: "build", risk: "R3" },
  "link.scope": { class: "build", risk: "R3" },
  "mode.changed": { class: "build", risk: "R2" },
  "config.ambiguous": { class: "opaque", risk: "R3" },
  "code.copied": { class: "logic", risk: "R2" },
  "code.moved": { class: "logic", risk: "R2" },
  "scope.reference": { class: "remote-code", risk: "R4" },
  "limit.content": { class: "opaque", risk: "R3" },
  "limit.entries": { class: "opaque", risk: "R3" },
  "limit.tree": { class: "opaque", risk: "R3" },
  "limit.moves": { class: "opaque", risk: "R3" },
  "limit.findings": { class: "opaque", risk: "R3" },
} as const satisfies Readonly<Record<string, { readonly class: RiskClass; readonly risk: Risk }>>;

/** A code that a hazard may find. */
export type HazardCode = keyof typeof HAZARDS;
