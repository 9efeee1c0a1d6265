import { useId, useMemo, useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { Keys } from "../ui/keys.tsx";
import type { Command } from "./registry.ts";
import { useAllCommands } from "./use-commands.ts";

const MOST = 12;

/** Every command by its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const commands = useAllCommands();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const found = useMemo(() => matching(commands, text), [commands, text]);
  const chosen = Math.min(at, found.length - 1);
  const give = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    // What it opens comes after this has given the focus back.
    setTimeout(command.run);
  };
  return (
    <Dialog title="Commands" className="palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length === 0 ? undefined : `${id}-${chosen}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="What do you want to do?"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (event.key === "Enter") give(found[chosen]);
          else if (step === undefined) return;
          else setAt((chosen + step + found.length) % Math.max(1, found.length));
          event.preventDefault();
        }}
      />
      <ul id={id} role="listbox" aria-label="Commands">
        {found.map((command, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the combobox
          <li
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => give(command)}
          >
            <span>{command.label}</span>
            {command.keys?.[0] !== undefined && <Keys keys={command.keys[0]} />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">Nothing is called that.</p>}
    </Dialog>
  );
}

/** Those that have every word of a text, what begins with it first. */
export function matching(commands: readonly Command[], text: string): readonly Command[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const unique = new Map(commands.filter(({ palette }) => palette !== false).map((one) => [one.id, one]));
  const found = [...unique.values()].filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  const begins = ({ label }: Command) => Number(label.toLowerCase().startsWith(words[0] ?? ""));
  return found.toSorted((a, b) => begins(b) - begins(a)).slice(0, MOST);
}
