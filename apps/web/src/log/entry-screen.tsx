import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { SoundLog } from "@countersign/log-check";
import { documentProblem } from "../api/problem.ts";
import { usePage } from "../app/page.ts";
import { formatRoute, go } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import type { Trusted } from "../trust/read-trust.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import { EntryCard } from "./entry-card.tsx";
import { readEntry } from "./read-entry.ts";
import { StopCard } from "./stop-card.tsx";
import { useLog } from "./use-log.ts";

/** One entry of the log, checked here from its leaf to its signatures. */
export function EntryScreen({ index }: { readonly index: number }) {
  const { trusted, look, problem } = useLog();
  const sound = look?.kind === "sound" ? look.log : undefined;
  useEntryKeys(index, sound?.checkpoint.size);
  return (
    <article className="screen log" aria-labelledby="entry-title">
      <p>
        <a href={formatRoute({ screen: "log", query: "" })}>All entries</a>
      </p>
      <h1 id="entry-title">Leaf {index}</h1>
      {problem !== null && <ProblemText error={problem} />}
      {look?.kind === "unreachable" && <ProblemText error={look.problem} />}
      {look?.kind === "empty" && <p>The log has published no checkpoint yet: there is nothing to check.</p>}
      {look?.kind === "stopped" && <StopCard stop={look.stop} checks={look.checks} />}
      {problem === null && look === undefined && <p className="quiet">Being checked by this browser…</p>}
      {sound !== undefined && trusted !== undefined && <Entry index={index} log={sound} trusted={trusted} />}
    </article>
  );
}

type EntryProps = { readonly index: number; readonly log: SoundLog; readonly trusted: Trusted };

function Entry({ index, log, trusted }: EntryProps) {
  const { api } = usePage();
  const { size } = log.checkpoint;
  const { data, error } = useQuery({
    queryKey: ["log", "entry", index, size],
    enabled: index < size,
    retry: false,
    structuralSharing: false,
    staleTime: Infinity,
    queryFn: async () => {
      try {
        return await readEntry(api, trusted, log, index);
      } catch (cause) {
        throw documentProblem(cause);
      }
    },
  });
  if (index >= size)
    return (
      <p className="banner" role="status">
        The checkpoint covers {size} {size === 1 ? "leaf" : "leaves"}: there is no leaf {index} under it, or not yet. It
        is looked at again by itself.{" "}
        {size > 0 && <a href={formatRoute({ screen: "entry", index: size - 1 })}>The newest is leaf {size - 1}</a>}
      </p>
    );
  if (error !== null) return <ProblemText error={error} />;
  if (data === undefined) return <p className="quiet">Being checked by this browser…</p>;
  return <EntryCard entry={data} size={size} />;
}

function useEntryKeys(index: number, size: number | undefined): void {
  useCommands(
    useMemo<readonly Command[]>(() => {
      const at = (label: string, id: string, keys: string, to: number): Command => {
        return { id, label, section: "Log", keys: [keys], run: () => go({ screen: "entry", index: to }) };
      };
      return [
        {
          id: "back-to-log",
          label: "Back to the entries",
          section: "Log",
          keys: ["Escape"],
          run: () => go({ screen: "log", query: "" }),
        },
        ...(index > 0 ? [at("Leaf before", "leaf-before", "[", index - 1)] : []),
        ...(size !== undefined && index + 1 < size ? [at("Next leaf", "leaf-next", "]", index + 1)] : []),
      ];
    }, [index, size]),
  );
}
