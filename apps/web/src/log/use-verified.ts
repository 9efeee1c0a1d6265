import { useCallback, useEffect, useRef, useState } from "react";
import type { CheckedEntry, SoundLog } from "@countersign/log-check";
import { documentProblem, problemOf } from "../api/problem.ts";
import { usePage } from "../app/page.ts";
import type { Trusted } from "../trust/read-trust.ts";
import { readEntry } from "./read-entry.ts";

/** Entries whose records were checked on demand, by their index. */
export type VerifiedEntries = {
  readonly entries: ReadonlyMap<number, CheckedEntry>;
  readonly problem: unknown;
  readonly busy: boolean;
  /** Reads and checks the records of some entries that the checkpoint covers. */
  readonly verify: (indices: readonly number[]) => Promise<void>;
};

/** Checks records of entries, one after the other, when somebody asks for it. */
export function useVerified(log: SoundLog, trusted: Trusted): VerifiedEntries {
  const { api } = usePage();
  const [entries, setEntries] = useState<ReadonlyMap<number, CheckedEntry>>(new Map());
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => void (open.current = false);
  }, []);
  const verify = useCallback(
    async (indices: readonly number[]) => {
      setBusy(true);
      setProblem(undefined);
      try {
        for (const index of indices) {
          if (!open.current) return;
          const { checked } = await readEntry(api, trusted, log, index);
          setEntries((before) => new Map([...before, [index, checked]]));
        }
      } catch (cause) {
        setProblem(problemOf(documentProblem(cause)));
      } finally {
        setBusy(false);
      }
    },
    [api, log, trusted],
  );
  return { entries, problem, busy, verify };
}
