import { once } from "node:events";
import { createServer } from "node:http";
import { z } from "zod";
import type { Seeded } from "./seeded.testing.ts";

/** What a message of the service looks like to whoever is told. */
const message = z.object({ delivery: z.string(), events: z.array(z.object({ id: z.string() })) });

/** Somebody who is told, on loopback. */
export type Receiver = AsyncDisposable & {
  readonly url: string;
  /** The events of each message that was taken, by the id of the message, and how often it came. */
  readonly taken: ReadonlyMap<string, { readonly events: ReadonlySet<string>; readonly times: number }>;
};

/** Listens for messages. Of some the answer is lost after they were taken: those have to come again under the same id. */
export async function startReceiver(random: Seeded, lost: number): Promise<Receiver> {
  const taken = new Map<string, { readonly events: Set<string>; times: number }>();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      const { delivery, events } = message.parse(JSON.parse(body));
      const known = taken.get(delivery) ?? { events: new Set<string>(), times: 0 };
      for (const { id } of events) known.events.add(id);
      known.times += 1;
      taken.set(delivery, known);
      if (known.times === 1 && random.chance(lost)) response.destroy();
      else response.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    taken,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
