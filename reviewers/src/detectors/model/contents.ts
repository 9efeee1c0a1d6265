import type { Finding } from "@countersign/core";
import type { Row, RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { apart, newestOf, placesOf, rowsOf } from "../rows.ts";

const ID = "model";

/** A model that came, went, or has other contents. */
export function bytes(change: RowChange): Finding {
  const { base, result } = rowsOf(change);
  const row = newestOf(change);
  const verb = base === undefined ? "is new" : result === undefined ? "is gone" : "has other contents";
  const told = (one: Row) => one.cells["digest"] ?? one.cells["size"] ?? one.cells["format"] ?? "";
  return finding(
    ID,
    "model",
    row.cells["source"] === "blob" ? "model.bytes" : "model.reference",
    apart(
      {
        title: `The model ${row.name} ${verb}`,
        at: placesOf(change),
        risk: result === undefined ? "R3" : "R4",
        ...(base === undefined ? {} : { before: told(base) }),
        ...(result === undefined ? {} : { after: told(result) }),
        evidence: { key: row.key, format: row.cells["format"] ?? "", source: row.cells["source"] ?? "" },
        ask: "With which data and code was this model trained, and how does its ranking differ on the same requests?",
      },
      row.test,
    ),
  );
}

/** The real content of a pointer is not in the repository. */
export function elsewhere(change: RowChange): readonly Finding[] {
  const { result } = rowsOf(change);
  if (result === undefined || result.cells["source"] === "blob") return [];
  return [
    finding(
      ID,
      "opaque",
      "model.absent",
      apart(
        {
          title: `The content of ${result.name} is not in the repository: only its digest is`,
          at: placesOf(change).slice(0, 1),
          evidence: { key: result.key, digest: result.cells["digest"] ?? "", bytes: result.cells["bytes"] ?? "" },
          ask: "Can the Oracle have the file with this digest?",
        },
        result.test,
      ),
    ),
  ];
}
