import { readBounded } from "@countersign/adapters/files/reading";
import { CountersignError } from "@countersign/core";
import type { Secret } from "./settings.ts";

const LIMIT = 64 * 1024;

/** The value of a secret without the line end that editors add. `settings.secret` where it is not there or empty. */
export async function readSecret(secret: Secret, env: NodeJS.ProcessEnv): Promise<string> {
  const value =
    "env" in secret
      ? (env[secret.env] ?? "")
      : new TextDecoder().decode(await readBounded(secret.file, LIMIT)).replace(/\r?\n$/, "");
  if (value !== "") return value;
  throw new CountersignError(
    "settings.secret",
    "env" in secret ? `the variable ${secret.env} is empty` : `${secret.file} is empty`,
  );
}
