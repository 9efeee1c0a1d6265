import { CountersignError } from "@countersign/core/error";
import { readSecret, writeSecret } from "./secret-file.ts";

/** `PRIVATE+KEY+<name>+<id>+<base64>`; what its parts mean is judged by the library that signs with it. */
const SIGNER_KEY = /^PRIVATE\+KEY\+[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/;

/**
 * Keeps the key of a log or witness, a C2SP signed-note signer key such as `PRIVATE+KEY+log.example/feed+8c1b2f3a+AQ…`, in
 * a new file that only this user may read (0600), with a newline. `keys.format`, `keys.exists`, and the codes of files.
 */
export async function saveSignerKey(path: string, key: string): Promise<void> {
  requireSignerKey(key, "what was given");
  await writeSecret(path, `${key}\n`);
}

/** The text that `saveSignerKey` kept: `keys.missing`, `keys.permissions`, `keys.format`. */
export async function loadSignerKey(path: string): Promise<string> {
  const text = await readSecret(path);
  const key = text.endsWith("\n") ? text.slice(0, -1) : text;
  requireSignerKey(key, path);
  return key;
}

/** The message never repeats the text: it may be a secret all the same. */
function requireSignerKey(key: string, where: string): void {
  if (SIGNER_KEY.test(key)) return;
  throw new CountersignError("keys.format", `${where} is not one line PRIVATE+KEY+<name>+<id>+<base64>`);
}
