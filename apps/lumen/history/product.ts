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

/** The files of the product as they stand, with a package of its own: in a repository of its own there is no workspace. */
export function readProduct(): Files {
  const paths = PARTS.flatMap((part) =>
    statSync(join(LUMEN, part)).isFile()
      ? [part]
      : readdirSync(join(LUMEN, part), { recursive: true, encoding: "utf8" }).map((name) => join(part, name)),
  );
  const files = paths.filter((path) => statSync(join(LUMEN, path)).isFile()).toSorted();
  return new Map(files.map((path) => [path, path === "package.json" ? ownPackage() : readPart(path)]));
}

function readPart(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(LUMEN, path)));
}

/** Without the export of the history, which the product does not have, and without packages that only the checkout has. */
function ownPackage(): Uint8Array {
  const { exports: _, devDependencies, ...rest } = JSON.parse(readFileSync(join(LUMEN, "package.json"), "utf8"));
  const { vitest } = devDependencies;
  const own = { ...rest, name: "lumen", scripts: { ...rest.scripts, test: "vitest run" }, devDependencies: { vitest } };
  return new TextEncoder().encode(`${JSON.stringify(own, undefined, 2)}\n`);
}
