import type { LogError } from "@countersign/tlog";

/** What a witness reports, one function for each event: JSON lines with ids and sizes, for whoever collects them. */
export type Events = {
  readonly listening: (url: string, key: string) => void;
  readonly cosigned: (origin: string, size: number) => void;
  readonly refused: (status: number, refused: LogError) => void;
  /** The log signed two trees of one size; both notes are in that folder. */
  readonly fork: (origin: string, size: number, proof: string) => void;
  readonly failed: (error: unknown) => void;
};

/** Events as lines of JSON. `now` is in POSIX seconds. */
export function eventLines(write: (line: string) => void, now: () => number): Events {
  const line = (event: string, fields: { readonly [name: string]: string | number }) =>
    write(`${JSON.stringify({ time: new Date(now() * 1000).toISOString(), event, ...fields })}\n`);
  return {
    listening: (url, key) => line("listening", { url, key }),
    cosigned: (origin, size) => line("cosigned", { origin, size }),
    refused: (status, { code, detail }) => line("refused", { status, code, detail }),
    fork: (origin, size, proof) => line("fork", { alarm: "log.fork", origin, size, proof }),
    failed: (error) =>
      line("failed", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  };
}
