import type { Finding } from "@countersign/core";
import type { RowChange } from "../../ledgers/row.ts";
import { newestOf, rowsOf } from "../rows.ts";
import { listed, say, sayAll } from "./say.ts";

const ASK = "Which requests are copied, with which fields, to whose machines?";

/** Copies of real traffic: where they go, told once for each file, and which share of it. */
export function mirrors(changes: readonly RowChange[]): readonly Finding[] {
  const shares = changes.filter((change) => newestOf(change).cells["share"] !== undefined);
  const places = changes.filter((change) => !shares.includes(change));
  const byPlace = Map.groupBy(places, (change) =>
    JSON.stringify([newestOf(change).path, "result" in change, newestOf(change).test]),
  );
  return [...[...byPlace.values()].flatMap(copied), ...shares.map(share)];
}

function copied(changes: readonly RowChange[]): readonly Finding[] {
  const [first, ...others] = changes;
  if (first === undefined) return [];
  const { path } = newestOf(first);
  const to = changes.flatMap((change) => newestOf(change).cells["destination"] ?? []);
  const where = to.length === 0 ? "elsewhere" : listed(to);
  if (!("result" in first))
    return [
      sayAll(
        [first, ...others],
        "egress.mirror",
        `Copies of traffic no longer go to ${where}`,
        "R2",
        "Where do they go now?",
      ),
    ];
  return [
    sayAll(
      [first, ...others],
      "egress.mirror",
      to.length === 0 ? `Real traffic is copied (${path})` : `Copies of real traffic go to ${where} (${path})`,
      "R4",
      ASK,
    ),
  ];
}

function share(change: RowChange): Finding {
  const { base, result } = rowsOf(change);
  const [from, to] = [base?.cells["share"], result?.cells["share"]];
  const title =
    to === undefined
      ? "No share of the traffic is copied any more"
      : `${to} of the traffic is copied${from === undefined ? "" : ` instead of ${from}`} (${newestOf(change).name})`;
  return say(change, "egress.mirror", title, to === undefined ? "R2" : "R4", ASK, "share");
}
