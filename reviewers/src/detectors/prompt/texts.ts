import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Definition, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { apart } from "../rows.ts";
import { PROMPTS } from "./words.ts";

const ID = "prompt";

/** Texts that a model is asked with: templates, and long texts in code that are named so. */
export function texts(file: Examined): readonly Finding[] {
  const { path, kinds, added, removed } = file;
  const asked = kinds.has("prompt");
  // Code beside prompts is no prompt; what it says is.
  const template = asked && (file.result ?? file.base)?.analysed !== "syntax";
  const long = [...told(file, "result"), ...told(file, "base")].filter((one) => asked || hasWord(nameOf(one), PROMPTS));
  const changed = [...added, ...removed].filter(({ sort, layout }) => sort === "code" && !layout);
  if (long.length === 0 && !(template && changed.length > 0)) return [];
  const lines = template ? changed.length : long.length;
  const first = added.find(({ sort }) => sort !== "blank") ?? removed[0];
  const name = long[0] === undefined ? path : nameOf(long[0]);
  return [
    finding(
      ID,
      "prompt",
      "prompt.text",
      apart(
        {
          title: `What the model is asked changes in ${name}`,
          at: [at(path, file.result === undefined ? "base" : "result", first?.number ?? 0)],
          risk: "R3",
          ...(removed[0] === undefined ? {} : { before: removed[0].text.trim() }),
          ...(added[0] === undefined ? {} : { after: added[0].text.trim() }),
          evidence: { key: name, lines },
          ask: "How do the answers differ on the same cases?",
        },
        kinds.has("test"),
      ),
    ),
  ];
}

function told(file: Examined, side: "base" | "result"): readonly (Setting | Definition)[] {
  return (file[side]?.facts ?? []).filter(
    (fact): fact is Setting | Definition =>
      (fact.fact === "setting" &&
        fact.value.is === "string" &&
        fact.value.text.length > (file.kinds.has("prompt") ? 20 : 60)) ||
      (fact.fact === "definition" && fact.sort === "template"),
  );
}

function nameOf(fact: Setting | Definition): string {
  return [...fact.within.slice(-1), fact.name].join(".");
}
