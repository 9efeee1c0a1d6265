import type { Examined } from "../contract.ts";
import { egressRows } from "./egress/egress.ts";
import { entityRows } from "./entity/entity.ts";
import type { Extract, Side } from "./extract.ts";
import { featureRows } from "./feature/feature.ts";
import { modelRows } from "./model/model.ts";
import { pairRows } from "./pairing.ts";
import { parameterRows } from "./parameter/parameter.ts";
import { pipelineRows } from "./pipeline/pipeline.ts";
import type { LedgerChanges, RowChange } from "./row.ts";

/**
 * What changed in each ledger: rows of the facts that one side of a file has and the other has not, paired over the whole change. The
 * same files give the same rows in the same order (recommender.md §3).
 */
export function ledgerChanges(files: readonly Examined[]): LedgerChanges {
  const [base, result] = [sidesOf(files, "base"), sidesOf(files, "result")];
  const changes = (extract: Extract): readonly RowChange[] =>
    pairRows(
      base.flatMap((side) => extract(side, base)),
      result.flatMap((side) => extract(side, result)),
    );
  return {
    parameter: changes(parameterRows),
    pipeline: changes(pipelineRows),
    entity: changes(entityRows),
    feature: changes(featureRows),
    egress: changes(egressRows),
    model: changes(modelRows),
  };
}

function sidesOf(files: readonly Examined[], side: "base" | "result"): readonly Side[] {
  return files.flatMap((file) => {
    const said = file[side];
    return said === undefined ? [] : [{ file, facts: said.facts, words: said.words, ...modelOf(said) }];
  });
}

function modelOf({ model }: NonNullable<Examined["base"]>): Pick<Side, "model"> {
  return model === undefined ? {} : { model };
}
