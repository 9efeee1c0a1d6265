import type { Document } from "./read-yaml.ts";

/** The value at a dotted path; an error names what is not there. */
export function lookup(document: Document, path: string): Document {
  return path.split(".").reduce<Document>((inner, key) => {
    if (typeof inner !== "object" || Array.isArray(inner) || !Object.hasOwn(inner, key))
      throw new Error(`there is no ${key} of ${path}`);
    return entriesOf(inner).find(([name]) => name === key)?.[1] ?? "";
  }, document);
}

/** A number at a dotted path. */
export function numberAt(document: Document, path: string): number {
  const value = lookup(document, path);
  if (typeof value !== "number") throw new Error(`${path} is no number`);
  return value;
}

/** A text at a dotted path. */
export function textAt(document: Document, path: string): string {
  const value = lookup(document, path);
  if (typeof value !== "string") throw new Error(`${path} is no text`);
  return value;
}

/** Keys and values of a mapping, in the order of the file. */
export function entriesOf(document: Document): readonly (readonly [string, Document])[] {
  if (typeof document !== "object" || Array.isArray(document)) throw new Error("not a mapping");
  return Object.entries(document);
}

/** Items of a sequence. */
export function itemsOf(document: Document): readonly Document[] {
  if (!Array.isArray(document)) throw new Error("not a sequence");
  return document;
}
