import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { dataOf } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import type { Work } from "../api/types.ts";
import { usePage, usePerson } from "../app/page.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { ProblemText } from "../ui/problem-text.tsx";

/** Milliseconds after which a claim is renewed while the change is open; it ends by itself after half an hour. */
const RENEW = 10 * 60_000;

/** Who is at the change, in each role of whoever looks; one's own claim is renewed while the change is open. */
export function ClaimBar({ work }: { readonly work: Work }) {
  const me = usePerson();
  const mine = work.tasks.filter(({ role, state }) => state === "open" && me.roles.includes(role));
  return mine.map((task) => <ClaimOf key={task.role} change={work.change} task={task} />);
}

function ClaimOf({ change, task }: { readonly change: string; readonly task: Work["tasks"][number] }) {
  const { api } = usePage();
  const me = usePerson();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<unknown>();
  const { role, claim } = task;
  const own = claim?.person === me.person;
  const act = useCallback(
    async (kind: "claim" | "release") => {
      setProblem(undefined);
      const params = { path: { change, role } };
      try {
        if (kind === "claim") await dataOf(api.POST("/v1/queue/{change}/{role}/claim", { params, body: {} }));
        else await api.DELETE("/v1/queue/{change}/{role}/claim", { params });
      } catch (error) {
        setProblem(problemOf(error));
      }
      await queries.invalidateQueries({ queryKey: ["change", change, "work"] });
    },
    [api, queries, change, role],
  );
  useEffect(() => {
    if (!own) return undefined;
    const timer = setInterval(() => void act("claim"), RENEW);
    return () => clearInterval(timer);
  }, [own, act]);
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: `claim-${role}`,
          label: `${own ? "Release" : "Claim"} as ${role}`,
          section: "Change",
          keys: ["c"],
          run: () => void act(own ? "release" : "claim"),
        },
      ],
      [role, own, act],
    ),
  );
  return (
    <div className="claim-bar">
      <p>
        {claim === null ? (
          <>Nobody is at it as {role}.</>
        ) : (
          <>
            {own ? "You are" : <OthersText text={`${claim.person} is`} />} at it as {role}, until{" "}
            <Time at={claim.until} />.
          </>
        )}
      </p>
      {(claim === null || own) && (
        <button type="button" onClick={() => void act(own ? "release" : "claim")}>
          {own ? "Release" : "Claim"}
        </button>
      )}
      {problem !== undefined && <ProblemText error={problem} />}
    </div>
  );
}
