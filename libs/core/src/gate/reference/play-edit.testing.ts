import type { Edit } from "./plan.testing.ts";
import { insertLine, lines, removeLine, setLine, withFile, withoutFile } from "./small-files.testing.ts";
import type { Files } from "./world.testing.ts";

export const SUBMODULE = "vendor/lib";

/** A submodule pointer. */
export function pointer(value: number): string {
  return `gitlink ${String(value).repeat(40)}`;
}

/** The files after some edits. */
export function applyEdits(files: Files, edits: readonly Edit[]): Files {
  return edits.reduce(applyEdit, files);
}

const EDITABLE = ["ranker/score.py", "ranker/weights.json", "serving/io.ts", "ui/list.ts"] as const;

function applyEdit(files: Files, { op, file, line, value }: Edit): Files {
  const path = EDITABLE[file] ?? EDITABLE[0];
  switch (op) {
    case "set":
      return setLine(files, path, line, value);
    case "insert":
      return insertLine(files, path, line, value);
    case "remove":
      return removeLine(files, path, line);
    case "add":
      return withFile(files, `ranker/new${value}.py`, lines("n", line));
    case "delete":
      return withoutFile(files, path);
    case "docs":
      return setLine(files, "docs/a.md", line, value);
    case "steer":
      return withFile(files, "docs/.gitattributes", `# ${value}\n`);
    case "link":
      return files[SUBMODULE] === undefined ? files : withFile(files, SUBMODULE, pointer(value));
    default:
      return op satisfies never;
  }
}
