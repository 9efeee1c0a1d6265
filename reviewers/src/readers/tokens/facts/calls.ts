import { hasWord } from "../../../facts/words.ts";
import type { Call, Setting, Value } from "../../../facts/fact.ts";
import { PROSE } from "./keywords.ts";
import { calleeBefore, isKeyword, nameBefore } from "./names.ts";
import type { Found, Source } from "./source.ts";
import { cellsOf, valueOf } from "./values.ts";

/** Arguments that a call is told with. */
const MOST_ARGUMENTS = 64;
/** Words of what registers a value that another system may override. */
const REGISTERS = new Set(
  "param flag switch setting knob dial decider gate config experiment tunable option property gauge".split(" "),
);

/** A call whose arguments begin with the bracket at an index. */
export function callAt(source: Source, open: number): (Found<Call> & { readonly start: number }) | undefined {
  const { tokens, pair, parameters } = source;
  const before = tokens[open - 1];
  if (tokens[open]?.text !== "(" || parameters.has(open) || before === undefined || PROSE.has(source.language))
    return undefined;
  if (
    before.is === "word"
      ? isKeyword(source, open - 1) || /^(?:func|fn|def|fun|function)$/.test(before.text)
      : !/^[!\]>]$/.test(before.text)
  )
    return undefined;
  const callee = calleeBefore(source, open);
  if (callee === undefined || /^#!?$/.test(tokens[(source.parent[open] ?? 0) - 1]?.text ?? "")) return undefined;
  const args = cellsOf(source, open)
    .slice(0, MOST_ARGUMENTS)
    .map(([from, to]) => argument(source, from, to));
  const span = [callee.from, Math.min((pair[open] ?? open) + 1, tokens.length)] as const;
  return { fact: "call", callee: callee.name, args, span, start: callee.from };
}

function argument(source: Source, from: number, to: number): Call["args"][number] {
  const { tokens } = source;
  const named = tokens[from]?.is === "word" && /^(?:=|:|=>)$/.test(tokens[from + 1]?.text ?? "") && to > from + 2;
  if (!named) return { value: valueOf(source, from, to) };
  return { name: tokens[from]?.text ?? "", value: valueOf(source, from + 2, to) };
}

/**
 * What a call registers under a name that another system knows: `param!(Reply, f64, "reply_weight", 0.5)`, `Reply = flag("reply", true)`,
 * `object Reply extends BoundedParam(name = "reply", default = 1, min = 0, max = 9)`.
 */
export function registered(
  source: Source,
  open: number,
  call: Found<Call>,
  around: string | undefined,
): Found<Setting> | undefined {
  const named = (name: string) => call.args.find((arg) => arg.name?.toLowerCase() === name)?.value;
  const positional = call.args.filter(({ name }) => name === undefined).map(({ value }) => value);
  const remote = keyOf(named("name")) ?? keyOf(named("key")) ?? positional.map(keyOf).find((key) => key !== undefined);
  const [first] = positional;
  const opening = first?.is === "name" && !first.text.includes(".") ? first.text : undefined;
  const macro = opening !== undefined && remote !== undefined && source.tokens[open - 1]?.text === "!";
  if (remote === undefined || !(macro || hasWord(call.callee.split(".").at(-1) ?? "", REGISTERS))) return undefined;
  const behind = positional.slice(positional.findIndex((value) => keyOf(value) === remote) + 1).filter(isPlain);
  const value = named("default") ?? named("defaultvalue") ?? named("value") ?? behind[0];
  if (value === undefined) return undefined;
  const binding = bindingOf(source, call.span[0]) ?? opening ?? around ?? remote;
  const [min, max] = [bound(named("min")) ?? bound(behind[1]), bound(named("max")) ?? bound(behind[2])];
  const notes = source.notes(source.tokens[call.span[0]]?.line ?? 0);
  const given = { fact: "setting", name: binding, value, as: "constant", callee: call.callee, remote, notes } as const;
  return { ...given, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }), span: call.span };
}

/** The name that the value beginning at an index is given to. */
export function bindingOf(source: Source, start: number): string | undefined {
  let at = start - 1;
  while (at >= 0 && /^(?:&|new|\*|await|\(|return)$/.test(source.tokens[at]?.text ?? "") && at > start - 4) at -= 1;
  const mark = source.tokens[at]?.text ?? "";
  return /^(?:=|:|:=|=>|->|\+=|by)$/.test(mark) ? nameBefore(source, at)?.name : undefined;
}

function keyOf(value: Value | undefined): string | undefined {
  return value?.is === "string" && /^[\w./:-]{1,200}$/.test(value.text) ? value.text : undefined;
}

function isPlain(value: Value): boolean {
  return value.is === "number" || value.is === "boolean" || value.is === "string";
}

function bound(value: Value | undefined): string | undefined {
  return value?.is === "number" ? value.decimal : undefined;
}
