/** What a service reports: JSON lines with codes, ids and counts, and never a secret or what a repository holds. */
export type Events = {
  readonly listening: (url: string, origin: string) => void;
  readonly logged: (kind: string, index: number, outcome: string) => void;
  readonly refused: (status: number, code: string, method: string, path: string) => void;
  /** Why the checkpoint could not be cosigned anew. */
  readonly stale: (code: string, detail: string) => void;
  readonly failed: (error: unknown) => void;
};

/** Events as lines of JSON. `now` is in POSIX seconds. */
export function eventLines(write: (line: string) => void, now: () => number): Events {
  const line = jsonLines(write, now);
  return {
    listening: (url, origin) => line("listening", { url, origin }),
    logged: (kind, index, outcome) => line("logged", { kind, index, outcome }),
    refused: (status, code, method, path) => line("refused", { status, code, method, path }),
    stale: (code, detail) => line("stale", { code, detail }),
    failed: (error) =>
      line("failed", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  };
}

/** Writes an event as a line of JSON with the time. */
export function jsonLines(write: (line: string) => void, now: () => number) {
  return (event: string, fields: { readonly [name: string]: string | number }) =>
    write(`${JSON.stringify({ time: new Date(now() * 1000).toISOString(), event, ...fields })}\n`);
}
