import { useMemo } from "react";
import { usePage } from "../app/page.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import { EntryList } from "./entry-list.tsx";
import { LogCard } from "./log-card.tsx";
import { dropStop, useKeptStop } from "./log-stop.ts";
import { StopCard } from "./stop-card.tsx";
import { useLog } from "./use-log.ts";

/** The log: what this browser verified of it, and its entries, or that it does not verify, and then nothing of it. */
export function LogScreen({ query }: { readonly query: string }) {
  const { session } = usePage();
  const { origin } = session.place;
  const { trusted, look, problem, again } = useLog();
  const kept = useKeptStop(origin);
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        { id: "look-again", label: "Look at the log again", section: "Log", keys: ["r"], run: () => void again() },
      ],
      [again],
    ),
  );
  return (
    <article className="screen log" aria-labelledby="log-title">
      <h1 id="log-title">Log</h1>
      {problem !== null && <ProblemText error={problem} />}
      {problem === null && look === undefined && <p className="quiet">Being checked by this browser…</p>}
      {look?.kind === "unreachable" && <ProblemText error={look.problem} />}
      {look?.kind === "empty" && (
        <p>
          The log has published no checkpoint yet: there is nothing to check. A service begins with{" "}
          <code>countersign policy publish</code>.
        </p>
      )}
      {look?.kind === "stopped" && <StopCard stop={look.stop} checks={look.checks} />}
      {look?.kind !== "stopped" && kept !== undefined && (
        <StopCard stop={kept} onDrop={() => dropStop(localStorage, origin)} />
      )}
      {look?.kind === "sound" && trusted !== undefined && (
        <>
          <LogCard log={look.log} at={look.at} trusted={trusted} origin={origin} />
          <EntryList key={query} query={query} log={look.log} trusted={trusted} />
        </>
      )}
    </article>
  );
}
