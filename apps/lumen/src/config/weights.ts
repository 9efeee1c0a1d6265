import { ACTIONS, isAction } from "../models/actions.ts";
import type { Action } from "../models/actions.ts";
import { entriesOf, lookup, numberAt, textAt } from "./lookup.ts";
import type { Document } from "./read-yaml.ts";

/** What the score of a post is made with. */
export type Weights = {
  readonly actions: Readonly<Record<Action, number>>;
  readonly unfollowedFactor: number;
  readonly diversityFloor: number;
  readonly diversityDecay: number;
  readonly coldStartBoost: number;
  readonly trustedNewsBoost: number;
};

/** Reads `config/weights.yaml`. Every action has a weight, in the table or in the packed text. */
export function readWeights(document: Document): Weights {
  const named = entriesOf(lookup(document, "actions")).map(([name, value]) => [name, Number(value)] as const);
  const all = new Map([...named, ...unpack(textAt(document, "packed"))]);
  const unknown = [...all.keys()].find((name) => !isAction(name));
  if (unknown !== undefined) throw new Error(`${unknown} is no action`);
  const weightOf = (action: Action) => {
    const weight = all.get(action);
    if (weight === undefined || Number.isNaN(weight)) throw new Error(`${action} has no weight`);
    return weight;
  };
  const [like, reply, repost, profileVisit, dwell, report] = ACTIONS.map(weightOf);
  return {
    actions: {
      like: like ?? 0,
      reply: reply ?? 0,
      repost: repost ?? 0,
      profile_visit: profileVisit ?? 0,
      dwell: dwell ?? 0,
      report: report ?? 0,
    },
    unfollowedFactor: numberAt(document, "network.unfollowed_factor"),
    diversityFloor: numberAt(document, "diversity.floor"),
    diversityDecay: numberAt(document, "diversity.decay"),
    coldStartBoost: numberAt(document, "cold_start.boost"),
    trustedNewsBoost: numberAt(document, "trusted_news.boost"),
  };
}

/** `name=weight` pairs, separated by blanks. */
function unpack(text: string): readonly (readonly [string, number])[] {
  return text.split(" ").map((pair) => {
    const [name = "", weight = ""] = pair.split("=");
    return [name, weight === "" ? Number.NaN : Number(weight)] as const;
  });
}
