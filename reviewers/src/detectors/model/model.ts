import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../../contract.ts";
import type { RowChange } from "../../ledgers/row.ts";
import { at, finding } from "../finding.ts";
import { apart, isOnlyMoved, newestOf } from "../rows.ts";
import { together } from "../together.ts";
import { bytes, elsewhere } from "./contents.ts";
import { inputs } from "./inputs.ts";
import { reference, unpinned } from "./references.ts";

const ID = "model";

/** Models: their bytes, what they take, and what refers to one that lies elsewhere (recommender.md §2, `model`). */
export const model: Detector = { id: ID, class: "model", detect };

function detect({ files, ledgers }: DetectorInput): readonly Finding[] {
  const told = ledgers.model.filter((change) => !isOnlyMoved(change)).flatMap(tell);
  return together([...told, ...files.flatMap(warnings)]);
}

function tell(change: RowChange): readonly Finding[] {
  return newestOf(change).key.endsWith("#model")
    ? [bytes(change), ...inputs(change), ...elsewhere(change)]
    : [reference(change), ...unpinned(change)];
}

/** What a model's file has that is dangerous or broken. */
function warnings({ path, kinds, result }: Examined): readonly Finding[] {
  return (result?.model?.warnings ?? []).map(({ code, what }) =>
    finding(
      ID,
      "model",
      code,
      apart(
        { title: what, at: [at(path, "result", 0)], risk: "R4", evidence: { format: result?.model?.format ?? "" } },
        kinds.has("test"),
      ),
    ),
  );
}
