import { z } from "zod";
import { nameOf } from "../../access/actor.ts";
import type { ApiParts } from "../api-parts.ts";
import type { streamCount } from "../event-stream.ts";
import { streamEvents } from "../event-stream.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";

const id = z.string().regex(/^(0|[1-9]\d{0,17})$/);

/** What happens, as it happens. `signal`: the service ends. */
export function eventRoutes(
  { feed }: ApiParts,
  streams: ReturnType<typeof streamCount>,
  signal: AbortSignal,
): readonly Route[] {
  return [
    route({
      ...NOTHING,
      method: "GET",
      path: "/v1/events",
      summary:
        "Server-sent events, in ids alone; goes on behind Last-Event-ID, else behind `after`, else (and where no event has that id yet) with what comes",
      access: { people: "all", scope: "read" },
      query: z.strictObject({ after: id.optional() }),
      status: 200,
      type: "text/event-stream",
      codes: ["limit.streams"],
      async run({ query, headers, actor, again }) {
        const sent = id.safeParse(headers["last-event-id"]);
        const newest = await feed.newest();
        const wanted = sent.success ? sent.data : (query.after ?? newest);
        // Behind an id that is not there yet, as after a restore, what happens next would be missed.
        const after = BigInt(wanted) > BigInt(newest) ? newest : wanted;
        return {
          headers: { "cache-control": "no-store", "x-accel-buffering": "no" },
          async stream(response) {
            using _open = streams.begin(nameOf(actor));
            await streamEvents(response, { feed, after, again, signal });
          },
        };
      },
    }),
  ];
}
