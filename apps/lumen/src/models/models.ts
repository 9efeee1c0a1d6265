import { readFileSync } from "node:fs";
import { join } from "node:path";
import { textAt } from "../config/lookup.ts";
import { readYaml } from "../config/read-yaml.ts";
import { ACTIONS } from "./actions.ts";
import { parseTreeModel } from "./lightgbm.ts";
import type { TreeModel } from "./lightgbm.ts";
import { parseSafetensors } from "./safetensors.ts";
import { lightModel } from "./light-ranker.ts";
import type { LightModel } from "./light-ranker.ts";

/** What serving predicts with. Author embeddings are for the offline jobs alone. */
export type Models = { readonly heavy: TreeModel; readonly light: LightModel };

/** Loads what `models/registry.yaml` names. */
export function readModels(root: string): Models {
  const registry = readYaml(readFileSync(join(root, "models/registry.yaml"), "utf8"));
  const file = (name: string) => readFileSync(join(root, textAt(registry, `${name}.path`)));
  const heavy = parseTreeModel(file("heavy").toString());
  if (heavy.outputs !== ACTIONS.length) throw new Error("the heavy model predicts other actions");
  return { heavy, light: lightModel(parseSafetensors(file("light"))) };
}
