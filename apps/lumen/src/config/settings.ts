import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRules } from "../rules/parse.ts";
import type { Rule } from "../rules/parse.ts";
import { readFlags } from "./flags.ts";
import type { Flags } from "./flags.ts";
import { itemsOf, lookup, numberAt, textAt } from "./lookup.ts";
import { readToml } from "./read-toml.ts";
import type { Tables } from "./read-toml.ts";
import { readYaml } from "./read-yaml.ts";
import type { Document } from "./read-yaml.ts";
import { readWeights } from "./weights.ts";
import type { Weights } from "./weights.ts";

/** Everything that operators set, read once. */
export type Settings = {
  readonly weights: Weights;
  readonly flags: Flags;
  readonly sources: Tables;
  readonly limits: Document;
  readonly rules: readonly Rule[];
  readonly prompt: string;
  readonly topics: Document;
  readonly spamDomains: ReadonlySet<string>;
  readonly trustedNews: ReadonlySet<string>;
  /** Names of features that are declared as served. */
  readonly servedFeatures: ReadonlySet<string>;
};

/** Reads the files of a folder that has `config`, `lists`, `features`, `rules`, `prompts` and `deploy`. */
export function readSettings(root: string): Settings {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const features = ["features/viewer.yaml", "features/post.yaml"].flatMap((path) => itemsOf(readYaml(read(path))));
  return {
    weights: readWeights(readYaml(read("config/weights.yaml"))),
    flags: readFlags(readYaml(read("config/flags.yaml"))),
    sources: readToml(read("config/sources.toml")),
    limits: readYaml(read("config/limits.yaml")),
    rules: parseRules(read("rules/eligibility.lmr")),
    prompt: read("prompts/topic-judge.j2"),
    topics: readYaml(read("deploy/topics.yaml")),
    spamDomains: readList(read("lists/spam-domains.txt")),
    trustedNews: readList(read("lists/trusted-news.txt")),
    servedFeatures: new Set(features.filter(isServed).map((feature) => textAt(feature, "name"))),
  };
}

function isServed(feature: Document): boolean {
  return itemsOf(lookup(feature, "used_in")).includes("serve");
}

/** One entry a line; lines that begin with # are comments. */
function readList(text: string): ReadonlySet<string> {
  const lines = text.split("\n").map((line) => line.trim());
  return new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
}

/** A number of `config/limits.yaml`. */
export function limit({ limits }: Pick<Settings, "limits">, path: string): number {
  return numberAt(limits, path);
}
