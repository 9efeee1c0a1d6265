import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../../contract.ts";
import type { Definition, Fact } from "../../facts/fact.ts";
import { hasWord, wordIn } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { isInfrastructure } from "../parameters/infrastructure.ts";
import { labelOf, spelling } from "../parameters/say.ts";
import { kindsByPath } from "../parameters/change.ts";
import { reportStages } from "../stages/report.ts";
import { configured } from "./configured.ts";
import { constructed } from "./constructed.ts";
import { ORIGINS, SOURCE_TYPES } from "./words.ts";

const ID = "source";

const ASK_ADDED = "Which candidates does … bring that nobody saw before, and for whom?";

/** Where candidates come from: sources, indexes, corpora, their windows (recommender.md §2, `source`). */
export const source: Detector = { id: ID, class: "source", detect };

function detect(input: DetectorInput): readonly Finding[] {
  const stages = reportStages(input, {
    detector: ID,
    class: "source",
    phases: new Set(["source"]),
    noun: "source",
    risks: { added: "R3", removed: "R4", across: "R3", other: "R2" },
    ask: {
      added: ASK_ADDED,
      removed: "Which candidates does nobody see any more without …?",
      moved: "What changes by the new place of …?",
    },
  });
  const told = new Set(
    stages.flatMap(({ evidence }) => [evidence["stage"] ?? "", ...(evidence["stages"] ?? "").split(", ")]),
  );
  return [
    ...stages,
    ...repointed(input),
    ...input.files.flatMap((file) => [...constructed(ID, file), ...configured(ID, file, told), ...defined(file, told)]),
  ];
}

/** A text that says where candidates come from is another one now. */
function repointed({ files, ledgers }: DetectorInput): readonly Finding[] {
  const kinds = kindsByPath(files);
  return ledgers.parameter.flatMap((change) => {
    if (change.how !== "changed" && change.how !== "renamed") return [];
    const { base, result } = change;
    const own = kinds.get(result.path);
    const texts = base.cells["type"] === "string" || base.cells["type"] === "name";
    if (own?.has("source") !== true || !texts || base.cells["value"] === result.cells["value"] || result.test)
      return [];
    if (!hasWord(`${result.name} ${result.key}`, ORIGINS) || isInfrastructure(result.name, own)) return [];
    return [
      finding(ID, "source", "param.changed", {
        title: `${labelOf(result)} ${spelling(base)} → ${spelling(result)}`,
        at: [at(result.path, "result", result.line), at(base.path, "base", base.line)],
        before: spelling(base),
        after: spelling(result),
        evidence: { key: result.key },
        ask: `What stands in ${spelling(result)} that does not stand in ${spelling(base)}?`,
      }),
    ];
  });
}

/** A new definition of something that gives candidates, where no registration in this change says so already. */
function defined(file: Examined, told: ReadonlySet<string>): readonly Finding[] {
  if (!file.kinds.has("source") || file.kinds.has("test")) return [];
  const names = (side: Examined["base"]) => typesOf(side?.facts ?? []).filter(({ name }) => !told.has(name));
  const [gone, come] = [names(file.base), names(file.result)];
  const both = new Set(gone.map(({ name }) => name).filter((name) => come.some((other) => other.name === name)));
  return [...gone, ...come]
    .filter(({ name }) => !both.has(name))
    .map((type) => {
      const added = come.includes(type);
      return finding(ID, "source", added ? "pipeline.added" : "pipeline.removed", {
        title: added ? `New source ${type.name}` : `Source ${type.name} removed`,
        at: [at(file.path, added ? "result" : "base", type.from, type.to)],
        risk: added ? "R3" : "R4",
        evidence: { stage: type.name, registered: "not in this change" },
        ask: added
          ? ASK_ADDED.replace("…", type.name)
          : `Which candidates does nobody see any more without ${type.name}?`,
      });
    });
}

function typesOf(facts: readonly Fact[]): readonly Definition[] {
  return facts.filter(
    (fact): fact is Definition =>
      fact.fact === "definition" &&
      fact.sort === "type" &&
      !fact.test &&
      (fact.types.some((type) => hasWord(type, SOURCE_TYPES)) || wordIn(fact.name, SOURCE_TYPES) !== undefined),
  );
}
