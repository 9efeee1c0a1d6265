import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { apart } from "../rows.ts";
import { lexicon } from "../words.ts";
import { PROMPTS } from "./words.ts";

const ID = "prompt";
const SETTINGS = lexicon(
  "temperature,top p,max tokens,stop sequences,presence penalty,frequency penalty,response format",
);

/** Numbers that a model is asked with. */
export function settings(file: Examined): readonly Finding[] {
  const before = new Map(
    (file.base?.facts ?? []).flatMap((fact) =>
      fact.fact === "setting" ? [[JSON.stringify([fact.within, fact.name]), fact] as const] : [],
    ),
  );
  return (file.result?.facts ?? []).flatMap((fact) => {
    if (fact.fact !== "setting" || fact.value.is !== "number" || !hasWord(fact.name, SETTINGS)) return [];
    if (!file.kinds.has("prompt") && ![...fact.within, fact.callee ?? ""].some((name) => hasWord(name, PROMPTS)))
      return [];
    const then = before.get(JSON.stringify([fact.within, fact.name]));
    return [
      finding(
        ID,
        "prompt",
        "prompt.settings",
        apart(
          {
            title: `The model is asked with ${fact.name} ${fact.value.text}${then?.value.is === "number" ? ` instead of ${then.value.text}` : ""}`,
            at: [at(file.path, "result", fact.from, fact.to)],
            risk: "R3",
            ...(then?.value.is === "number" ? { before: then.value.text } : {}),
            after: fact.value.text,
            evidence: { key: fact.name },
          },
          fact.test || file.kinds.has("test"),
        ),
      ),
    ];
  });
}
