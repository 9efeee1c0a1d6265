import type { JsonList, JsonObject, JsonValue } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { parsePlainScalar } from "./yaml-scalar.ts";

const WIDTH = 118;

/**
 * A policy document as YAML for people: what fits on a line stands on one, the rest is indented by two.
 * `parsePolicyYaml` reads it back; `policy.yaml-null` and `policy.yaml-number` for what a policy cannot hold.
 */
export function formatPolicyYaml(document: JsonObject): string {
  return Object.entries(document)
    .map(([name, value]) => formatMember(name, value, 0))
    .join("");
}

function formatMember(name: string, value: JsonValue, indent: number): string {
  const head = `${" ".repeat(indent)}${formatText(name)}:`;
  const line = `${head} ${inline(value)}`;
  if (line.length <= WIDTH || typeof value !== "object") return `${line}\n`;
  return `${head}\n${formatBlock(value, indent + 2)}`;
}

function formatBlock(value: JsonList | JsonObject | null, indent: number): string {
  if (isItems(value)) return value.map((item) => formatItem(item, indent)).join("");
  return Object.entries(value ?? {})
    .map(([name, member]) => formatMember(name, member, indent))
    .join("");
}

function formatItem(item: JsonValue, indent: number): string {
  const line = `${" ".repeat(indent)}- ${inline(item)}`;
  if (line.length <= WIDTH || typeof item !== "object") return `${line}\n`;
  return `${" ".repeat(indent)}- ${formatBlock(item, indent + 2).slice(indent + 2)}`;
}

function inline(value: JsonValue): string {
  switch (typeof value) {
    case "string":
      return formatText(value);
    case "boolean":
      return String(value);
    case "number":
      if (!Number.isSafeInteger(value) || value < 0)
        throw new CountersignError("policy.yaml-number", `${value} is no whole number`);
      return String(value);
    case "object":
      if (value === null) throw new CountersignError("policy.yaml-null", "a policy has no null");
      if (isItems(value)) return `[${value.map(inline).join(", ")}]`;
      return `{${Object.entries(value)
        .map(([name, member]) => `${formatText(name)}: ${inline(member)}`)
        .join(", ")}}`;
    default:
      return value satisfies never;
  }
}

/** Text that needs no quotes, wherever it stands. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._/@-]*$/;

/** What the strict reader refuses to see bare. */
const HIDDEN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

function formatText(text: string): string {
  if (PLAIN.test(text) && isPlain(text)) return text;
  return JSON.stringify(text).replace(HIDDEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isPlain(text: string): boolean {
  try {
    return parsePlainScalar(text, "") === text;
  } catch (error) {
    if (error instanceof CountersignError) return false;
    throw error;
  }
}

function isItems(value: JsonValue): value is JsonList {
  return Array.isArray(value);
}
