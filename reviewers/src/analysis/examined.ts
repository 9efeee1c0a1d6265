import type { FileChange } from "../contract.ts";
import { examineFile } from "../examine/examine-file.ts";
import type { ExaminedAlone } from "../examine/examine-file.ts";
import { readSides } from "../readers/read-sides.ts";
import type { Readers } from "../readers/readers.ts";

/** Reads files one after the other, and keeps what differs in each. */
export type Examiner = { readonly add: (file: FileChange) => void; readonly files: readonly ExaminedAlone[] };

/** Begins with no file. */
export function examiner(readers: Readers): Examiner {
  const files: ExaminedAlone[] = [];
  return {
    files,
    add: (file) => {
      const { base, result } = readSides(readers, file.entry.path, file.base, file.result);
      files.push(examineFile(file, base, result));
    },
  };
}
