import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../../contract.ts";
import type { Fact } from "../../facts/fact.ts";
import { together } from "../together.ts";
import { engine } from "./engines.ts";
import { environment } from "./environment.ts";
import { evaluated } from "./evaluated.ts";
import { fromTests } from "./from-tests.ts";
import { outside } from "./outside.ts";
import { ID } from "./say.ts";
import { scripted, scriptedFunction } from "./scripted.ts";

/** What can be run or read that nobody reviewed (recommender.md §2, `remote-code`). */
export const remoteCode: Detector = { id: ID, class: "remote-code", detect };

function detect({ files }: DetectorInput): readonly Finding[] {
  const read = files.filter(({ kinds }) => !kinds.has("docs") || kinds.size > 1);
  const found = read.flatMap((file) => together((file.result?.facts ?? []).flatMap((fact) => look(file, fact))));
  return [...found, ...environment(read)];
}

function look(file: Examined, fact: Fact): readonly Finding[] {
  switch (fact.fact) {
    case "call":
      return [...evaluated(file, fact), ...outside(file, fact)];
    case "setting":
      return [...scripted(file, fact), ...outside(file, fact)];
    case "import":
      return [...engine(file, fact), ...fromTests(file, fact), ...outside(file, fact)];
    case "definition":
      return scriptedFunction(file, fact);
    default:
      return [];
  }
}
