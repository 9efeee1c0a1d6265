import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Fact, List, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import type { FileKind } from "../../presets/kind.ts";
import { at, finding } from "../finding.ts";
import { lexicon } from "../words.ts";

/** What the tables of a document that bring candidates stand under. */
const GIVERS = lexicon(
  "recommend,recommender,source,candidate,candidate source,retriever,retrieval,candidate generator",
);

/** Keys by which such a table says where its candidates come from. */
const ORIGIN_KEYS: ReadonlySet<string> = new Set(
  "script,url,uri,endpoint,index,query,table,topic,collection,corpus,path,command".split(","),
);
const KINDS: readonly FileKind[] = ["source", "params", "pipeline", "score"];

/** Tables of a document, new in a list of what gives candidates, that say where theirs come from; but for those that are told already. */
export function configured(detector: string, file: Examined, told: ReadonlySet<string>): readonly Finding[] {
  if (!KINDS.some((kind) => file.kinds.has(kind)) || file.kinds.has("test")) return [];
  const before = new Set(listsOf(file.base?.facts ?? []).flatMap(membersOf));
  const come = new Set(
    listsOf(file.result?.facts ?? [])
      .flatMap(membersOf)
      .filter((member) => !before.has(member)),
  );
  const found = new Map<string, Setting>();
  for (const fact of file.result?.facts ?? []) {
    if (fact.fact !== "setting" || fact.as !== "config" || !ORIGIN_KEYS.has(fact.name)) continue;
    const [member, table] = [fact.within.at(-1) ?? "", fact.within.slice(0, -1)];
    const key = JSON.stringify(fact.within);
    if (come.has(key) && !told.has(member) && !found.has(key) && hasWord(table.join(" "), GIVERS)) found.set(key, fact);
  }
  return [...found.values()].map(({ within, name, from, to }) => {
    const [member, table] = [within.at(-1) ?? "", within.slice(0, -1).join(".")];
    return finding(detector, "source", "pipeline.added", {
      title: `New source ${member} in ${table}`,
      at: [at(file.path, "result", from, to)],
      evidence: { stage: member, list: table, from: name },
      ask: `Which candidates does ${member} bring that nobody saw before, and for whom?`,
    });
  });
}

function listsOf(facts: readonly Fact[]): readonly List[] {
  return facts.filter((fact): fact is List => fact.fact === "list" && fact.by === "typed");
}

function membersOf({ within, name, items }: List): readonly string[] {
  return items
    .slice(0, 500)
    .flatMap((item) => (item.is === "list" ? [] : [JSON.stringify([...within, name, item.text])]));
}
