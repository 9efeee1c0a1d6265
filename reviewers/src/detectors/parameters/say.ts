import { ratioAtLeast, sign } from "../../facts/decimal.ts";
import { ratioOf, shortRatio } from "../../facts/ratio.ts";
import { wordsOf } from "../../facts/words.ts";
import type { Row } from "../../ledgers/row.ts";

/** UTF-16 units of a value in a title. */
const LONGEST = 60;

/** A parameter's name in words: `ReplyWeight` is `reply weight`, `LinearParams(weight)` is `linear params weight`. */
export function labelOf({ name, key }: Row): string {
  const [, inner] = /\((\w+\.\w+)\)/u.exec(name) ?? [];
  // Which argument it is says nothing to a person: `limit(0)` is `limit`.
  const own = wordsOf(inner ?? name.replace(/\(\d+\)$/u, ""));
  if (own.length > 1 || !key.includes("."))
    return own.length === 0 ? name.slice(0, LONGEST) : own.slice(0, 12).join(" ");
  const parent = key
    .slice(key.indexOf("#") + 1, Math.max(0, key.lastIndexOf(name)))
    .split(".")
    .findLast((part) => part !== "");
  return [...wordsOf(parent ?? ""), ...own].slice(0, 12).join(" ");
}

/** A value as the source spells it. */
export function spelling({ cells }: Row): string {
  const text = cells["value"] ?? "";
  if (text === "") return "empty";
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()}…`;
}

/** What a change of a number does, in a word: `halved`, `sign flips`, `becomes 0`, `× 0.75`; undefined for anything but numbers. */
export function effectOf(base: Row, result: Row): string | undefined {
  const [before, after] = [base.cells["decimal"], result.cells["decimal"]];
  if (before === undefined || after === undefined || before === after) return undefined;
  if (sign(after) === 0) return "becomes 0";
  if (sign(before) === 0) return "was 0";
  if (sign(before) !== sign(after)) return "sign flips";
  const ratio = ratioOf(before, after);
  if (ratio === "0.5") return "halved";
  if (ratio === "2") return "doubled";
  return ratio === undefined || ratio === "0" ? undefined : `× ${shortRatio(ratio)}`;
}

/** Whether a number changes in kind: its sign flips, it becomes zero or leaves it, or it is at least twice or half of what it was. */
export function isLarge(base: Row, result: Row): boolean {
  const [before, after] = [base.cells["decimal"], result.cells["decimal"]];
  if (before === undefined || after === undefined || before === after) return false;
  return sign(before) !== sign(after) || ratioAtLeast(before, after, "2");
}
