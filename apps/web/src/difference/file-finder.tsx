import { useId, useState } from "react";
import { OthersText } from "../text/others-text.tsx";
import { pathText } from "../text/path-text.ts";
import { Dialog } from "../ui/dialog.tsx";
import type { FileStore } from "./file-store.ts";

const MOST = 12;

type Props = {
  readonly files: readonly FileStore[];
  readonly onOpen: (file: number) => void;
  readonly onClose: () => void;
};

/** Every file of the difference by parts of its path. */
export function FileFinder({ files, onOpen, onClose }: Props) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const parts = text.toLowerCase().split(/\s+/);
  const paths = files.map(({ file, number }) => ({ number, path: pathText(file.header.newPath) }));
  const found = paths.filter(({ path }) => parts.every((part) => path.toLowerCase().includes(part)));
  const shown = found.slice(0, MOST);
  const chosen = Math.min(at, shown.length - 1);
  const open = (one: (typeof shown)[number] | undefined) => {
    if (one === undefined) return;
    onClose();
    // What it opens comes after this has given the focus back.
    setTimeout(() => onOpen(one.number));
  };
  return (
    <Dialog title="Find a file" className="palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="File"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={shown.length === 0 ? undefined : `${id}-${chosen}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="Which file?"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (event.key === "Enter") open(shown[chosen]);
          else if (step === undefined) return;
          else setAt((chosen + step + shown.length) % Math.max(1, shown.length));
          event.preventDefault();
        }}
      />
      <ul id={id} role="listbox" aria-label="Files">
        {shown.map((one, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the combobox
          <li
            key={one.number}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => open(one)}
          >
            <span>
              <OthersText text={one.path} />
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">No file is called that.</p>}
      {found.length > MOST && <p className="quiet">{found.length - MOST} more: write more of the path.</p>}
    </Dialog>
  );
}
