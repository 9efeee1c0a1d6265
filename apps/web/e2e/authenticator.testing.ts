import { generateKeyPairSync } from "node:crypto";
import { formatPublicKey } from "@countersign/attest";
import type { CDPSession, Page } from "playwright-core";
import type { Stage } from "./stage.ts";

/** A passkey as an authenticator has it, and its line in a policy. */
export function newPasskey(rpId: string, person: string): Stage["passkey"] {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const point = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-65));
  const line = formatPublicKey({ type: "sk-ecdsa-sha2-nistp256@openssh.com", point, application: rpId }, person);
  return { privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"), line };
}

/** A platform authenticator, which answers by itself. Without `verified` its owner never gives PIN or finger. */
export async function addAuthenticator(
  page: Page,
  { passkey, verified = true }: { readonly passkey?: Stage["passkey"]; readonly verified?: boolean } = {},
): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verified,
      automaticPresenceSimulation: true,
    },
  });
  if (passkey !== undefined)
    await devtools.send("WebAuthn.addCredential", {
      authenticatorId,
      credential: {
        credentialId: Buffer.from("dana's passkey").toString("base64"),
        isResidentCredential: true,
        rpId: "localhost",
        privateKey: passkey.privateKey,
        userHandle: Buffer.from("dana").toString("base64"),
        signCount: 1,
      },
    });
  return devtools;
}
