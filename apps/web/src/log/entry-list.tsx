import { useEffect, useMemo, useRef, useState } from "react";
import type { SoundLog } from "@countersign/log-check";
import { formatRoute, go } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import type { Trusted } from "../trust/read-trust.ts";
import { Keys } from "../ui/keys.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { EntryRow } from "./entry-row.tsx";
import { useEntries } from "./use-entries.ts";
import { useVerified } from "./use-verified.ts";

type Props = { readonly query: string; readonly log: SoundLog; readonly trusted: Trusted };

/** Entries of the log, the newest first. What the service says of them is marked as such until their records are verified here. */
export function EntryList({ query, log, trusted }: Props) {
  const { pages, items, states } = useEntries(query, log);
  const verified = useVerified(log, trusted);
  const covered = items?.filter(({ index }) => states.data?.get(index) === "in-tree").map(({ index }) => index) ?? [];
  const wanted = covered.filter((index) => !verified.entries.has(index));
  const stop = [...verified.entries.values()].find(({ ok }) => !ok);
  const verifyAll = () => void verified.verify(wanted);
  useListKeys(verifyAll);
  return (
    <section className="entries" aria-labelledby="entries-title">
      <div className="entries-head">
        <h2 id="entries-title">Entries</h2>
        <EntrySearch query={query} />
        <button type="button" disabled={wanted.length === 0 || verified.busy} onClick={verifyAll}>
          {verified.busy ? "Verifying…" : "Verify all that is shown"} <Keys keys="Shift+v" />
        </button>
      </div>
      <p className="quiet">
        Each leaf was found in the verified tree, of the kind that is listed. What a line says of it, the service says,
        until its record is verified.
      </p>
      {pages.error !== null && <ProblemText error={pages.error} />}
      {states.error !== null && <ProblemText error={states.error} />}
      {verified.problem !== undefined && <ProblemText error={verified.problem} />}
      {stop !== undefined && (
        <p className="banner" role="alert">
          Leaf {stop.index} does not verify: <code>{stop.failure?.code}</code>.{" "}
          <a href={formatRoute({ screen: "entry", index: stop.index })}>See why</a>
        </p>
      )}
      {items !== undefined && states.error === null && (
        <ol className="entry-rows" aria-label="Entries, the newest first">
          {items.map((item) => (
            <EntryRow
              key={item.index}
              item={item}
              state={states.data?.get(item.index)}
              checked={verified.entries.get(item.index)}
            />
          ))}
        </ol>
      )}
      {items?.length === 0 && <NothingFound query={query} />}
      {pages.hasNextPage && (
        <p>
          <button type="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Older entries
          </button>
        </p>
      )}
    </section>
  );
}

function NothingFound({ query }: { readonly query: string }) {
  return query === "" ? (
    <p>The service lists no entry.</p>
  ) : (
    <p>
      No entry matches <code>{query}</code>. <a href={formatRoute({ screen: "log", query: "" })}>Show all</a>
    </p>
  );
}

function EntrySearch({ query }: { readonly query: string }) {
  const [text, setText] = useState(query);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setText(query), [query]);
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        { id: "find-entry", label: "Find entries", section: "Log", keys: ["f"], run: () => box.current?.select() },
      ],
      [],
    ),
  );
  return (
    <form
      className="entry-search"
      onSubmit={(event) => {
        event.preventDefault();
        go({ screen: "log", query: text.trim() });
      }}
    >
      <input
        ref={box}
        type="text"
        aria-label="Find entries by kind, decision, person, change, commit, key or leaf"
        placeholder="review approve dana · a change, a commit, a key, a leaf"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </form>
  );
}

function useListKeys(verifyAll: () => void): void {
  const newest = useRef(verifyAll);
  useEffect(() => {
    newest.current = verifyAll;
  });
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        { id: "next-entry", label: "Next entry", section: "Log", keys: ["j"], palette: false, run: () => move(1) },
        {
          id: "previous-entry",
          label: "Entry before",
          section: "Log",
          keys: ["k"],
          palette: false,
          run: () => move(-1),
        },
        {
          id: "verify-all",
          label: "Verify all entries that are shown",
          section: "Log",
          keys: ["Shift+v"],
          run: () => newest.current(),
        },
      ],
      [],
    ),
  );
}

/** The entries are links, so that Enter opens the one that has the focus. */
function move(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>(".entry-rows a.entry-open")];
  const now = links.findIndex((link) => link === document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, now + step))]?.focus();
}
