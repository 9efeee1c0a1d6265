import type { Edit } from "./plan.testing.ts";
import { insertLine, lines, removeLine, setLine, withFile, withoutFile } from "./small-files.testing.ts";
import type { Files } from "./world.testing.ts";
import { linkTo } from "./world-content.testing.ts";

export const SUBMODULE = "vendor/lib";

/** A submodule pointer. */
export function pointer(value: number): string {
  return `gitlink ${String(value).repeat(40)}`;
}

/** The files after some edits. */
export function applyEdits(files: Files, edits: readonly Edit[]): Files {
  return edits.reduce(applyEdit, files);
}

/** Where links are put: in an excluded folder, over files on both sides of the border, and over a folder in scope. */
const LINKS = ["docs/l", "docs/a.md", "ui/list.ts", "serving"] as const;
/** Into the scope, to a file, to the folder above or to the root; within the excluded folder, by way of another link; out of the tree. */
const TARGETS = [
  "../ranker/weights.json",
  "../docs/a.md",
  "l",
  "../ranker",
  "..",
  "../docs/l/score.py",
  "../../ranker/score.py",
  "/etc/passwd",
  "docs",
] as const;

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
      return withFile(files, LINKS[file] ?? LINKS[0], linkTo(TARGETS[(line * 3 + value) % TARGETS.length] ?? ""));
    case "submodule":
      if (file === 3) return withFile(files, "serving", pointer(value));
      return files[SUBMODULE] === undefined ? files : withFile(files, SUBMODULE, pointer(value));
    default:
      return op satisfies never;
  }
}
