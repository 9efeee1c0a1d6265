import type { Fact, Value } from "../../facts/fact.ts";
import { readTyped } from "./read-typed.ts";
import type { TypedReading } from "./typed-reading.ts";

/** A reading of a text that some reader knows. */
export function read(path: string, text: string): TypedReading {
  const reading = readTyped(path, text);
  if (reading === undefined) throw new Error(`nobody reads ${path}`);
  return reading;
}

/** The facts of a text as short sentences: `3 setting a.b.weight = 0.5`. */
export function sayFacts(path: string, text: string): readonly string[] {
  return read(path, text).facts.map(sayFact);
}

function sayFact(fact: Fact): string {
  const begin = `${fact.from} ${fact.fact}`;
  const name = (own: string) => [...fact.within, own].join(".");
  switch (fact.fact) {
    case "setting":
      return `${begin} ${name(fact.name)} = ${sayValue(fact.value)}`;
    case "list":
      return `${begin} ${name(fact.name)} [${fact.items.map(sayValue).join(", ")}]`;
    case "definition":
      return `${begin} ${fact.sort} ${name(fact.name)}: ${fact.types.join(" ")}`;
    case "comparison":
      return `${begin} ${sayValue(fact.left)} ${fact.operator} ${sayValue(fact.right)}`;
    case "branch":
      return `${begin} ${fact.when} → ${fact.then}`;
    case "import":
      return `${begin} ${fact.module}`;
    case "call":
      return `${begin} ${fact.callee}`;
    default:
      return fact satisfies never;
  }
}

function sayValue(value: Value): string {
  if (value.is === "list") return `(${value.items.map(sayValue).join(", ")})`;
  if (value.is === "number") return value.decimal;
  return value.is === "string" ? JSON.stringify(value.text) : value.text;
}
