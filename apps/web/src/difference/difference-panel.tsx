import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { ChangeDetail, Work } from "../api/types.ts";
import { usePage, usePerson } from "../app/page.ts";
import { sinceQuery } from "../change/read-change.ts";
import type { ShownPacket, ShownPlace } from "../change/packet.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import { earlierOf } from "./earlier.ts";
import type { Earlier } from "./earlier.ts";
import { FilesView } from "./files-view.tsx";
import { differenceSource, indexQuery } from "./read-difference.ts";
import { checkScope, recordOf, scopeOf } from "./record-scope.ts";
import { differenceStore } from "./difference-store.ts";

type Props = {
  readonly record: ChangeDetail;
  readonly work: Work;
  readonly packet: ShownPacket | undefined;
  /** What was asked for last, to be shown. */
  readonly target: ShownPlace | undefined;
};

/** The difference of a change: what is new since whoever looks saw it, or all that it does to its base. */
export function DifferencePanel({ work, ...props }: Props) {
  const { api } = usePage();
  const me = usePerson();
  const since = useQuery(sinceQuery(api, work.change));
  return (
    <section className="difference" aria-labelledby="difference-title">
      <h2 id="difference-title">Difference</h2>
      {since.error !== null && <ProblemText error={since.error} />}
      {since.data !== undefined && (
        <Chosen change={work.change} first={earlierOf(work, me.person, since.data.since)} {...props} />
      )}
    </section>
  );
}

type ChosenProps = Omit<Props, "work"> & { readonly change: string; readonly first: Earlier | undefined };

/** What was the earlier revision when the screen was opened stays it: to look at something moves nothing. */
function Chosen({ change, first, record, packet, target }: ChosenProps) {
  const { api, queries } = usePage();
  const [earlier] = useState(first);
  const [whole, setWhole] = useState(earlier === undefined);
  const since = whole ? undefined : earlier?.change;
  const scope = useMemo(() => attempt(() => scopeOf(recordOf(record.record, change))), [record.record, change]);
  const index = useQuery(indexQuery(api, { change, since }));
  const { data } = index;
  const checked = useMemo(() => {
    if (data === undefined || "problem" in scope) return undefined;
    return attempt(() => {
      checkScope(data, scope.value, since === undefined);
      return differenceStore(differenceSource(api, queries, { change, since }), data);
    });
  }, [data, scope, api, queries, change, since]);
  if ("problem" in scope) return <ProblemText error={scope.problem} />;
  if (index.error !== null) return <ProblemText error={index.error} />;
  if (checked === undefined) return <p className="quiet">The difference is being read.</p>;
  if ("problem" in checked) return <ProblemText error={checked.problem} />;
  return (
    <FilesView
      key={since ?? "whole"}
      store={checked.value}
      scope={scope.value}
      packet={packet}
      target={target}
      earlier={earlier}
      whole={whole}
      onWhole={setWhole}
    />
  );
}

function attempt<T>(run: () => T): { readonly value: T } | { readonly problem: unknown } {
  try {
    return { value: run() };
  } catch (problem) {
    return { problem };
  }
}
