import type { Stats } from "node:fs";
import { CountersignError } from "@countersign/core/error";
import { openRegular, readOpened, writeIfAbsent } from "../files/index.ts";

const LIMIT = 64 * 1024;
const GROUP = 0o070;
const OTHERS = 0o007;

/** Writes a secret that only this user may read. `keys.exists` if there is a file of that name: no key is ever replaced. */
export async function writeSecret(path: string, text: string): Promise<void> {
  await writeNew(path, text, 0o600);
}

/** Writes what everybody may read; `keys.exists` as `writeSecret`. */
export async function writePublic(path: string, text: string): Promise<void> {
  await writeNew(path, text, 0o644);
}

/** Reads a secret text: `keys.missing`, `keys.permissions` if others can read it too, `keys.format` if it is no text. */
export async function readSecret(path: string): Promise<string> {
  const { text, found } = await readKeyText(path);
  refuseShared(path, found);
  return text;
}

/** Reads a small text, secret or not, and what the system says of its file: `keys.missing`, `keys.format`. */
export async function readKeyText(path: string): Promise<{ readonly text: string; readonly found: Stats }> {
  try {
    await using file = await openRegular(path);
    const found = await file.stat();
    return { found, text: UTF8.decode(await readOpened(file, path, LIMIT)) };
  } catch (error) {
    throw readError(path, error);
  }
}

/**
 * `keys.permissions` if others than the owner can use a secret, as ssh has it. The group may when somebody else is the
 * owner: container platforms mount secrets in that way, and leave this user no means to change it.
 */
export function refuseShared(path: string, found: Pick<Stats, "mode" | "uid">): void {
  const shared = found.uid === process.geteuid?.() ? GROUP | OTHERS : OTHERS;
  if ((found.mode & shared) === 0) return;
  const mode = (found.mode & 0o777).toString(8).padStart(4, "0");
  throw new CountersignError("keys.permissions", `others can use ${path} (mode ${mode}); run: chmod 600 ${path}`);
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeIfAbsent(path, new TextEncoder().encode(text), { mode });
  } catch (cause) {
    if (codeOf(cause) !== "files.conflict") throw cause;
    throw new CountersignError("keys.exists", `${path} exists, and a key is never replaced; choose another name`, {
      cause,
    });
  }
}

function readError(path: string, cause: unknown): unknown {
  if (codeOf(cause) === "files.missing") {
    const detail = `there is no key at ${path}; check the path, or generate a key`;
    return new CountersignError("keys.missing", detail, { cause });
  }
  if (cause instanceof TypeError || codeOf(cause) === "limit.file") {
    return new CountersignError("keys.format", `${path} holds no key but something else`, { cause });
  }
  return cause;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof CountersignError ? error.code : undefined;
}
