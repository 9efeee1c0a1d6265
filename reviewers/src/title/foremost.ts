import type { Finding } from "@countersign/core";

/** Findings in the order in which a person should hear them: by risk, then what tells most, then in their own order. */
export function foremost(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => (a.risk === b.risk ? rank(a) - rank(b) : a.risk < b.risk ? 1 : -1));
}

/** From whom and what it is about, to what only says that something changed. */
const ORDER = [
  "entity",
  "label",
  "weight",
  "model",
  "egress",
  "feature.personal",
  "remote-code",
  "visibility",
  "guard-removed",
  "source",
  "training-data",
  "prompt",
  "feature",
  "threshold",
  "flag",
  "metric",
  "nondeterminism",
  "presentation",
  "redaction",
];
/** What was understood goes first, then what hides, then what could not be read. */
const LAST = ["logic", "build", "obfuscation", "opaque"];

function rank({ class: name, code }: Finding): number {
  const last = LAST.indexOf(name);
  const own = last >= 0 ? ORDER.length + 1 + last : ORDER.indexOf(name) < 0 ? ORDER.length : ORDER.indexOf(name);
  // What a list lacks, what names state and what authors say comes after the thing itself.
  const after =
    code.startsWith("claim.") || code.startsWith("limit.") || code === "docs.drift"
      ? 100
      : /^list\.(?:scope|expiry|switch|basis|uncheckable|pinned)$/u.test(code)
        ? 50
        : 0;
  return own + after;
}
