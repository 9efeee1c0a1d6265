import type { SignCrypto } from "../crypto.ts";
import { formatSshsig, signedData } from "./blob.ts";

/** What is signed, with which seed (32 bytes), for which purpose. */
export type SshsigSigning = { readonly seed: Uint8Array; readonly namespace: string; readonly message: Uint8Array };

/** An SSH signature by a plain Ed25519 key, as `ssh-keygen -Y sign -n <namespace>` makes it: the binary blob, deterministic. */
export function signSshsig(crypto: SignCrypto, { seed, namespace, message }: SshsigSigning): Uint8Array {
  return formatSshsig({
    publicKey: { type: "ssh-ed25519", point: crypto.ed25519PublicKey(seed) },
    namespace,
    signature: { type: "ssh-ed25519", signature: crypto.signEd25519(seed, signedData(crypto, namespace, message)) },
  });
}
