import { CountersignError } from "@countersign/core";

/** The index of a leaf as people type it; `usage.index` for anything else. */
export function parseIndex(text: string): number {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new CountersignError(
    "usage.index",
    `${JSON.stringify(text.slice(0, 40))} is not the index of a leaf: a whole number from 0 on`,
  );
}
