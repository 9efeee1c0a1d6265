import { useSyncExternalStore } from "react";

/**
 * That a log did not verify: which check refused it, the code, a sentence, when (RFC 3339), and everything that was looked at (`formatEvidence` of log-check), so that
 * it can be saved also when the host behaves again.
 */
export type LogStop = {
  readonly check: string;
  readonly code: string;
  readonly sentence: string;
  readonly at: string;
  /** Absent where it was too large to be kept. */
  readonly evidence?: string;
};

/** Characters of evidence that are kept; a browser gives an origin about five million. */
const MOST_KEPT = 1_500_000;
const listeners = new Set<() => void>();
const keyOf = (origin: string) => `countersign.log-stop.${origin}`;

/** Keeps the newest stop of a log until somebody says that the evidence is safe. */
export function keepStop(kept: Storage, origin: string, { evidence = "", ...stop }: LogStop): void {
  const whole = evidence !== "" && evidence.length <= MOST_KEPT;
  kept.setItem(keyOf(origin), JSON.stringify(whole ? { ...stop, evidence } : stop));
  for (const changed of listeners) changed();
}

/** Forgets it: whoever was here has the evidence. */
export function dropStop(kept: Storage, origin: string): void {
  kept.removeItem(keyOf(origin));
  for (const changed of listeners) changed();
}

/** The stop that is kept in this browser, as it changes. */
export function useKeptStop(origin: string): LogStop | undefined {
  const text = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      addEventListener("storage", changed);
      return () => {
        listeners.delete(changed);
        removeEventListener("storage", changed);
      };
    },
    () => localStorage.getItem(keyOf(origin)),
  );
  return text === null ? undefined : readStop(text);
}

/** Reads what is kept; what cannot be read still says that something did not verify. */
function readStop(text: string): LogStop {
  try {
    const said: Readonly<Record<string, unknown>> = { ...JSON.parse(text) };
    const word = (name: string) => (typeof said[name] === "string" ? said[name] : "");
    const evidence = word("evidence");
    const stop = { check: word("check"), code: word("code"), sentence: word("sentence"), at: word("at") };
    return evidence === "" ? stop : { ...stop, evidence };
  } catch {
    return { check: "", code: "", sentence: "What was kept of it cannot be read.", at: "" };
  }
}
