import type { Finding, Risk } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import { compare, differByPart } from "../../facts/decimal.ts";
import { hasWord } from "../../facts/words.ts";
import type { RowChange } from "../../ledgers/row.ts";
import { at, finding } from "../finding.ts";
import type { ParameterChange } from "../parameters/change.ts";
import { newestOf } from "../rows.ts";
import { aboutOf } from "../parameters/class-of.ts";
import { reportParameters } from "../parameters/report.ts";
import { labelOf } from "../parameters/say.ts";
import { WEIGHTS } from "../weight/words.ts";
import { lexicon } from "../words.ts";

const ID = "flag";

/** What a switch may turn on that is R3 or more by itself. */
const GRAVE = lexicon(
  "source,sources,filter,filters,scorer,scoring,ranking,ranker,model,embedding,visibility,safety,moderation,label,feature,hydrator,egress,mirror,shadow,logging,retrieval,recommender",
);

/** Names of shares that are parts of ten thousand, whatever the number. */
const TEN_THOUSANDTHS = lexicon("availability,decider,basis point,basis points,bps");

/** Switches and their shares, and names by which live values override a default (recommender.md §2, `flag`). */
export const flag: Detector = { id: ID, class: "flag", detect };

function detect(input: DetectorInput): readonly Finding[] {
  return [
    ...reportParameters(input, {
      detector: ID,
      class: "flag",
      noun: "switches",
      risk,
      code,
      ask: "Which value do live systems have for …, and since when?",
    }),
    ...input.ledgers.parameter.flatMap(detached),
  ];
}

function code({ change }: ParameterChange): string {
  if (change.how === "added" || change.how === "removed") return `param.${change.how}`;
  const types = [change.base.cells["type"], change.result.cells["type"]];
  if (types[0] !== types[1]) return "param.changed";
  return types[0] === "boolean" ? "flag.default" : "flag.share";
}

function risk({ change }: ParameterChange): Risk {
  if (change.how === "added" || change.how === "removed") return "R2";
  const [before, after] = [change.base.cells, change.result.cells];
  if (before["type"] === "boolean" || after["type"] === "boolean") return "R3";
  const about = aboutOf(newestOf(change));
  const [from, to] = [before["decimal"] ?? "0", after["decimal"] ?? "0"];
  const whole = hasWord(about, TEN_THOUSANDTHS) ? "10000" : wholeOf(from, to);
  if (compare(to, whole) === 0 && compare(from, whole) < 0 && (hasWord(about, GRAVE) || hasWord(about, WEIGHTS)))
    return "R4";
  return differByPart(from, to, whole, 10n) ? "R3" : "R2";
}

/** Everything, in the unit that the numbers are in: a share, a percentage, parts of ten thousand. */
function wholeOf(from: string, to: string): string {
  const most = compare(from, to) > 0 ? from : to;
  if (compare(most, "1") <= 0) return "1";
  return compare(most, "100") <= 0 ? "100" : compare(most, "1000") === 0 ? "1000" : "10000";
}

/** A name in a remote system that is another one now: whatever was set for the old one no longer applies. */
function detached(change: RowChange): readonly Finding[] {
  if (change.how === "added" || change.how === "removed") return [];
  const { base, result } = change;
  if (base.remote === undefined || base.remote === result.remote || base.name.includes("[")) return [];
  const to = result.remote === undefined ? "gone" : `now ${result.remote}`;
  return [
    finding(ID, "flag", "param.renamed", {
      title: `Remote name of ${labelOf(base)} was ${base.remote}, ${to}: live overrides of the old key no longer apply`,
      at: [at(result.path, "result", result.line), at(base.path, "base", base.line)],
      risk: base.test ? "R1" : "R2",
      before: base.remote,
      ...(result.remote === undefined ? {} : { after: result.remote }),
      evidence: { key: result.key, overrides: "detached", ...(base.test ? { test: "yes" } : {}) },
      ...(base.test ? {} : { ask: `Which live values did ${base.remote} have, and are they set under the new name?` }),
    }),
  ];
}
