import type { Finding } from "@countersign/core";
import type { Examined } from "../contract.ts";
import type { ClassName } from "../detectors/classes.ts";
import { finding } from "../detectors/finding.ts";
import { agreesWith } from "../detectors/parameters/quantity.ts";
import { namesIn } from "./claim-words.ts";
import type { Claim } from "./claim-words.ts";
import { isOnlyRemoval, isRead } from "./removals.ts";

const ID = "claim";

/** What an author promises beside what was found: borne out where the change itself shows it, contradicted where it shows otherwise. */
export function compared(claim: Claim, told: readonly Finding[], files: readonly Examined[]): readonly Finding[] {
  const [word] = claim.goes;
  if (word !== undefined && told.length > 0 && isOnlyRemoval(told, files) && !isRead(files))
    return [supported(word, "nothing in this change reads what goes", told)];
  const corrected = claim.harmless.find((one) => one.startsWith("typo"));
  if (corrected !== undefined && isCorrected(told))
    return [supported(corrected, "the name states the value that stands now", told)];
  return contradicted(claim, told);
}

/** Whether every number that changed is now what a name beside it states: `has_10k` counts from 10000. */
function isCorrected(told: readonly Finding[]): boolean {
  const numbers = told
    .filter(({ code }) => !TIDY.has(code))
    .map(({ title }) => [title, ARROW.exec(title)?.[1]] as const);
  const right = new Set(
    numbers.flatMap(([title, after]) =>
      after !== undefined && namesIn(title).some((name) => agreesWith(name, after) === true) ? [after] : [],
    ),
  );
  return right.size > 0 && numbers.every(([, after]) => after !== undefined && right.has(after));
}

const ARROW = /→ (-?[\d._]{1,40})/u;

function supported(word: string, why: string, told: readonly Finding[]): Finding {
  const [first] = told;
  return finding(ID, (first?.class ?? "logic") as ClassName, "claim.supported", {
    title: `The author says "${word}", and ${why}`,
    risk: "R1",
    at: told.flatMap((one) => one.at.slice(0, 1)),
    evidence: { says: word, findings: told.length },
  });
}

function contradicted({ harmless }: Claim, told: readonly Finding[]): readonly Finding[] {
  const [word] = harmless;
  const against = told.filter((one) => harmless.some((promise) => isAgainst(promise, one)));
  const [first] = against;
  if (first === undefined || word === undefined) return [];
  const all = against.slice(0, 3).map(({ title }) => title);
  const more = against.length > 3 ? `; and ${against.length - 3} more` : "";
  return [
    finding(ID, first.class as ClassName, "claim.contradicted", {
      title: `The author says "${word}", and this changes: ${all.join("; ")}${more}`,
      risk: "R2",
      at: against.flatMap((one) => one.at.slice(0, 1)),
      evidence: { says: harmless.join(", "), findings: against.length },
      ask: `Is it meant that more than "${word}" happens here?`,
    }),
  ];
}

/** What tidying does without changing what happens, and that code is another one, which says nothing of what it does. */
const TIDY: ReadonlySet<string> = new Set(["code.moved", "param.moved", "param.unused", "docs.drift", "logic.changed"]);

/** Whether a finding says otherwise than a promise: who is anonymous has no address, and who renames has renamed. */
function isAgainst(promise: string, { class: name, code }: Finding): boolean {
  if (TIDY.has(code) || name === "opaque") return false;
  if (promise.startsWith("anonym")) return name === "feature.personal";
  if (promise.startsWith("renam")) return !code.endsWith(".renamed");
  return true;
}
