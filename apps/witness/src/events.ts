import { AttestError } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import type { LeafProblem } from "@countersign/core";
import { LogError } from "@countersign/tlog";

/** What a witness reports, one function for each event: JSON lines with ids and sizes, for whoever collects them. */
export type Events = {
  readonly listening: (url: string, key: string) => void;
  readonly cosigned: (origin: string, size: number) => void;
  readonly refused: (status: number, code: string, detail: string) => void;
  /** The log signed two trees that cannot be of one history; both notes are in that folder. */
  readonly fork: (origin: string, size: number, proof: string) => void;
  /** The mirror has been read from disk, or has come to this size. */
  readonly mirrored: (origin: string, size: number) => void;
  /** What is kept of a log is not what was kept: it is fetched anew. */
  readonly damaged: (origin: string, detail: string) => void;
  /** A leaf does not verify. */
  readonly leaf: (origin: string, problem: LeafProblem) => void;
  /** Why a log cannot be mirrored just now. */
  readonly behind: (origin: string, code: string, detail: string) => void;
  /** The log does not show evidence of these leaves, so nothing is cosigned. */
  readonly incomplete: (origin: string, size: number, leaves: readonly number[]) => void;
  /** The log does not take these records, so nothing is cosigned. */
  readonly withheld: (origin: string, size: number, records: readonly string[]) => void;
  readonly handedIn: (origin: string, record: string, kind: string) => void;
  /** The log has been given a record: its leaf, or the code with which it was refused. */
  readonly forwarded: (origin: string, record: string, answer: { leaf: number } | { code: string }) => void;
  /** A record that was handed in stands in the log now. */
  readonly included: (origin: string, record: string, leaf: number) => void;
  /** A record that was handed in and can no longer be logged: the check that it would not pass any more. */
  readonly lapsed: (origin: string, record: string, code: string) => void;
  readonly failed: (error: unknown) => void;
};

type Fields = { readonly [name: string]: string | number | readonly (string | number)[] };

/** Leaves or records that one line names. */
const MOST_NAMED = 100;

/** Events as lines of JSON. `now` is in POSIX seconds. Those for people to look into have `alarm`, a code. */
export function eventLines(write: (line: string) => void, now: () => number): Events {
  const line = (event: string, fields: Fields) =>
    write(`${JSON.stringify({ time: new Date(now() * 1000).toISOString(), event, ...fields })}\n`);
  return {
    listening: (url, key) => line("listening", { url, key }),
    cosigned: (origin, size) => line("cosigned", { origin, size }),
    refused: (status, code, detail) => line("refused", { status, code, detail }),
    fork: (origin, size, proof) => line("fork", { alarm: "log.fork", origin, size, proof }),
    mirrored: (origin, size) => line("mirrored", { origin, size }),
    damaged: (origin, detail) => line("damaged", { alarm: "witness.mirror-damaged", origin, detail }),
    leaf: (origin, { index, code, message }) => line("leaf", { alarm: code, origin, leaf: index, detail: message }),
    behind: (origin, code, detail) =>
      line("behind", { ...(code === "log.unreachable" ? {} : { alarm: code }), origin, code, detail }),
    incomplete: (origin, size, leaves) =>
      line("incomplete", { alarm: "witness.mirror-incomplete", origin, size, leaves: leaves.slice(0, MOST_NAMED) }),
    withheld: (origin, size, records) =>
      line("withheld", { alarm: "witness.withheld", origin, size, records: records.slice(0, MOST_NAMED) }),
    handedIn: (origin, record, kind) => line("handed-in", { origin, record, kind }),
    forwarded: (origin, record, answer) => line("forwarded", { origin, record, ...answer }),
    included: (origin, record, leaf) => line("included", { origin, record, leaf }),
    lapsed: (origin, record, code) => line("lapsed", { alarm: "witness.lapsed", origin, record, code }),
    failed: (error) =>
      line("failed", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  };
}

/** An error that names a check; undefined for a fault of ours. */
export function codedError(
  error: unknown,
): { readonly code: string; readonly detail: string; readonly remedy?: string | undefined } | undefined {
  return error instanceof CountersignError || error instanceof AttestError || error instanceof LogError
    ? error
    : undefined;
}
