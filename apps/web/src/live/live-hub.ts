import { listen } from "./event-connection.ts";
import type { Listening } from "./event-connection.ts";
import type { FromHub, LiveState, ToHub } from "./messages.ts";

/** Milliseconds between two signs of life to each tab. */
const PULSE = 4_000;

/** Holds the one connection of a browser for all its tabs, so that a seventh tab still loads over HTTP/1.1. */
export type LiveHub = { readonly attach: (port: MessagePort) => void };

/** Makes a hub. It connects when a tab says hello, and anew when one says hello with another session. */
export function liveHub(): LiveHub {
  const ports = new Set<MessagePort>();
  let state: LiveState = { kind: "connecting", since: Date.now() };
  let listening: Listening | undefined;
  let stop = new AbortController();

  const tell = (message: FromHub) => {
    for (const port of ports) port.postMessage(message);
  };
  const connect = (to: Listening) => {
    const again = listening !== undefined;
    stop.abort();
    stop = new AbortController();
    [listening, state] = [to, { kind: "connecting", since: Date.now() }];
    tell({ kind: "state", state });
    if (again) tell({ kind: "missed" });
    void listen(
      to,
      {
        state(next) {
          state = next;
          tell({ kind: "state", state });
        },
        event: (event) => tell({ kind: "event", event }),
        missed: () => tell({ kind: "missed" }),
      },
      stop.signal,
    );
  };
  setInterval(() => tell({ kind: "state", state }), PULSE);

  return {
    attach(port) {
      port.addEventListener("message", ({ data }: MessageEvent<ToHub>) => {
        if (data.kind === "bye") return void ports.delete(port);
        ports.add(port);
        const { origin, token, own } = data;
        const same = listening?.origin === origin && listening.token === token && state.kind !== "signed-out";
        if (same) port.postMessage({ kind: "state", state } satisfies FromHub);
        else connect({ origin, token, own });
      });
      port.start();
    },
  };
}
