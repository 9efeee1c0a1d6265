import type { FileHeader } from "./patch-file.ts";
import { quoteName } from "./quoted-name.ts";

/** The lines that git prints before the rows of a file, without their line feeds. Inverse of `readHeader`. */
export function headerLines(header: FileHeader): readonly string[] {
  const { oldPath, newPath, oldMode = "", newMode = "", oldOid, newOid, content } = header;
  const index = `index ${oldOid}..${newOid}${oldMode === newMode ? ` ${newMode}` : ""}`;
  return [
    `diff --git ${quoteName("a/", oldPath)} ${quoteName("b/", newPath)}`,
    ...modeLines(header),
    ...renameLines(header),
    ...(oldOid === undefined ? [] : [index]),
    ...(content === "lines" ? [`--- ${tabbed(oldLabel(header))}`, `+++ ${tabbed(newLabel(header))}`] : []),
    ...(content === "binary" ? [`Binary files ${oldLabel(header)} and ${newLabel(header)} differ`] : []),
  ];
}

function modeLines({ status, oldMode, newMode }: FileHeader): readonly string[] {
  if (status === "added") return [`new file mode ${newMode}`];
  if (status === "deleted") return [`deleted file mode ${oldMode}`];
  return oldMode === newMode ? [] : [`old mode ${oldMode}`, `new mode ${newMode}`];
}

function renameLines({ status, similarity, oldPath, newPath }: FileHeader): readonly string[] {
  const verb = status === "renamed" ? "rename" : status === "copied" ? "copy" : undefined;
  if (verb === undefined) return [];
  return [
    `similarity index ${similarity}%`,
    `${verb} from ${quoteName("", oldPath)}`,
    `${verb} to ${quoteName("", newPath)}`,
  ];
}

function oldLabel({ status, oldPath }: FileHeader): string {
  return status === "added" ? "/dev/null" : quoteName("a/", oldPath);
}

function newLabel({ status, newPath }: FileHeader): string {
  return status === "deleted" ? "/dev/null" : quoteName("b/", newPath);
}

/** A tab behind a name with blanks tells programs where it ends. */
function tabbed(label: string): string {
  return label.includes(" ") ? `${label}\t` : label;
}
