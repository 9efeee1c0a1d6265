import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";

/** Deliveries of one body to one address, as GitHub would send them. */
export type Load = { readonly url: string; readonly body: Uint8Array; readonly secret: string; readonly app: number };

/**
 * Sends so many deliveries a second for so many milliseconds, each when its time has come, whether or not those before were answered. Answers
 * milliseconds from when each was due to its 202: what a slow answer keeps waiting counts as waiting.
 */
export async function sendFor(load: Load, rate: number, milliseconds: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const count = Math.round((rate * milliseconds) / 1000);
  const signature = `sha256=${createHmac("sha256", load.secret).update(load.body).digest("hex")}`;
  const start = performance.now();
  const sent: Promise<number>[] = [];
  while (sent.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - start) * rate) / 1000) + 1);
    for (let at = sent.length; at < due; at += 1) {
      const from = start + (at * 1000) / rate;
      sent.push(deliver(agent, load, signature).then(() => performance.now() - from));
    }
    await setTimeout(1);
  }
  const taken = await Promise.all(sent);
  agent.destroy();
  return taken;
}

function deliver(agent: Agent, { url, body, app }: Load, signature: string): Promise<void> {
  const headers = {
    "content-type": "application/json",
    "content-length": String(body.length),
    "x-github-event": "pull_request",
    "x-github-delivery": randomUUID(),
    "x-github-hook-installation-target-id": String(app),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": signature,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () =>
        response.statusCode === 202 ? resolve() : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
