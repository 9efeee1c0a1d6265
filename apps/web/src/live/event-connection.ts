import type { LiveEvent, LiveState } from "./messages.ts";
import { eventReader } from "./server-sent-events.ts";

/** Whose events, and from where. */
export type Listening = { readonly origin: string; readonly token: string | undefined; readonly own: boolean };

/** What is told of the connection. */
export type Heard = {
  readonly state: (state: LiveState) => void;
  readonly event: (event: LiveEvent) => void;
  readonly missed: () => void;
};

/** Milliseconds: the service gives a sign of life every 15 s; nothing for so long means that it is gone, whatever the network says. */
const SILENCE = 35_000;
/** Milliseconds between two attempts: soon at first, then ever more rarely. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000, 15_000];

/**
 * Listens to the service's events until the signal, and comes again whenever the stream ends, behind the last event that was heard. It is
 * read with `fetch`, because an EventSource neither brings a token nor says why it fails.
 */
export async function listen(listening: Listening, heard: Heard, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  let at: number | null = null;
  let lost = Date.now();
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const before = last;
    const begun = Date.now();
    const end = await readStream(listening, last, signal, {
      ...heard,
      alive(id) {
        last = id ?? last;
        at = Date.now();
        heard.state({ kind: "live", heard: at });
      },
      opened: () => (attempt > 0 && before === undefined ? heard.missed() : undefined),
    });
    if (signal.aborted) return;
    if (end === "signed-out") return heard.state({ kind: "signed-out", since: Date.now() });
    if (at !== null && at > begun) [attempt, lost] = [0, Date.now()];
    heard.state({ kind: "reconnecting", since: lost, heard: at });
    await pause(PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 0, signal);
  }
}

type Reading = Heard & { readonly alive: (id: string | undefined) => void; readonly opened: () => void };

async function readStream(
  { origin, token, own }: Listening,
  last: string | undefined,
  signal: AbortSignal,
  { event, alive, opened }: Reading,
): Promise<"ended" | "signed-out"> {
  const silent = new AbortController();
  const either = AbortSignal.any([signal, silent.signal]);
  let timer = setTimeout(() => silent.abort(), SILENCE);
  try {
    const response = await fetch(`${origin}/v1/events`, {
      credentials: own ? "same-origin" : "omit",
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(last === undefined ? {} : { "last-event-id": last }),
      },
      signal: either,
      cache: "no-store",
    });
    if (response.status === 401 || response.status === 403) return "signed-out";
    if (!response.ok || response.body === null) return "ended";
    opened();
    const { read, lastId } = eventReader();
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "ended";
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE);
      const events = read(decoder.decode(value, { stream: true }));
      alive(lastId());
      for (const one of events) event(liveEvent(one.event, one.data));
    }
  } catch {
    return "ended";
  } finally {
    clearTimeout(timer);
  }
}

/** What an event is about; what cannot be read is about everything. */
function liveEvent(kind: string, data: string): LiveEvent {
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  try {
    const said: Readonly<Record<string, unknown>> = { ...JSON.parse(data) };
    return { kind, change: text(said["change"]), role: text(said["role"]), person: text(said["person"]) };
  } catch {
    return { kind };
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const timer = setTimeout(go, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), go()), { once: true });
  });
}
