import type { SessionStore } from "../session/session-store.ts";
import { liveHub } from "./live-hub.ts";
import type { FromHub, LiveEvent, LiveState, ToHub } from "./messages.ts";
import { liveWorkerUrl } from "./worker-url.ts";

/** What this tab knows of the service's events. `pulse` is when the holder of the connection last said anything. */
export type LiveStore = {
  readonly state: () => LiveState;
  readonly subscribe: (changed: () => void) => () => void;
  /** Calls for what happens; with undefined where anything may have been missed. */
  readonly onEvent: (heard: (event: LiveEvent | undefined) => void) => () => void;
};

/** Milliseconds without a pulse after which the holder of the connection counts as gone. */
const NO_PULSE = 12_000;

/** Listens for a session, through a worker that all tabs share; where a browser has none, this tab holds the connection itself. */
export function liveStore(session: SessionStore): LiveStore {
  let state: LiveState = { kind: "connecting", since: Date.now() };
  let pulse = Date.now();
  const changes = new Set<() => void>();
  const heard = new Set<(event: LiveEvent | undefined) => void>();
  const become = (next: LiveState) => {
    const back = next.kind === "live" && state.kind === "reconnecting";
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    for (const changed of changes) changed();
    if (back) for (const one of heard) one(undefined);
  };

  const port = openPort();
  port.addEventListener("message", ({ data }: MessageEvent<FromHub>) => {
    pulse = Date.now();
    if (data.kind === "state") become(data.state);
    else for (const one of heard) one(data.kind === "event" ? data.event : undefined);
  });
  port.start();
  const say = (message: ToHub) => port.postMessage(message);
  let said: string | undefined;
  const hello = () => {
    if (session.state().kind !== "in") return void (said = undefined);
    const { origin, own } = session.place;
    const token = session.token();
    const key = `${origin} ${token ?? ""}`;
    if (said === key) return;
    said = key;
    say({ kind: "hello", origin, own, token });
  };
  session.subscribe(hello);
  hello();
  addEventListener("pagehide", () => say({ kind: "bye" }));
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    said = undefined;
    hello();
  });
  setInterval(() => {
    const known = state.kind === "live" ? state.heard : null;
    if (Date.now() - pulse > NO_PULSE) become({ kind: "reconnecting", since: pulse, heard: known });
  }, 2_000);

  return {
    state: () => state,
    subscribe(changed) {
      changes.add(changed);
      return () => void changes.delete(changed);
    },
    onEvent(one) {
      heard.add(one);
      return () => void heard.delete(one);
    },
  };
}

function openPort(): MessagePort {
  if (typeof SharedWorker === "function") {
    const worker = new SharedWorker(liveWorkerUrl(), { type: "module", name: "countersign-live" });
    return worker.port;
  }
  const { port1, port2 } = new MessageChannel();
  liveHub().attach(port2);
  return port1;
}
