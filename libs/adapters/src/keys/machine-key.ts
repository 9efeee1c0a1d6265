import { formatBase64, formatMachineKey, parseBase64 } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { randomness } from "../time/index.ts";
import type { Randomness } from "../time/index.ts";
import { readSecret, writeSecret } from "./secret-file.ts";

/** The Ed25519 key of a service or a gate: 32-byte seed, 32-byte public key, and its text in a policy, `ed25519:<base64>`. */
export type MachineKey = { readonly seed: Uint8Array; readonly publicKey: Uint8Array; readonly text: string };

const PREFIX = "ed25519-seed:";

/** Makes a key and keeps it in a new file that only this user may read (0600). `keys.exists`, and the codes of files. */
export async function generateMachineKey(path: string, source: Randomness = randomness): Promise<MachineKey> {
  const seed = source.randomBytes(32);
  await writeSecret(path, formatMachineSeed(seed));
  return machineKey(seed);
}

/** Reads the file that `generateMachineKey` writes: `keys.missing`, `keys.permissions`, `keys.format`. */
export async function loadMachineKey(path: string): Promise<MachineKey> {
  const seed = parseMachineSeed(await readSecret(path));
  if (seed !== undefined) return machineKey(seed);
  throw new CountersignError("keys.format", `${path} is not one line ${PREFIX}<base64 of 32 bytes>`);
}

/** The secret text of a 32-byte seed: `ed25519-seed:nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=` and a newline. */
export function formatMachineSeed(seed: Uint8Array): string {
  return `${PREFIX}${formatBase64(seed)}\n`;
}

/** The inverse of `formatMachineSeed`; `undefined` for anything else. */
export function parseMachineSeed(text: string): Uint8Array | undefined {
  if (!text.startsWith(PREFIX) || !text.endsWith("\n")) return undefined;
  try {
    const seed = parseBase64(text.slice(PREFIX.length, -1));
    return seed.length === 32 ? seed : undefined;
  } catch {
    return undefined;
  }
}

function machineKey(seed: Uint8Array): MachineKey {
  const publicKey = nodeCrypto.ed25519PublicKey(seed);
  return { seed, publicKey, text: formatMachineKey(publicKey) };
}
