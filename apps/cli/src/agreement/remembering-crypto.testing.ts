import { nodeCrypto } from "@countersign/crypto/node";

/** Answers of each kind that are remembered at most. */
const KEPT = 50_000;

/** The same answers as `nodeCrypto`: what was signed or verified before, byte for byte, is not worked out again. */
export function rememberingCrypto(): typeof nodeCrypto {
  const publicKeys = new Map<string, Uint8Array>();
  const signed = new Map<string, Uint8Array>();
  const verified = new Map<string, boolean>();
  const verifyEd25519: typeof nodeCrypto.verifyEd25519 = (key, message, signature) =>
    remembered(verified, spelled(key, nodeCrypto.sha256(message), signature), () =>
      nodeCrypto.verifyEd25519(key, message, signature),
    );
  return {
    ...nodeCrypto,
    ed25519PublicKey: (seed) => remembered(publicKeys, spelled(seed), () => nodeCrypto.ed25519PublicKey(seed)),
    signEd25519: (seed, message) =>
      remembered(signed, spelled(seed, nodeCrypto.sha256(message)), () => nodeCrypto.signEd25519(seed, message)),
    verifyEd25519,
    verifyEd25519Async: async (key, message, signature) => verifyEd25519(key, message, signature),
  };
}

/** Keys and signatures may have a wrong length, so the parts are set apart. */
function spelled(...parts: readonly Uint8Array[]): string {
  return parts.map((part) => `${part.length} ${Buffer.from(part).toString("latin1")}`).join("");
}

function remembered<V>(kept: Map<string, V>, key: string, work: () => V): V {
  const known = kept.get(key) ?? work();
  if (kept.size >= KEPT) kept.clear();
  kept.set(key, known);
  return known;
}
