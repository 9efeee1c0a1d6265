import { parsePattern } from "@countersign/core";
import { IS, SORTS, STATES, TEXT_FIELDS, TURNS } from "./query.ts";
import type { Comparison, Query, Sort, Term, TextField } from "./query.ts";
import { queryError, tokensOf } from "./tokens.ts";
import type { Token } from "./tokens.ts";

/** Reads a query, strictly: `queue.query`, with `position` among its facts, for whatever it does not know. */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  let sort: Sort | undefined;
  for (const token of tokensOf(text)) {
    if (token.field !== "sort") {
      terms.push(termOf(token));
      continue;
    }
    if (sort !== undefined) throw queryError(token.at, "it is sorted already");
    if (token.negated) throw queryError(token.at, "sort: cannot be negated");
    sort = oneOf(token, SORTS);
  }
  return { terms, ...(sort === undefined ? {} : { sort }) };
}

function termOf(token: Token): Term {
  const { negated, field, value } = token;
  switch (field) {
    case undefined:
      return { negated, field: "text", value };
    case "risk":
      return { negated, field, ...riskOf(token) };
    case "age":
      return { negated, field, ...ageOf(token) };
    case "decided":
      return { negated, field, ...ageOf(token) };
    case "turn":
      return { negated, field, value: oneOf(token, TURNS) };
    case "state":
      return { negated, field, value: oneOf(token, STATES) };
    case "needs":
      return { negated, field, value: oneOf(token, ["me"]) };
    case "is":
      return { negated, field, value: oneOf(token, IS) };
    default:
      return { negated, field: textField(token), value };
  }
}

function textField(token: Token): TextField {
  const known = TEXT_FIELDS.find((one) => one === token.field);
  if (known === undefined)
    throw queryError(token.at, `there is no field ${JSON.stringify(token.field)}; quote a text that has a colon`);
  if (known === "path") checkPattern(token);
  return known;
}

function checkPattern({ value, valueAt }: Token): void {
  try {
    parsePattern(value);
  } catch {
    throw queryError(valueAt, "not a pattern of paths such as ranker/**");
  }
}

const COMPARISONS: readonly Comparison[] = ["<=", ">=", "<", ">", "="];

function riskOf({ value, valueAt }: Token): { readonly comparison: Comparison; readonly value: number } {
  const [, sign = "", level] = /^(<=|>=|<|>|)R([0-4])$/.exec(value) ?? [];
  if (level === undefined) throw queryError(valueAt, "not a risk such as R3 or >=R3");
  return { comparison: COMPARISONS.find((one) => one === sign) ?? "=", value: Number(level) };
}

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

function ageOf({ value, valueAt }: Token): { readonly comparison: "<" | ">"; readonly value: number } {
  const [, sign, count, unit = ""] = /^([<>])([1-9]\d{0,4})([mhd])$/.exec(value) ?? [];
  const seconds = SECONDS[unit];
  if (count === undefined || seconds === undefined) throw queryError(valueAt, "not an age such as >2d, <4h or >30m");
  return { comparison: sign === "<" ? "<" : ">", value: Number(count) * seconds };
}

function oneOf<T extends string>({ field, value, valueAt }: Token, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw queryError(valueAt, `${field}: is one of ${known.join(", ")}`);
  return found;
}
