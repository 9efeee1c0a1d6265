import { BrokenModel } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { Gains } from "./gains.ts";
import { ubjson } from "./ubjson.ts";

/** Whether a text is a model of XGBoost in JSON. */
export function isXgboostJson(text: string): boolean {
  return /^\s{0,100}\{/.test(text) && /"(?:learner)"\s{0,20}:\s{0,20}\{/.test(text.slice(0, 2_000));
}

/** Whether bytes are a model of XGBoost in UBJSON: an object whose first key has an eight byte length, or a short one. */
export function isXgboostUbjson(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x7b || !/[LlIiU#$]/.test(String.fromCharCode(bytes[1] ?? 0))) return false;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  return head.includes("learner") || head.includes("version");
}

/** Outline of a model of XGBoost in JSON. */
export function readXgboostJson(text: string, outline: OutlineBuilder): void {
  learner(parsed(text), outline);
}

/** Outline of a model of XGBoost in UBJSON. */
export function readXgboostUbjson(bytes: Uint8Array, outline: OutlineBuilder): void {
  learner(ubjson(bytes), outline);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BrokenModel("it is not JSON");
  }
}

function learner(root: unknown, outline: OutlineBuilder): void {
  const own = below(root, "learner");
  if (own === undefined) throw new BrokenModel("it has no learner");
  const features = texts(below(own, "feature_names"));
  const types = texts(below(own, "feature_types"));
  outline.output(say(below(below(own, "objective"), "name")));
  for (const [name, value] of entriesOf(below(own, "learner_model_param")))
    outline.part(`parameter ${name}`, say(value));
  for (const [name, value] of entriesOf(below(own, "attributes"))) outline.part(`attribute ${name}`, say(value));
  const booster = below(own, "gradient_booster");
  outline.part("booster", say(below(booster, "name")));
  const trees = items(below(below(booster, "model") ?? below(below(booster, "gbtree"), "model"), "trees"));
  outline.size("trees", trees.length);
  const gains = new Gains();
  for (const tree of trees) treeGains(tree, gains);
  const names = features.length > 0 ? features : gains.names;
  for (const [at, name] of names.entries()) {
    const type = types[at];
    outline.input(type === undefined ? name : `${name}: ${type}`);
    outline.part(`feature ${name}`, gains.say(features.length > 0 ? String(at) : name));
  }
}

/** A node without a left child is a leaf. */
function treeGains(tree: unknown, gains: Gains): void {
  const left = items(below(tree, "left_children"));
  const features = items(below(tree, "split_indices"));
  const changes = items(below(tree, "loss_changes"));
  for (const [at, child] of left.entries()) {
    if (child === -1) continue;
    const change = changes[at];
    gains.add(say(features[at]), typeof change === "number" ? change.toFixed(6) : "0");
  }
}

function below(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): readonly string[] {
  return items(value).map(say);
}

function say(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint" ? String(value) : "";
}
