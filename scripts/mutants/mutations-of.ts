import { parseSync, visitorKeys } from "oxc-parser";
import type { Node } from "oxc-parser";
import type { Mutation } from "./mutation.ts";
import { replacements } from "./replacements.ts";

/**
 * Every mutation of a TypeScript source, in the order of its places. Left alone are types, what is imported, keys of
 * properties, tables `as const`, and the texts of errors: of `new …Error(…)` the first argument alone is code.
 */
export function mutationsOf(path: string, source: string): readonly Mutation[] {
  const { program, errors } = parseSync(path, source, { range: false });
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const found: Mutation[] = [];
  const visit = (node: Node, above: readonly Node[]): void => {
    for (const { at, after } of replacements(node, above, source)) {
      const before = source.slice(at.start, at.end);
      if (before !== after) found.push({ path, start: at.start, ...placeOf(source, at.start), before, after });
    }
    for (const part of mutableParts(node)) visit(part, [node, ...above]);
  };
  visit(program, []);
  return found.toSorted((a, b) => a.start - b.start);
}

function placeOf(source: string, start: number): Pick<Mutation, "line" | "column" | "within"> {
  const lines = source.slice(0, start).split("\n");
  const within = source.split("\n")[lines.length - 1]?.trim() ?? "";
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, within };
}

function mutableParts(node: Node): readonly Node[] {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return [];
    case "NewExpression":
      return isErrorClass(node.callee) ? node.arguments.slice(0, node.callee.name === "Error" ? 0 : 1) : children(node);
    case "Property":
      return node.computed ? children(node) : [node.value];
    case "TSAsExpression":
      return isConst(node.typeAnnotation) ? [] : [node.expression];
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return [node.expression];
    default:
      return node.type.startsWith("TS") ? [] : children(node);
  }
}

/** Whether a type is that of `as const`. */
function isConst(type: Node): boolean {
  return type.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "const";
}

function isErrorClass(callee: Node): callee is Extract<Node, { type: "Identifier" }> {
  return callee.type === "Identifier" && callee.name.endsWith("Error");
}

function children(node: Node): readonly Node[] {
  const fields = new Map<string, unknown>(Object.entries(node));
  return (visitorKeys[node.type] ?? []).flatMap((key) => [fields.get(key)].flat()).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
