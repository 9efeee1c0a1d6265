import type { FileChange, Hazard, Noticed } from "../../contract.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import { attributeRules } from "./rules.ts";
import type { AttributeRule } from "./rules.ts";

const ID = "attributes";

/** Attributes that change what is shown, and those that change what is built or checked out. */
const EFFECTS: readonly (readonly [RegExp, string, "R2" | "R3"])[] = [
  [/^(?:diff|binary|linguist-.*|gitlab-generated|merge|whitespace|conflict-marker-size|delta|encoding)$/, "view", "R2"],
  [/^(?:text|eol|crlf|ident|export-ignore|export-subst|filter|working-tree-encoding|macro)$/, "content", "R3"],
];

/** Rules of `.gitattributes` that steer what people see or what a checkout, merge or archive contains (attacks D1, D8, E11). */
export const attributes: Hazard = { id: ID, file: inFile };

function inFile({ entry: { path }, base, result }: FileChange): Noticed {
  if (path.slice(path.lastIndexOf("/") + 1) !== ".gitattributes") return { findings: [] };
  const [before, after] = [attributeRules(base?.text ?? ""), attributeRules(result?.text ?? "")];
  const added = without(after, before).map((rule) => ({ rule, side: "result" as const }));
  const removed = without(before, after).map((rule) => ({ rule, side: "base" as const }));
  return {
    findings: [...added, ...removed].map(({ rule, side }) => {
      const [, effect, risk] = EFFECTS.find(([names]) => names.test(rule.name)) ?? [
        undefined,
        "unknown",
        "R2" as const,
      ];
      const spelled = `${rule.pattern} ${rule.spelling}`;
      return hazardFinding(ID, "attributes.content", {
        title: `${named(path)} ${side === "base" ? "no longer says" : "says"} ${rule.spelling} of ${rule.pattern}`,
        at: [onLine(path, rule.line, side)],
        risk,
        ...(side === "base" ? { before: spelled } : { after: spelled }),
        evidence: { attribute: rule.name, pattern: rule.pattern, effect },
        ask: "Which programs read this attribute, and what do they do differently?",
      });
    }),
  };
}

function without(rules: readonly AttributeRule[], others: readonly AttributeRule[]): readonly AttributeRule[] {
  const known = new Set(others.map(({ pattern, spelling }) => `${pattern}\n${spelling}`));
  return rules.filter(({ pattern, spelling }) => !known.has(`${pattern}\n${spelling}`));
}
