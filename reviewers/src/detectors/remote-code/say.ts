import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Fact } from "../../facts/fact.ts";
import { at, finding } from "../finding.ts";
import { apart } from "../rows.ts";

export const ID = "remote-code";

const ASKS = {
  "remote.script": "Where does this text come from, who may change it, and what can it reach?",
  "remote.environment": "Which variables decide this, who sets them, and who sees that they changed?",
  "remote.config": "Who writes that file, and is each change of it captured?",
  "remote.load": "Which code is loaded, by which digest, and who builds it?",
} as const;

type Code = keyof typeof ASKS;

/** One finding about a fact of the result; `name` is what is run, read or loaded. */
export function say(
  file: Examined,
  fact: Fact,
  code: Code,
  title: string,
  name: string,
  more: { readonly [name: string]: string } = {},
): Finding {
  return finding(
    ID,
    "remote-code",
    code,
    apart(
      {
        title,
        at: [at(file.path, "result", fact.from, fact.to)],
        risk: "R4",
        evidence: { key: [...fact.within, name].join("."), name, ...more },
        ask: ASKS[code],
      },
      fact.test || file.kinds.has("test"),
    ),
  );
}

/** Whether a file only builds or deploys: what runs there is told by the class `build`. */
export function isBuilt({ path, kinds }: Examined): boolean {
  return (
    kinds.has("infrastructure") ||
    kinds.has("deploy") ||
    /(?:^|\/)(?:setup\.py|build\.rs|hatch_build\.py|conftest\.py|build\.(?:gradle|sbt|mill)(?:\.kts)?|gulpfile\.\w+|webpack\.[\w.]+|vite\.config\.\w+|vitest\.config\.\w+)$/u.test(
      path,
    )
  );
}
