import { beginsWith } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { Gains } from "./gains.ts";

export function isLightgbm(bytes: Uint8Array): boolean {
  return beginsWith(bytes, "tree\nversion=") || beginsWith(bytes, "tree\r\nversion=");
}

/** Outline of a model of LightGBM in text: features with their splits and gain over all trees, objective, parameters. */
export function readLightgbm(bytes: Uint8Array, outline: OutlineBuilder): void {
  const lines = new TextDecoder("utf-8").decode(bytes).split("\n");
  const gains = new Gains();
  let features: readonly string[] = [];
  let [section, trees, splits] = ["", 0, [] as readonly string[]];
  for (const raw of lines) {
    const line = raw.trimEnd();
    if (/^Tree=\d/.test(line)) [section, trees] = ["tree", trees + 1];
    else if (line === "end of trees") section = "after";
    else if (line === "parameters:") section = "parameters";
    else if (line === "end of parameters") section = "after";
    else if (section === "parameters") parameter(line, outline);
    else {
      const equals = line.indexOf("=");
      const [key, value] = [line.slice(0, equals), line.slice(equals + 1)];
      if (section === "tree" && key === "split_feature") splits = value.split(" ");
      else if (section === "tree" && key === "split_gain") {
        const own = value.split(" ");
        for (const [at, feature] of splits.entries()) if (feature !== "") gains.add(feature, own[at] ?? "0");
        splits = [];
      } else if (section === "" && key === "feature_names") features = value.split(" ");
      else if (section === "" && key === "objective") outline.output(value);
      else if (section === "" && /^(?:version|num_class|num_tree_per_iteration|monotone_constraints)$/.test(key))
        outline.part(key, value);
    }
  }
  outline.size("trees", trees);
  for (const [at, name] of features.entries()) {
    outline.input(name);
    outline.part(`feature ${name}`, gains.say(String(at)));
  }
  const unknown = gains.names.filter((name) => Number(name) >= features.length);
  if (unknown.length > 0)
    outline.warn("model.shape", `trees split by features that have no name: ${unknown.slice(0, 10).join(", ")}`);
  if (section === "tree") outline.warn("model.broken", "it ends within its trees");
}

/** `[learning_rate: 0.1]`. */
function parameter(line: string, outline: OutlineBuilder): void {
  const [, name, value = ""] = /^\[(\w{1,100}): ?(.{0,4000})\]$/.exec(line) ?? [];
  if (name !== undefined) outline.part(`parameter ${name}`, value);
}
