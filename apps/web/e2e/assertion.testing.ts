import { formatBase64, formatSshsig, parsePublicKey, signedData } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { p256 } from "@noble/curves/nist.js";
import type { Frame, Page } from "playwright-core";
import type { Statement } from "../src/decide/statement.ts";

const NAMESPACE = "countersign-review@v1";

/** Has script in a frame, whatever page it is of, ask the passkey to sign a statement, and makes the envelope that would be handed in. */
export async function envelopeFrom(
  frame: Page | Frame,
  {
    statement,
    line,
    verification,
  }: {
    readonly statement: Statement;
    readonly line: string;
    readonly verification: "required" | "discouraged";
  },
) {
  const challenge = [...signedData(nodeCrypto, NAMESPACE, statement.message)];
  const said = await frame.evaluate(
    async ({ bytes, userVerification }) => {
      const publicKey = { challenge: new Uint8Array(bytes), rpId: "localhost", userVerification };
      const credential = await navigator.credentials.get({ publicKey });
      if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
      const { response } = credential;
      if (!(response instanceof AuthenticatorAssertionResponse)) throw new Error("no assertion");
      const { authenticatorData, clientDataJSON, signature } = response;
      const [data, client, signed] = [authenticatorData, clientDataJSON, signature].map((one) => [
        ...new Uint8Array(one),
      ]);
      return { data: data ?? [], client: client ?? [], signed: signed ?? [], origin: location.origin };
    },
    { bytes: challenge, userVerification: verification },
  );
  const data = Uint8Array.from(said.data);
  const view = new DataView(data.buffer);
  const sig = formatSshsig({
    publicKey: parsePublicKey(line),
    namespace: NAMESPACE,
    signature: {
      type: "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
      signature: p256.Signature.fromBytes(Uint8Array.from(said.signed), "der").toBytes("compact"),
      flags: view.getUint8(32),
      counter: view.getUint32(33),
      origin: said.origin,
      clientData: Uint8Array.from(said.client),
      extensions: data.slice(37),
    },
  });
  return {
    payloadType: "application/vnd.in-toto+json",
    payload: formatBase64(statement.payload),
    signatures: [{ sig: formatBase64(sig) }],
  };
}
