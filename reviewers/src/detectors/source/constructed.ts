import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Call, Fact } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { lexicon } from "../words.ts";

/** What a call constructs that candidates are looked for in. */
const CONSTRUCTED = lexicon("window,index,corpus,source,retriever,similarity engine,candidate source,search index");

/** Calls of one file that are told. */
const MOST = 20;

/** A window, an index or a corpus that a file of sources constructs with other words or numbers, no longer, or anew. */
export function constructed(detector: string, file: Examined): readonly Finding[] {
  if (!file.kinds.has("source") || file.kinds.has("test")) return [];
  const [gone, come] = [callsOf(file.base?.facts ?? []), callsOf(file.result?.facts ?? [])];
  const told = [
    ...gone.map((call) => ({ call, side: "base" as const })),
    ...come.map((call) => ({ call, side: "result" as const })),
  ];
  return told.slice(0, MOST).map(({ call, side }) => {
    const replaced = (side === "base" ? come : gone).some(({ callee }) => callee === call.callee);
    const says = spelled(call);
    return finding(detector, "source", side === "base" ? "param.removed" : "param.added", {
      title: side === "base" ? `${says} removed` : `New ${says}`,
      at: [at(file.path, side, call.from, call.to)],
      risk: side === "base" && !replaced ? "R4" : "R3",
      ...(side === "base" ? { before: says } : { after: says }),
      evidence: { call: call.callee },
      ask: `Which candidates come or go with ${says}?`,
    });
  });
}

function callsOf(facts: readonly Fact[]): readonly Call[] {
  return facts.filter(
    (fact): fact is Call =>
      fact.fact === "call" &&
      !fact.test &&
      /(?:^|[.:])[A-Z]\w*(?:(?:\.|::)(?:new|apply|of|create|build))?$/u.test(fact.callee) &&
      hasWord(fact.callee, CONSTRUCTED) &&
      fact.args.some(({ value }) => value.is === "string" || value.is === "number"),
  );
}

function spelled({ callee, args }: Call): string {
  const texts = args.map(({ name, value }) => {
    const text = value.is === "list" ? `${value.items.length} items` : value.text;
    return name === undefined ? text : `${name} = ${text}`;
  });
  return `${callee}(${texts.join(", ").slice(0, 120)})`;
}
