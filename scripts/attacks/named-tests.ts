import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file with tests of attacks: which rows it names, and its text with that of the helpers beside it. */
export type AttackFile = { readonly path: string; readonly ids: ReadonlySet<string>; readonly text: string };

const ID = /^[A-HJ][1-9]\d?/;
const SUITES = [
  "libs/*/src/**/*.test.ts",
  "apps/*/src/**/*.test.ts",
  "apps/*/e2e/**/*.test.ts",
  "reviewers/src/**/*.test.ts",
  "scripts/**/*.test.ts",
];

/** Every test file of a checkout that names a row: in the name of a test, of a group of tests, or of a case in a table. */
export function attackFiles(root: string): readonly AttackFile[] {
  return SUITES.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .toSorted()
    .map((path) => attackFile(root, path))
    .filter(({ ids }) => ids.size > 0);
}

/** The rows that the name of a test begins with: one, or several as in `A9 B10 B24 withdrawn …` and `C17 C18: …`. */
export function leadingIds(name: string): readonly string[] {
  const words = name.split(/[\s,:(]+/);
  const end = words.findIndex((word) => !/^[A-HJ][1-9]\d?[a-d]?$/.test(word));
  return words.slice(0, end === -1 ? words.length : end).flatMap((word) => ID.exec(word) ?? []);
}

function attackFile(root: string, path: string): AttackFile {
  // In a regular expression the dot of a code is escaped.
  const text = readFileSync(join(root, path), "utf8").replaceAll("\\.", ".");
  const names = [...text.matchAll(/["'`]([A-HJ][1-9]\d?[a-d]?(?:[:,]| (?!\[))[^"'`\n]*)/g)].map(
    ([, name = ""]) => name,
  );
  const helpers = [...text.matchAll(/from "(\.{1,2}\/[^"]+\.testing\.ts)"/g)].map(([, from = ""]) => from);
  const texts = helpers.map((from) => readFileSync(join(root, dirname(path), from), "utf8"));
  return { path, ids: new Set(names.flatMap(leadingIds)), text: [text, ...texts].join("\n") };
}
