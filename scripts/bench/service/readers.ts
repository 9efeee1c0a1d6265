import { signSshsig } from "@countersign/attest";
import { loginMessage } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { clientOf } from "./asking.ts";
import type { Asked, Client } from "./asking.ts";

/** People who are signed in at the service, each behind an address of their own, as a proxy tells it. */
export type Readers = Disposable & {
  /** Asks as whoever's turn it is: together they may ask as often as all of them may. */
  readonly ask: (asked: Asked) => Promise<string>;
  /** Asks as one of them. */
  readonly askAs: (person: string, asked: Asked) => Promise<string>;
};

/** Signs people of the policy in, with their keys; `url` is where the service is, and its own web origin. */
export async function signIn(url: string, people: readonly string[]): Promise<Readers> {
  const client = clientOf(url);
  const headers = new Map<string, Readonly<Record<string, string>>>();
  for (const [at, person] of people.entries()) {
    const from = { "x-forwarded-for": `192.0.2.${at + 1}` };
    headers.set(person, { ...from, authorization: `Bearer ${await session(client, url, person, from)}` });
  }
  const askAs = (person: string, asked: Asked) =>
    client.ask({ ...asked, headers: { ...headers.get(person), ...asked.headers } });
  let turn = 0;
  return {
    askAs,
    ask: (asked) => askAs(people[turn++ % people.length] ?? "", asked),
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

async function session(client: Client, origin: string, person: string, from: Record<string, string>): Promise<string> {
  const headers = { ...from, "content-type": "application/json" };
  const post = (path: string, body: unknown) =>
    client.ask({ method: "POST", path, headers, body: JSON.stringify(body) });
  const { nonce, time } = JSON.parse(await post("/v1/session/challenge", {}));
  const message = loginMessage({ origin, nonce, time });
  const signature = signSshsig(nodeCrypto, { seed: testKey(person).seed, namespace: "countersign-login@v1", message });
  const body = { nonce, time, signature: Buffer.from(signature).toString("base64"), deliver: "token" };
  return JSON.parse(await post("/v1/session", body)).token;
}

/** The secret of a token that a hook tells of pushes by; a person of the operator makes it. */
export async function hookToken({ askAs }: Readers): Promise<string> {
  const body = JSON.stringify({ label: "hook", scopes: ["hints:write"], days: 1 });
  const headers = { "content-type": "application/json" };
  return JSON.parse(await askAs("olga", { method: "POST", path: "/v1/tokens", headers, body })).secret;
}
