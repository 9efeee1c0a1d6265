import type { FileChange } from "../contract.ts";
import { examineFile } from "../examine/examine-file.ts";
import type { ExaminedAlone } from "../examine/examine-file.ts";
import { readSide } from "../readers/read-side.ts";
import type { Readers } from "../readers/readers.ts";

/** Reads files one after the other, and keeps what differs in each. */
export type Examiner = { readonly add: (file: FileChange) => void; readonly files: readonly ExaminedAlone[] };

/** Begins with no file. */
export function examiner(readers: Readers): Examiner {
  const files: ExaminedAlone[] = [];
  const side = (path: FileChange["entry"]["path"], content: FileChange["base"]) =>
    content === undefined
      ? undefined
      : readers.known.get(`${content.mode} ${content.encoding} ${content.sha256} ${path}`, content.size, () =>
          readSide(readers, path, content),
        );
  return {
    files,
    add: (file) => files.push(examineFile(file, side(file.entry.path, file.base), side(file.entry.path, file.result))),
  };
}
