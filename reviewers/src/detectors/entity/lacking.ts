import type { Finding } from "@countersign/core";
import { hasWord, wordsOf } from "../../facts/words.ts";
import type { Row, RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { placesOf, rowsOf } from "../rows.ts";
import { lexicon } from "../words.ts";
import { ID, nameOf } from "./say.ts";

/** What a list that names people should have and has not; of one that only changed, what it lost. */
export function lacking(change: RowChange, row: Row): readonly Finding[] {
  const { base } = rowsOf(change);
  const lost = (column: string) =>
    row.cells[column] === undefined && (base === undefined || base.cells[column] !== undefined);
  const { kind = "", size = "0", action } = row.cells;
  const isRule = ["account", "handle", "hash", "domain", "party", "topic"].includes(kind) && Number(size) >= 5;
  if (!isRule && kind !== "country") return [];
  const lacks = (code: string, title: string, ask: string) =>
    finding(ID, "entity", code, {
      title,
      at: placesOf(change),
      risk: "R3",
      evidence: { key: row.key, ...(action === undefined ? {} : { action }) },
      ask,
    });
  const named = nameOf(row);
  const place = [...wordsOf(row.name), ...wordsOf(row.path)].find((word) => PLACES.has(word));
  return [
    ...(isRule && lost("scope") && (place !== undefined || hasWord(row.key, PLACES))
      ? [
          lacks(
            "list.scope",
            `${named} is named for one place or vote, and nothing reads where the viewer is`,
            "For viewers of which countries is this meant, and where is that checked?",
          ),
        ]
      : []),
    ...(isRule && lost("expires") ? [lacks("list.expiry", `${named} has no end`, "Until when does this hold?")] : []),
    ...(isRule && lost("switch")
      ? [
          lacks(
            "list.switch",
            `${named} cannot be switched off without another change`,
            "How is this taken back in an hour?",
          ),
        ]
      : []),
    ...(isRule && lost("basis")
      ? [
          lacks(
            "list.basis",
            `${named} names no ground`,
            "Which law, order or rule of yours asks for this? A document, please.",
          ),
        ]
      : []),
    ...(base === undefined && (row.cells["hidden"] !== undefined || kind === "hash")
      ? [
          lacks(
            "list.uncheckable",
            `Members of ${named} are ${row.cells["hidden"] ?? "hashes"}: nobody can compare them with their source`,
            "Can the Oracle see the members in plain, under seal?",
          ),
        ]
      : []),
  ];
}

/** Words that name a country, an election or a law in a name: then the rule has a scope that it should check. */
const PLACES = lexicon(
  "election,elections,act,law,compliance,country,national,federal,region,regional,embargo,sanction,sanctions,norland,germany,france,brazil,india,china,russia,ukraine,turkey,israel,iran,usa,us,uk,eu,japan,korea,mexico,poland,hungary,italy,spain,netherlands,sweden,norway,canada,australia,taiwan,venezuela,myanmar,ethiopia,nigeria,egypt",
);
