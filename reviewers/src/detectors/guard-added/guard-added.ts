import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../../contract.ts";
import { at, finding } from "../finding.ts";
import { failures } from "../guard-removed/failures.ts";
import { guardsOf } from "../guard-removed/guards.ts";

const ID = "guard-added";

const MOST = 20;

/** Checks, user controls and switches that are new, and errors that keep out now: what a change protects (recommender.md §0.10). */
export const guardAdded: Detector = { id: ID, class: "guard-added", detect };

function detect({ files }: DetectorInput): readonly Finding[] {
  return files.flatMap((file) => [...come(file), ...closed(file)]);
}

function come(file: Examined): readonly Finding[] {
  if (file.base === undefined) return [];
  const before = new Set([...guardsOf(file, "base").values()].map(({ word }) => word));
  const added = [...guardsOf(file, "result").values()].filter(({ word, plain }) => !plain && !before.has(word));
  const byWord = new Map(added.map((guard) => [guard.word, guard]));
  return [...byWord.values()].slice(0, MOST).map(({ fact, says, word }) =>
    finding(ID, "guard-added", "guard.added", {
      title: `Newly asked: ${says.slice(0, 80)}`,
      at: [at(file.path, "result", fact.from, fact.to)],
      after: says,
      evidence: { guard: word },
    }),
  );
}

function closed(file: Examined): readonly Finding[] {
  return failures(file, "closes").map(({ fact, after }) =>
    finding(ID, "guard-added", "guard.added", {
      title: `On an error${fact.within.length > 0 ? ` in ${fact.within.at(-1) ?? ""}` : ""}, candidates stop`,
      at: [at(file.path, "result", fact.from, fact.to)],
      after,
      evidence: { "on-error": "open → closed" },
    }),
  );
}
