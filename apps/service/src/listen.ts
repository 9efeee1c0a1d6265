import { once } from "node:events";
import type { Server } from "node:http";
import { CountersignError } from "@countersign/core";

/** Listens, and says under which address; `usage.listen` where it cannot. Port 0 takes any that is free. */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new CountersignError("usage.listen", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
}
