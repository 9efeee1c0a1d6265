import { createHmac } from "node:crypto";
import { CountersignError } from "@countersign/core";
import { createTransport } from "nodemailer";
import { chatText, messageJson } from "./message.ts";
import type { Message } from "./message.ts";
import type { Address } from "./sink.ts";

/** Milliseconds that a receiver may take. */
const PATIENCE = 10_000;

/**
 * Sends a message once. It has arrived when the mail server has taken it, or a webhook says 2xx; a redirect is followed nowhere.
 * `Message-ID` and `countersign-delivery` are the same when it is sent again. `notify.unreachable`, `notify.refused`, in words without
 * addresses, which may hold secrets. `now` is in seconds.
 */
export async function sendMessage(address: Address, message: Message, now: number): Promise<void> {
  switch (address.kind) {
    case "mail":
      return sendMail(address, message);
    case "webhook":
      return post(address.url, JSON.stringify(messageJson(message)), message.id, { secret: address.secret, now });
    case "chat":
      return post(address.url, JSON.stringify({ text: chatText(message) }), message.id);
    default:
      return address satisfies never;
  }
}

async function sendMail(
  { smtp, from, to }: Extract<Address, { readonly kind: "mail" }>,
  { id, subject, lines }: Message,
): Promise<void> {
  const timeouts = {
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: 2 * PATIENCE,
    dnsTimeout: PATIENCE,
  };
  const transport = createTransport({ url: smtp, ...timeouts });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject,
      text: `${lines.join("\n")}\n`,
      messageId: `<${id}@${from.split("@")[1] ?? "countersign"}>`,
      headers: { "countersign-delivery": id },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  } catch (cause) {
    const refused = cause instanceof Error && "responseCode" in cause && Number(cause.responseCode) >= 500;
    throw failed(refused, "the mail server", cause);
  } finally {
    transport.close();
  }
}

/** `countersign-signature: t=SECONDS,v1=HEX`, HMAC-SHA-256 over `SECONDS.BODY`: a receiver refuses old ones. */
function signatureOf(secret: string, now: number, body: string): string {
  return `t=${now},v1=${createHmac("sha256", secret).update(`${now}.${body}`).digest("hex")}`;
}

async function post(
  url: string,
  body: string,
  id: string,
  signing?: { readonly secret: string; readonly now: number },
): Promise<void> {
  const signature: Readonly<Record<string, string>> =
    signing === undefined ? {} : { "countersign-signature": signatureOf(signing.secret, signing.now, body) };
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "countersign",
      "countersign-delivery": id,
      ...signature,
    },
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((cause: unknown) => {
    throw failed(false, "the receiver", cause);
  });
  await response.body?.cancel().catch(() => {});
  if (!response.ok) throw failed(response.status < 500 && response.status !== 429, `status ${response.status}`);
}

function failed(refused: boolean, what: string, cause?: unknown): CountersignError {
  return refused
    ? new CountersignError("notify.refused", `${what} refused it`, { cause })
    : new CountersignError("notify.unreachable", `${what} did not take it`, { cause });
}
