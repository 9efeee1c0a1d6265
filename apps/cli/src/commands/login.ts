import type { SshSigner } from "@countersign/adapters/keys";
import { systemClock } from "@countersign/adapters/time";
import { formatBase64, parseStrict } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError, formatTime, loginMessage, parseLoginChallenge } from "@countersign/core";
import type { Command } from "../command.ts";
import { keepSession } from "../kept-session.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { askService, serviceAddress } from "../service-client.ts";
import type { ServiceAddress } from "../service-client.ts";
import { SIGNING_OPTIONS, openLoneSigner } from "../signing.ts";
import { harmless } from "../terminal.ts";

export const loginCommand: Command = {
  name: "login",
  summary: "sign in at a service with the key that the policy lists",
  usage: "login --url URL (--key FILE | --agent)",
  details:
    "The service gives a number and a time, and nothing else; what is signed is made here, of these and of the address that was called, for the purpose of signing in alone. A service that sends anything else is refused before the key is touched. The session is kept in the home where only you read it, and lasts half a day at most. It reads, asks and claims; a decision always needs its own signature.",
  options: {
    url: { value: "URL", help: "the address of the service" },
    key: SIGNING_OPTIONS["key"] ?? { help: "" },
    agent: { help: "sign with the one key in ssh-agent" },
  },
  examples: ["login --url https://countersign.acme.example --key ~/.ssh/id_ed25519"],
  async run(invocation) {
    const address = serviceAddress(invocation.required("url"));
    const signer = await openLoneSigner(invocation);
    const { person, token, seconds } = await signIn(address, signer);
    const until = systemClock().now() + seconds;
    const file = await keepSession(invocation.home, { ...address, person, token, until });
    const out = nextCommand(invocation, `logout --url ${shellWord(address.base)}`);
    return {
      json: { person, url: address.base, until: formatTime(until), session: file },
      text: `Signed in at ${harmless(address.origin)} as ${harmless(person)}, until ${formatTime(until)} at the latest\nto end it: ${out}`,
    };
  },
};

async function signIn(address: ServiceAddress, signer: SshSigner) {
  const asked = await askService(address, { method: "POST", path: "/v1/session/challenge", body: {} });
  const login = parseLoginChallenge(asked, address.origin, systemClock().now());
  const signature = formatBase64(await signer.sign("countersign-login@v1", loginMessage(login)));
  const body = { nonce: login.nonce, time: login.time, signature, deliver: "token" };
  const answer = await askService(address, { method: "POST", path: "/v1/session", body }).catch((error: unknown) => {
    throw notTaken(error, address);
  });
  return sessionIn(parseStrict(answer, "web"));
}

/** A signature is made for the address that was called, so one that does not verify may be right for another. */
function notTaken(error: unknown, { origin }: ServiceAddress): unknown {
  if (!(error instanceof CountersignError) || error.code !== "auth.signature") return error;
  return new CountersignError(error.code, error.detail, {
    cause: error,
    remedy: `You signed in at ${origin}. Use the address that the service has as url in its service.yaml, to the letter (127.0.0.1 is not localhost); if it is that, sign with a key that the policy lists.`,
  });
}

function sessionIn(answer: JsonValue) {
  if (typeof answer === "object" && answer !== null && "token" in answer) {
    const { person, token, seconds } = answer;
    if (
      typeof person === "string" &&
      typeof token === "string" &&
      typeof seconds === "number" &&
      seconds <= 366 * 86_400
    )
      return { person, token, seconds };
  }
  throw new CountersignError("web.answer", "the service answers with no session");
}
