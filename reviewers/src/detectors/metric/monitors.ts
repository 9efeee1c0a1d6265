import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Call, Fact } from "../../facts/fact.ts";
import { hasWord, wordIn } from "../../facts/words.ts";
import { lastName } from "../../ledgers/extract.ts";
import { at, finding } from "../finding.ts";
import { pairFacts } from "../pair-facts.ts";
import { GROUPS, METERS } from "./words.ts";
import { lexicon } from "../words.ts";

/** Words of what is served and seen; a meter of anything else watches machines. */
const SERVED = lexicon(
  "served,serve,exposure,impression,impressions,shown,author,candidate,candidates,post,tweet,item,drop,dropped,filtered,score,rank,recommended,feed",
);

/**
 * Counters of what is served that go, or have another name. A counter by group of people watches whom a change harms (R3); one that
 * only moved within the file is no finding.
 */
export function monitorFindings(detector: string, file: Examined): readonly Finding[] {
  if (file.kinds.has("test") || file.kinds.has("infrastructure")) return [];
  const pairs = pairFacts(metersOf(file.base?.facts ?? []), metersOf(file.result?.facts ?? []), ({ callee, within }) =>
    JSON.stringify([callee, within]),
  );
  const gone = pairs.flatMap(({ base, result }) => (base !== undefined && result === undefined ? [base] : []));
  const renamed = pairs.flatMap(({ base, result }) =>
    base !== undefined && result !== undefined && saysOf(base) !== saysOf(result) ? [{ base, result }] : [],
  );
  return [
    ...goneFindings(detector, file, gone),
    ...renamed.slice(0, 20).map((pair) => renamedFinding(detector, file, pair)),
  ];
}

function goneFindings(detector: string, file: Examined, calls: readonly Call[]): readonly Finding[] {
  const [byGroup, others] = [
    calls.filter((call) => groupOf(call) !== undefined),
    calls.filter((call) => groupOf(call) === undefined),
  ];
  const say = (some: readonly Call[], risk: "R2" | "R3", groups: string) => {
    const names = [...new Set(some.map(saysOf))];
    if (names.length === 0) return [];
    return [
      finding(detector, "metric", "metric.monitor", {
        title: `${groups === "" ? "Counter" : `Monitor by ${groups}`} removed: ${names.slice(0, 4).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}`,
        at: some.map((call) => at(file.path, "base", call.from, call.to)),
        risk,
        before: names.join(", "),
        evidence: { count: some.length, ...(groups === "" ? {} : { groups }) },
        ask: "Where is this measured from now on?",
      }),
    ];
  };
  const groups = [...new Set(byGroup.map((call) => groupOf(call) ?? ""))].toSorted().join(", ");
  return [...say(byGroup, "R3", groups), ...say(others, "R2", "")];
}

function renamedFinding(
  detector: string,
  { path }: Examined,
  { base, result }: { readonly base: Call; readonly result: Call },
): Finding {
  return finding(detector, "metric", "metric.name", {
    title: `Metric ${saysOf(base)} is now ${saysOf(result)}`,
    at: [at(path, "result", result.from, result.to), at(path, "base", base.from, base.to)],
    before: saysOf(base),
    after: saysOf(result),
    evidence: { call: result.callee },
    ask: "Do alarms and reports that read the old name read the new one?",
  });
}

function metersOf(facts: readonly Fact[]): readonly Call[] {
  return facts.filter(
    (fact): fact is Call =>
      fact.fact === "call" &&
      !fact.test &&
      hasWord(fact.callee, METERS) &&
      (hasWord(lastName(fact.callee), METERS) || fact.args.some(({ value }) => value.is === "string")) &&
      (hasWord(aboutOf(fact), SERVED) || groupOf(fact) !== undefined),
  );
}

function groupOf(call: Call): string | undefined {
  return wordIn(aboutOf(call), GROUPS);
}

function aboutOf({ callee, args, within }: Call): string {
  const texts = args.map(({ name = "", value }) => `${name} ${value.is === "list" ? "" : value.text.slice(0, 200)}`);
  return [callee, ...texts, within.at(-1) ?? ""].join(" ").slice(0, 1_000);
}

function saysOf({ callee, args }: Call): string {
  const text = args.find(({ value }) => value.is === "string")?.value;
  return text?.is === "string" ? text.text.slice(0, 80) : callee.slice(-80);
}
