import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "./draft.ts";

/** Lumen's folder. */
const LUMEN = join(import.meta.dirname, "..");

/** What belongs to the product; the history itself does not. */
const PARTS = [
  "README.md",
  "config",
  "deploy",
  "eval",
  "features",
  "lists",
  "models",
  "package.json",
  "prompts",
  "rules",
  "src",
  "train",
];

/** The files of the product as they stand. */
export function readProduct(): Files {
  const paths = PARTS.flatMap((part) =>
    statSync(join(LUMEN, part)).isFile()
      ? [part]
      : readdirSync(join(LUMEN, part), { recursive: true, encoding: "utf8" }).map((name) => join(part, name)),
  );
  const files = paths.filter((path) => statSync(join(LUMEN, path)).isFile()).toSorted();
  return new Map(files.map((path) => [path, new Uint8Array(readFileSync(join(LUMEN, path)))]));
}
