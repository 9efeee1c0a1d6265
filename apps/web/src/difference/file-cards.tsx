import type { FileCard, IndexedFile } from "@countersign/rows";
import { OthersText } from "../text/others-text.tsx";
import { pathText } from "../text/path-text.ts";

/** What a file is beside its rows, in words: never a blank difference (attacks D9 to D12). */
export function FileCards({ file }: { readonly file: IndexedFile }) {
  return file.cards.map((card) => (
    <p key={card} className="card">
      <b>{NAMES[card]}</b> <Said card={card} file={file} />
    </p>
  ));
}

/** What a card is called. */
export const NAMES: Readonly<Record<FileCard, string>> = {
  renamed: "Renamed",
  copied: "Copied",
  mode: "Mode",
  link: "Symbolic link",
  submodule: "Submodule",
  binary: "Binary",
  empty: "Empty",
  lfs: "Git LFS",
};

function Said({ card, file }: { readonly card: FileCard; readonly file: IndexedFile }) {
  const { oldPath, status, oldMode, newMode, similarity } = file.header;
  switch (card) {
    case "renamed":
    case "copied":
      return (
        <>
          from{" "}
          <code>
            <OthersText text={pathText(oldPath)} />
          </code>
          , {similarity ?? 0} % the same
        </>
      );
    case "mode":
      return <>{`${modeText(oldMode)} became ${modeText(newMode)}.`}</>;
    case "link":
      return <>The row is where it leads. What is there is not shown here.</>;
    case "submodule":
      return <>The row names a commit of another repository. What it has is not shown here.</>;
    case "binary":
      return (
        <>
          Git shows no lines of it. <ObjectIds file={file} />
        </>
      );
    case "empty":
      return <>{status === "deleted" ? "A file without content was deleted." : "A file without content was added."}</>;
    case "lfs":
      return <>The rows are a pointer. The content lies outside of Git and is not shown here.</>;
    default:
      return card satisfies never;
  }
}

function ObjectIds({ file: { header } }: { readonly file: IndexedFile }) {
  const shown = (oid: string | undefined) => (oid === undefined || /^0+$/.test(oid) ? "nothing" : oid);
  return (
    <>
      Content <code>{shown(header.oldOid)}</code> became <code>{shown(header.newOid)}</code>. Inspect it elsewhere.
    </>
  );
}

const MODES: Readonly<Record<string, string>> = {
  "100644": "100644 (a file)",
  "100755": "100755 (a program that may be run)",
  "120000": "120000 (a symbolic link)",
  "160000": "160000 (a submodule)",
};

function modeText(mode: string | undefined): string {
  return MODES[mode ?? ""] ?? "nothing";
}
