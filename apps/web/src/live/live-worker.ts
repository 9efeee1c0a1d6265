import { liveHub } from "./live-hub.ts";

const hub = liveHub();

// A shared worker is told of each tab that connects, with the port to it.
addEventListener("connect", (event) => {
  if (event instanceof MessageEvent) for (const port of event.ports) hub.attach(port);
});
