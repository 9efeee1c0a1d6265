import type { Finding } from "@countersign/core";
import type { DetectorInput, Examined } from "../../contract.ts";
import type { Row, RowChange } from "../../ledgers/row.ts";
import { finding } from "../finding.ts";
import { newestOf, placesOf } from "../rows.ts";
import { together } from "../together.ts";
import { ID } from "./say.ts";

/** A test that asserts a list's size keeps it from being changed in silence, and tells how many there are meant to be. */
export function pinned({ files, ledgers }: DetectorInput, found: readonly RowChange[]): readonly Finding[] {
  const sizes = new Map(
    found.flatMap((change) => ("result" in change ? [[change.result.cells["size"] ?? "", change]] : [])),
  );
  const literal = ledgers.parameter.filter((change) => "result" in change && change.result.test);
  const told = literal.flatMap((change) => {
    const row = newestOf(change);
    const list = sizes.get(row.cells["value"] ?? "-");
    if (list === undefined || Number(row.cells["value"]) < 10 || !isTest(files, row)) return [];
    return [
      finding(ID, "entity", "list.pinned", {
        title: `A test asserts that ${newestOf(list).name} has ${row.cells["value"] ?? ""} members`,
        at: placesOf(change),
        risk: "R1",
        evidence: { test: "yes", key: row.key },
      }),
    ];
  });
  return together(told);
}

function isTest(files: readonly Examined[], row: Row): boolean {
  return row.test || files.some(({ path, kinds }) => path === row.path && kinds.has("test"));
}
