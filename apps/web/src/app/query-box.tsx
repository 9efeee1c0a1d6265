import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { dataOf } from "../api/client.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { completeQuery } from "../queue/query-language.ts";
import type { Completion } from "../queue/query-language.ts";
import { vocabularyOf } from "../queue/vocabulary.ts";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import { usePage } from "./page.ts";
import { go } from "./route.ts";
import type { Route } from "./route.ts";

/** Where one says what the queue is to show, from every screen. The address has it, so a view is a link. */
export function QueryBox({ route }: { readonly route: Route }) {
  const shown = route.screen === "queue" ? route.query : "";
  const [text, setText] = useState(shown);
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState<number>();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const id = useId();
  const vocabulary = useVocabulary();
  useEffect(() => setText(shown), [shown]);
  const completions = open ? completeQuery(text, caret, vocabulary) : [];
  const chosen = at === undefined ? undefined : completions[at];

  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: "query",
          label: "Search and filter the queue",
          section: "Queue",
          keys: ["/"],
          run: () => box.current?.select(),
        },
      ],
      [],
    ),
  );

  const take = ({ from, to, text: part }: Completion) => {
    const blank = part.endsWith(":") ? "" : " ";
    const next = `${text.slice(0, from)}${part}${blank}${text.slice(to).trimStart()}`;
    setText(next);
    setAt(undefined);
    const cursor = from + part.length + blank.length;
    setCaret(cursor);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(cursor, cursor);
    });
  };
  const show = () => {
    setOpen(false);
    setAt(undefined);
    go({ screen: "queue", query: text.trim() });
    box.current?.blur();
    document.querySelector<HTMLElement>("[data-grid]")?.focus();
  };

  return (
    <form
      className="query"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        show();
      }}
    >
      <Icon name="search" />
      <input
        ref={box}
        type="text"
        role="combobox"
        aria-label="Query of the queue"
        aria-autocomplete="list"
        aria-expanded={completions.length > 0}
        aria-controls={id}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${at}`}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder="needs:me risk:>=R3 path:config/** sort:due"
        value={text}
        onFocus={() => setOpen(true)}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
        onBlur={() => setOpen(false)}
        onChange={({ target }) => {
          setText(target.value);
          setCaret(target.selectionStart ?? target.value.length);
          setOpen(true);
          setAt(undefined);
        }}
        onKeyDown={(event) => {
          const { length } = completions;
          if (event.key === "ArrowDown" && length > 0) setAt(((at ?? -1) + 1) % length);
          else if (event.key === "ArrowUp" && length > 0) setAt(((at ?? length) - 1 + length) % length);
          else if (event.key === "Tab" && !event.shiftKey && chosen !== undefined) take(chosen);
          else if (event.key === "Enter" && chosen !== undefined) take(chosen);
          else if (event.key === "Escape") {
            setText(shown);
            setOpen(false);
            box.current?.blur();
            document.querySelector<HTMLElement>("[data-grid]")?.focus();
          } else return;
          event.preventDefault();
        }}
      />
      {text === "" && !open && <Keys keys="/" />}
      <ul id={id} role="listbox" aria-label="What can stand here" hidden={completions.length === 0}>
        {completions.map((one, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the combobox
          <li
            key={one.text}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(one)}
          >
            {one.text}
          </li>
        ))}
      </ul>
    </form>
  );
}

function useVocabulary() {
  const { api } = usePage();
  const { data } = useQuery({ queryKey: ["policy"], queryFn: () => dataOf(api.GET("/v1/policy")), staleTime: 300_000 });
  return useMemo(() => vocabularyOf(data), [data]);
}
