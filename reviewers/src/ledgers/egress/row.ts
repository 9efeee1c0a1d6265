import type { Call, Definition, Setting } from "../../facts/fact.ts";
import { cellsOf, inTest, keyIn } from "../extract.ts";
import type { Side } from "../extract.ts";
import type { Row } from "../row.ts";
import { environmentOf, isInward, isMirror, jurisdictionOf } from "./environment.ts";

/** A row of something that leaves, or comes in; `about` are the names that stand around it. */
export function egressRow(
  side: Side,
  fact: Setting | Call | Definition,
  name: string,
  about: string,
  cells: { readonly [column: string]: string | undefined },
): Row {
  const { path } = side.file;
  const destination = cells["destination"] ?? "";
  return {
    path,
    line: fact.from,
    key: keyIn(path, fact.within, name, false),
    name,
    cells: cellsOf({
      direction: isInward(about) ? "in" : "out",
      environment: environmentOf(`${about} ${destination}`),
      jurisdiction: jurisdictionOf(destination),
      ...cells,
    }),
    test: inTest(side.file, fact),
  };
}

/** `yes` where the names around, or the file's, say that traffic is copied. */
export function mirrorOf({ file }: Side, about: string): string | undefined {
  return isMirror(`${about} ${file.path}`) ? "yes" : undefined;
}
