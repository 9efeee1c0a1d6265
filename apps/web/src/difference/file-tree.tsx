import { OthersText } from "../text/others-text.tsx";
import { pathText } from "../text/path-text.ts";
import { NAMES } from "./file-cards.tsx";
import { Counts } from "./file-section.tsx";
import type { FileStore } from "./file-store.ts";
import type { Scope } from "./record-scope.ts";

type Props = { readonly files: readonly FileStore[]; readonly scope: Scope; readonly onOpen: (file: number) => void };

/** Every file of a difference, in the order of the index, with what it is. */
export function FileTree({ files, scope, onOpen }: Props) {
  return (
    <nav className="tree" aria-label="Files of the difference">
      <ul>
        {files.map(({ file, number }, index) => {
          const [folder, name] = cutPath(pathText(file.header.newPath));
          const before = files[index - 1];
          const shown = before === undefined || cutPath(pathText(before.file.header.newPath))[0] !== folder;
          const scoped = scope.has(file.header.newPath);
          return (
            <li key={number}>
              {shown && folder !== "" && (
                <span className="tree-folder">
                  <OthersText text={folder} />
                </span>
              )}
              <button type="button" className="tree-file" onClick={() => onOpen(number)}>
                <span className="tree-name">
                  <OthersText text={name} />
                </span>
                {!scoped && <span className="tag">out of scope</span>}
                {file.header.status !== "modified" && <span className="tag">{file.header.status}</span>}
                {file.cards.map((card) => (
                  <span key={card} className="tag">
                    {NAMES[card]}
                  </span>
                ))}
                <Counts added={file.added} removed={file.removed} />
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function cutPath(path: string): readonly [string, string] {
  const cut = path.lastIndexOf("/") + 1;
  return [path.slice(0, cut), path.slice(cut)];
}
