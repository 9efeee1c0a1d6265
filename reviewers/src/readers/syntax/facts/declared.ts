import type { Setting, Value } from "../../../facts/fact.ts";
import { wordsOf } from "../../../facts/words.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { givenTo } from "./given.ts";
import type { Given } from "./given.ts";
import { pairOf } from "./elements.ts";
import { holderOf, keyName } from "./holder.ts";
import { calleeOf, lastName, unwrapped } from "./names.ts";
import { valueOf } from "./values.ts";
import type { Walk } from "./walk.ts";

/** A declaration's parts: by name, and in their order. */
type Parts = { readonly named: ReadonlyMap<string, Given>; readonly rest: readonly Given[] };

/**
 * A call that declares a setting with a default, as parameters and flags of remote systems are:
 * `FSBoundedParam(name = "x", default = 0.5, min = 0, max = 1)`, `flag.Float64("x", 0.5, "usage")`. Its arguments are said by the
 * setting alone; true if the call is no more than that.
 */
export function sayDeclared(walk: Walk, node: number, callee: string, given: readonly Given[]): boolean {
  const { tree } = walk;
  const parts = partsOf(tree, given);
  const declared = byName(parts) ?? byPlace(tree, callee, parts);
  if (declared === undefined) return false;
  const remoteValue = declared.remote === undefined ? undefined : valueOf(tree, declared.remote);
  const remote = remoteValue?.is === "string" && remoteValue.text !== "" ? remoteValue.text : undefined;
  const holder = holderOf(tree, node);
  const name = holder.name === "" || holder.loose || holder.argument ? (remote ?? "") : holder.name;
  if (name === "") return false;
  for (const one of given) if (one.name !== undefined && SAID.has(one.name)) walk.claimed.add(one.whole);
  for (const one of declared.claims) walk.claimed.add(one);
  if (!holder.loose && !holder.argument) walk.claimed.add(node);
  const setting: Omit<Setting, "from" | "to" | "within" | "test" | "language" | "by" | "notes"> = {
    fact: "setting",
    name,
    value: valueOf(tree, declared.value),
    as: "default",
    callee,
    ...(remote !== undefined && isRemote(callee) ? { remote } : {}),
    ...bound("min", tree, declared.min),
    ...bound("max", tree, declared.max),
  };
  const notes = walk.notes.of(declaringNode(tree, node));
  walk.say(node, { ...setting, notes }, { within: walk.outside(name) });
  return isRemote(callee);
}

/** Whether a value is such a call, so that its name's setting is the declared one. */
export function declares(tree: SyntaxTree, node: number): boolean {
  const rule = tree.rule(node);
  if (rule?.is !== "call" || rule.args === undefined) return false;
  const args = tree.child(node, rule.args);
  if (args === -1) return false;
  const parts = partsOf(tree, givenTo(tree, args));
  return (byName(parts) ?? byPlace(tree, calleeOf(tree, node), parts)) !== undefined;
}

type Declared = {
  readonly value: number;
  readonly remote?: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly claims: readonly number[];
};

function byName({ named, rest }: Parts): Declared | undefined {
  const value = first(named, DEFAULTS);
  if (value === undefined) return undefined;
  const remote = first(named, NAMES) ?? rest[0];
  const min = first(named, MINIMA)?.node;
  const max = first(named, MAXIMA)?.node;
  const claims = [value, first(named, MINIMA), first(named, MAXIMA)].flatMap((one) =>
    one === undefined ? [] : [one.whole],
  );
  return { value: value.node, min, max, claims, ...(remote === undefined ? {} : { remote: remote.node }) };
}

/** `("key", default)`, and of a bounded one `("key", default, min, max)`. */
function byPlace(tree: SyntaxTree, callee: string, { rest }: Parts): Declared | undefined {
  const [key, value, min, max] = rest;
  if (key === undefined || value === undefined || !isRemote(callee)) return undefined;
  if (valueOf(tree, key.node).is !== "string" || !isPlain(valueOf(tree, value.node))) return undefined;
  const bounded = rest.length >= 4 && wordsOf(callee).some((word) => BOUNDED.has(word));
  return { remote: key.node, value: value.node, claims: [], ...(bounded ? { min: min?.node, max: max?.node } : {}) };
}

function isPlain(value: Value): boolean {
  return value.is === "number" || value.is === "boolean" || value.is === "string" || value.is === "list";
}

/** Named arguments, and options in a map among the arguments. */
function partsOf(tree: SyntaxTree, given: readonly Given[]): Parts {
  const named = new Map<string, Given>();
  const rest: Given[] = [];
  for (const one of given) {
    const inner = unwrapped(tree, one.node);
    if (one.name !== undefined) named.set(one.name, one);
    else if (tree.rule(inner)?.is === "map") for (const [name, option] of options(tree, inner)) named.set(name, option);
    else rest.push(one);
  }
  return { named, rest };
}

function* options(tree: SyntaxTree, map: number): Generator<readonly [string, Given]> {
  for (const child of tree.namedChildren(map)) {
    const pair = pairOf(tree, child);
    if (pair !== undefined) yield [keyName(tree, pair.key), { node: pair.value, whole: child }];
  }
}

function first(named: ReadonlyMap<string, Given>, names: readonly string[]): Given | undefined {
  for (const name of names) {
    const given = named.get(name);
    if (given !== undefined) return given;
  }
  return undefined;
}

function bound(
  which: "min" | "max",
  tree: SyntaxTree,
  node: number | undefined,
): { readonly min?: string; readonly max?: string } {
  const value = node === undefined ? undefined : valueOf(tree, node);
  return value?.is === "number" ? { [which]: value.decimal } : {};
}

/** Whether what is called sounds like a parameter that a remote system may override. */
function isRemote(callee: string): boolean {
  const words = wordsOf(lastName(callee));
  return (words.some((word) => REMOTE.has(word)) && !words.some((word) => ASKED.has(word))) || /^flags?\./.test(callee);
}

/** The definition or binding around a declaration, which has the comments. */
function declaringNode(tree: SyntaxTree, node: number): number {
  const parent = tree.parent(node);
  const is = tree.rule(parent)?.is;
  return is === "definition" || is === "binding" || is === "assignment" ? parent : node;
}

const DEFAULTS = ["default", "defaultValue", "default_value", "Default", "fallback"];
const NAMES = ["name", "key", "remoteKey", "remote_key", "flag", "featureSwitch", "Name", "Key"];
const MINIMA = ["min", "minimum", "minValue", "min_value", "lower", "Min", "ge"];
const MAXIMA = ["max", "maximum", "maxValue", "max_value", "upper", "Max", "le"];
const SAID: ReadonlySet<string> = new Set([...DEFAULTS, ...NAMES, ...MINIMA, ...MAXIMA]);
const REMOTE: ReadonlySet<string> = new Set([
  "param",
  "params",
  "parameter",
  "flag",
  "switch",
  "decider",
  "dial",
  "knob",
  "toggle",
  "gate",
]);
/** Parameters of a request, which whoever asks sets. */
const ASKED: ReadonlySet<string> = new Set([
  "query",
  "path",
  "url",
  "header",
  "form",
  "cookie",
  "request",
  "body",
  "route",
]);
const BOUNDED: ReadonlySet<string> = new Set(["bounded", "range", "ranged", "between", "clamped"]);
