import type { FileHeader, PatchFile } from "./patch-file.ts";
import type { Row } from "./row.ts";

/** What a reviewer has to know of a file beside its rows, and acknowledge where there are none. */
export const FILE_CARDS = ["renamed", "copied", "mode", "link", "submodule", "binary", "empty", "lfs"] as const;

export type FileCard = (typeof FILE_CARDS)[number];

/**
 * The cards of a file, in the order of {@link FILE_CARDS}; none for ordinary lines. A file without rows has one at least, so nothing is ever a
 * blank difference. `mode`: both sides are there and their modes differ; `link` and `submodule`: one side is one, and the row is what it
 * leads to; `lfs`: one side is a pointer whose content lies outside Git (attacks D10, D11, D12).
 */
export function fileCards(file: FileHeader & Pick<PatchFile, "hunks">): readonly FileCard[] {
  return FILE_CARDS.filter((card) => HAS[card](file));
}

const HAS: Readonly<Record<FileCard, (file: FileHeader & Pick<PatchFile, "hunks">) => boolean>> = {
  renamed: ({ status }) => status === "renamed",
  copied: ({ status }) => status === "copied",
  mode: ({ status, oldMode, newMode }) => status !== "added" && status !== "deleted" && oldMode !== newMode,
  link: (file) => hasMode(file, "120000"),
  submodule: (file) => hasMode(file, "160000"),
  binary: ({ content }) => content === "binary",
  empty: ({ status, content }) => content === "none" && (status === "added" || status === "deleted"),
  lfs: ({ hunks }) => hunks.some(({ rows }) => rows.some((row) => isFirst(row) && LFS.test(row.text))),
};

function hasMode({ oldMode, newMode }: FileHeader, mode: string): boolean {
  return oldMode === mode || newMode === mode;
}

/** The first line of a pointer; three lines of context show it whatever changes in it. */
const LFS = /^version https?:\/\/(?:git-lfs|hawser)\.github\.com\/spec\//;

function isFirst(row: Row): boolean {
  return (row.kind !== "added" && row.old === 1) || (row.kind !== "removed" && row.new === 1);
}
