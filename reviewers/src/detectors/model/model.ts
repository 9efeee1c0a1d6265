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
  const half = new Set(files.filter(isReadInHalf).map(({ path }) => `${path}#model`));
  const changes = ledgers.model.filter((change) => !isOnlyMoved(change) && !half.has(newestOf(change).key));
  const told = new Set(changes.map((change) => newestOf(change).key));
  const silent = files.filter(({ path }) => !told.has(`${path}#model`));
  return together([...changes.flatMap(tell), ...files.flatMap(warnings), ...silent.flatMap(otherBytes)]);
}

/** A model on one side, and on the other something that nobody could read. */
function isReadInHalf({ base, result }: Examined): boolean {
  return base !== undefined && result !== undefined && (base.model === undefined) !== (result.model === undefined);
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

/** A model of the same structure with other numbers in it, one of which no reader knows the format, or one that is too large to be read. */
function otherBytes({ path, kinds, entry, base, result, sizes }: Examined): readonly Finding[] {
  const { oldSha256, newSha256 } = entry;
  const outlined = base?.model !== undefined || result?.model !== undefined;
  const text = [base, result].every((side) => side === undefined || side.analysed !== "none");
  if (oldSha256 === newSha256 || !(outlined || (kinds.has("model") && !text))) return [];
  const verb = base === undefined ? "is new" : result === undefined ? "is gone" : "has other contents";
  const said = {
    title: `The model ${path.split("/").at(-1) ?? path} ${verb}`,
    at: [at(path, result === undefined ? "base" : "result", 0)],
    risk: result === undefined ? ("R3" as const) : ("R4" as const),
    ...(base === undefined ? {} : { before: oldSha256 }),
    ...(result === undefined ? {} : { after: newSha256 }),
    evidence: { key: `${path}#model`, bytes: sizes.result ?? sizes.base ?? 0 },
    ask: "With which data and code was this model trained, and how does its ranking differ on the same requests?",
  };
  return [finding(ID, "model", "model.bytes", apart(said, kinds.has("test")))];
}
