import type { Value } from "../../facts/fact.ts";
import { lastName } from "../extract.ts";

/** UTF-16 units of an expression in which a name is looked for. */
const LONGEST = 2_000;

/** The nearest name in what a literal is compared with: `author.stats.followers.unwrap_or(0)` is about `followers`. */
export function signalOf(value: Value): string {
  if (value.is === "name") return lastName(value.text);
  if (value.is !== "code") return "";
  const names = value.text.slice(0, LONGEST).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  return names.findLast((name) => !PLUMBING.has(name)) ?? "";
}

/** Names that unwrap, convert or count without saying of what. */
const PLUMBING: ReadonlySet<string> = new Set([
  "unwrap_or",
  "unwrap_or_default",
  "unwrap",
  "unwrapOr",
  "getOrElse",
  "get_or_else",
  "getOrDefault",
  "get",
  "map",
  "exists",
  "is_some_and",
  "is_none_or",
  "orElse",
  "as",
  "f32",
  "f64",
  "i32",
  "i64",
  "u32",
  "u64",
  "usize",
  "int",
  "float",
  "toInt",
  "toLong",
  "toDouble",
  "Some",
  "None",
  "len",
  "size",
  "length",
  "count",
  "abs",
  "self",
  "this",
  "value",
  "default",
]);
