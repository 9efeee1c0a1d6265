import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Branch, Definition, Fact } from "../../facts/fact.ts";
import { wordIn } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { pairFacts } from "../pair-facts.ts";
import { ACTIONS } from "./words.ts";

/** Rules of one file that are told one by one. */
const MOST = 20;

/**
 * In files that decide what may be seen: rules that come, go, or say another action; conditions around an action that are others now.
 * Members of enumerations without an action are housekeeping and R2.
 */
export function ruleFindings(detector: string, file: Examined): readonly Finding[] {
  if (!file.kinds.has("visibility") || file.kinds.has("test")) return [];
  const rules = (facts: readonly Fact[] = []) =>
    facts.filter((fact): fact is Definition => fact.fact === "definition" && fact.sort === "rule" && !fact.test);
  const branches = (facts: readonly Fact[] = []) =>
    facts.filter(
      (fact): fact is Branch =>
        fact.fact === "branch" && fact.sort !== "error" && !fact.test && actionOf(fact.then) !== undefined,
    );
  return [
    ...pairFacts(rules(file.base?.facts), rules(file.result?.facts), ({ name }) => name).flatMap(({ base, result }) =>
      ruleFinding(detector, file, base, result),
    ),
    ...pairFacts(branches(file.base?.facts), branches(file.result?.facts), ({ within, then }) =>
      JSON.stringify([within, then]),
    ).flatMap(({ base, result }) =>
      base === undefined || result === undefined || base.when === result.when
        ? []
        : [conditionFinding(detector, file, base, result)],
    ),
  ].slice(0, MOST);
}

function ruleFinding(
  detector: string,
  { path }: Examined,
  base: Definition | undefined,
  result: Definition | undefined,
): readonly Finding[] {
  const rule = result ?? base;
  if (rule === undefined || (base?.body ?? "") === (result?.body ?? "")) return [];
  const [before, after] = [actionOf(base?.body ?? ""), actionOf(result?.body ?? "")];
  const places = [
    ...(result === undefined ? [] : [at(path, "result", result.from, result.to)]),
    ...(base === undefined ? [] : [at(path, "base", base.from, base.to)]),
  ];
  const what =
    base === undefined
      ? "is new"
      : result === undefined
        ? "is gone"
        : before === after
          ? "decides otherwise"
          : `${before ?? "nothing"} → ${after ?? "nothing"}`;
  return [
    finding(
      detector,
      "visibility",
      base === undefined ? "pipeline.added" : result === undefined ? "pipeline.removed" : "param.changed",
      {
        title: `Rule ${rule.name} ${what}`,
        at: places,
        risk: result === undefined && before !== undefined ? "R4" : "R3",
        evidence: {
          rule: rule.name,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        },
        ask: `Which policy does the rule ${rule.name} carry out, and how many posts does it meet?`,
      },
    ),
  ];
}

function conditionFinding(detector: string, { path }: Examined, base: Branch, result: Branch): Finding {
  return finding(detector, "visibility", "param.changed", {
    title: `Condition of ${actionOf(result.then) ?? "an action"} is another one`,
    at: [at(path, "result", result.from, result.to), at(path, "base", base.from, base.to)],
    before: base.when,
    after: result.when,
    evidence: { action: actionOf(result.then) ?? "" },
    ask: "What is seen or hidden otherwise by the new condition?",
  });
}

function actionOf(body: string): string | undefined {
  return wordIn(body.slice(0, 2_000), ACTIONS);
}
