import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { dataOf } from "../api/client.ts";
import { usePage } from "../app/page.ts";
import { OthersText } from "../text/others-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { TogetherCeremony } from "./together-ceremony.tsx";
import { TogetherPart } from "./together-part.tsx";
import type { Found } from "./together-part.tsx";

type Props = { readonly role: string; readonly changes: readonly string[] };

/**
 * The page on which somebody decides about several changes of low risk in one ceremony. Each is recomputed as on a page of its own, and what does
 * not hold for one of them stops all of them.
 */
export function TogetherScreen({ role, changes }: Props) {
  const { api } = usePage();
  const [found, setFound] = useState<ReadonlyMap<string, Found>>(new Map());
  const note = useCallback((change: string, one: Found) => setFound((before) => new Map(before).set(change, one)), []);
  const plan = useQuery({
    queryKey: ["decide", "together", role, changes],
    staleTime: Infinity,
    retry: false,
    queryFn: () =>
      dataOf(
        api.POST("/v1/batches/{role}", {
          params: { path: { role } },
          body: { changes: [...changes], decision: "approve" },
        }),
      ),
  });
  const packets = new Map(plan.data?.statements.map(({ change, packet }) => [change, packet]));
  const all = changes.flatMap((change) => {
    const one = found.get(change);
    return one === undefined ? [] : [{ ...one, change }];
  });
  const bad = all.flatMap(({ change, title, checked }) =>
    checked.kind === "bad" ? [{ change, title, problem: checked.problem }] : [],
  );
  const sound = all.flatMap(({ title, replacedBy, checked }) =>
    checked.kind === "good" ? [{ ...checked.value, title, replacedBy }] : [],
  );
  return (
    <section className="change decide together" aria-labelledby="together-title">
      <h1 id="together-title">
        Decide about {changes.length} changes together, as <OthersText text={role} />
      </h1>
      {plan.error !== null && <ProblemText error={plan.error} />}
      {changes.map((change) => (
        <TogetherPart key={change} change={change} planned={packets.get(change)} onFound={note} />
      ))}
      {bad.length > 0 && <Stopped bad={bad} />}
      {bad.length === 0 && plan.error === null && sound.length < changes.length && (
        <p role="status">What you sign is still being recomputed.</p>
      )}
      {plan.data !== undefined && sound.length === changes.length && <TogetherCeremony role={role} parts={sound} />}
    </section>
  );
}

type StoppedProps = {
  readonly bad: readonly { readonly change: string; readonly title: string; readonly problem: unknown }[];
};

/** What stops all of them, by change. */
function Stopped({ bad }: StoppedProps) {
  return (
    <section className="stopped" aria-labelledby="stopped-title">
      <h2 id="stopped-title">Nothing of this is signed together</h2>
      {bad.map(({ change, title, problem }) => (
        <div key={change}>
          <p>
            <b>
              <OthersText text={title} />
            </b>{" "}
            <code>{change.slice(0, 16)}</code>
          </p>
          <ProblemText error={problem} />
        </div>
      ))}
    </section>
  );
}
