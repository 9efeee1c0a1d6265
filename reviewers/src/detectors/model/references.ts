import type { Finding } from "@countersign/core";
import type { RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { apart, newestOf, placesOf, rowsOf } from "../rows.ts";

const ID = "model";

/** A reference to a model that lives elsewhere: which one, from which to which. */
export function reference(change: RowChange): Finding {
  const { base, result } = rowsOf(change);
  const row = newestOf(change);
  const [before, after] = [base?.cells["reference"], result?.cells["reference"]];
  const title =
    before === undefined
      ? `${row.name} is ${after ?? ""}`
      : after === undefined
        ? `${row.name} is no longer ${before}`
        : `${row.name} is ${after} instead of ${before}`;
  return finding(
    ID,
    "model",
    "model.reference",
    apart(
      {
        title: `Which model: ${title}`,
        at: placesOf(change),
        risk: result === undefined ? "R3" : "R4",
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        evidence: { key: row.key, source: row.cells["source"] ?? "" },
        ask: "What is the digest of the model that this names today, and who may change it?",
      },
      row.test,
    ),
  );
}

/** A name under which another model may stand tomorrow. */
export function unpinned(change: RowChange): readonly Finding[] {
  const { result } = rowsOf(change);
  if (result === undefined || result.cells["pinned"] !== "no") return [];
  return [
    finding(
      ID,
      "model",
      "model.unpinned",
      apart(
        {
          title: `${result.cells["reference"] ?? result.name} may be another model tomorrow without any change here`,
          at: placesOf(change).slice(0, 1),
          risk: "R4",
          after: result.cells["reference"] ?? "",
          evidence: { key: result.key },
          ask: "Can it be named by its digest?",
        },
        result.test,
      ),
    ),
  ];
}
