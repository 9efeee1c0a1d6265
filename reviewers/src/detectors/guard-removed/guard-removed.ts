import type { Finding, Risk } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../../contract.ts";
import { at, finding } from "../finding.ts";
import { guardsOf } from "./guards.ts";
import type { Guard } from "./guards.ts";
import { failures } from "./failures.ts";

const ID = "guard-removed";

/** Guards of one file that are told one by one. */
const MOST = 20;

/** Checks, user controls and emergency switches that are gone while what they guarded stays; errors that let things through now. */
export const guardRemoved: Detector = { id: ID, class: "guard-removed", detect };

function detect({ files }: DetectorInput): readonly Finding[] {
  const elsewhere = new Set(files.flatMap((file) => [...guardsOf(file, "result").values()].map(keyOf)));
  return files.flatMap((file) => [...gone(file, elsewhere), ...opened(file)]);
}

function gone(file: Examined, elsewhere: ReadonlySet<string>): readonly Finding[] {
  if (file.result === undefined) return [];
  const kept = new Set([...guardsOf(file, "result").values()].map(({ word }) => word));
  const lost = [...guardsOf(file, "base").values()].filter(
    (guard) => !kept.has(guard.word) && !elsewhere.has(keyOf(guard)),
  );
  const words = new Map<string, Guard>();
  for (const guard of lost) if (!words.has(guard.word) && bodyStays(file, guard)) words.set(guard.word, guard);
  return [...words.values()].slice(0, MOST).map((guard) => {
    const { fact, says, word } = guard;
    return finding(ID, "guard-removed", "guard.removed", {
      title: `No longer asked: ${says.slice(0, 80)}`,
      at: [at(file.path, "base", fact.from, fact.to)],
      risk: riskOf(guard),
      before: says,
      evidence: {
        guard: word,
        ...(guard.control ? { control: "of a person or of an emergency" } : {}),
        ...(fact.within.length > 0 ? { in: fact.within.join(".") } : {}),
      },
      ask: `What protects now where ${word} was asked?`,
    });
  });
}

function riskOf({ control }: Guard): Risk {
  return control ? "R4" : "R3";
}

/** What was guarded goes on: most of its words still stand in the result. A guard that went with its body guards nothing. */
function bodyStays({ result }: Examined, { fact }: Guard): boolean {
  if (fact.fact === "comparison" || result === undefined) return true;
  if (/^(?:return|continue|break|throw|raise|next)\b/u.test(fact.then.replace(/^[{ ]+/u, "")))
    return functionStays(result.words, fact.within);
  const names = [...new Set(`${fact.then} ${fact.otherwise}`.match(/[\p{L}_][\p{L}\p{N}_]{2,}/gu) ?? [])];
  const known = names.filter((name) => result.words.has(name)).length;
  return names.length === 0 || known * 2 >= names.length;
}

/** Leaving early guards all that follows; it guards nothing when the whole function went. */
function functionStays(words: ReadonlySet<string>, within: readonly string[]): boolean {
  const name = within.at(-1);
  return name === undefined || words.has(name);
}

function opened(file: Examined): readonly Finding[] {
  return failures(file, "opens").map(({ fact, before, after }) =>
    finding(ID, "guard-removed", "guard.open", {
      title: `On an error${fact.within.length > 0 ? ` in ${fact.within.at(-1) ?? ""}` : ""}, candidates go on`,
      at: [at(file.path, "result", fact.from, fact.to)],
      risk: "R3",
      ...(before === undefined ? {} : { before }),
      after,
      evidence: { "on-error": `${before === undefined ? "not caught" : "closed"} → open` },
      ask: "How often does this fail in production, and what is shown then?",
    }),
  );
}

function keyOf({ says }: Guard): string {
  return says;
}
