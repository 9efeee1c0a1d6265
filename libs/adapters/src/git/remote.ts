import { CountersignError } from "@countersign/core/error";
import { bareEnvironment } from "./environment.ts";
import { printable, runProgram } from "./run.ts";
import type { Source } from "./source.ts";
import { transportEnvironment, transportSettings } from "./transport.ts";

/** Bytes of the list of refs. */
const REFS_LIMIT = 1 << 28;
/** Milliseconds in which a server has to begin to answer. */
const PATIENCE = 60_000;

/** Whether somebody named a repository elsewhere, by `https://` or `http://`. */
export function isRemote(name: string): boolean {
  return /^https?:\/\//.test(name);
}

/**
 * A repository elsewhere, fetched over HTTP without cookies or redirects, and as hostile as any (`usage.repository` for other
 * URLs, and for one with a name and password in it, which every process list would show). Its object format is that of the ids
 * that it lists; `git.fetch` where it does not answer. `authorization` is the value of that header for one that asks who comes,
 * one line (`usage.authorization`).
 */
export async function openRemote(url: string, searchPath: string, authorization?: string): Promise<Source> {
  refuseOtherUrls(url);
  if (authorization !== undefined && /[\p{C}\p{Zl}\p{Zp}]/u.test(authorization))
    throw new CountersignError("usage.authorization", "what authorizes is not one line of text");
  const source = {
    ...(authorization === undefined ? {} : { authorization }),
    dir: url,
    commonDir: url,
    objectFormat: "sha1",
    shallow: false,
    trusted: false,
    remote: true,
  } as const;
  const settings = ["protocol.allow=never", "credential.helper=", ...transportSettings(source)];
  const { exit, stdout, stderr } = await runProgram(
    [...settings.flatMap((setting) => ["-c", setting]), "ls-remote", "--quiet", "--end-of-options", url],
    "/",
    { ...bareEnvironment(searchPath, "/dev/null"), ...transportEnvironment(source) },
    { outputLimit: REFS_LIMIT, signal: AbortSignal.timeout(PATIENCE) },
  ).catch((cause: unknown) => {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError("git.fetch", `${url} does not answer`, { cause });
  });
  if (exit !== 0) throw new CountersignError("git.fetch", printable(stderr));
  const [id = ""] = stdout.toString("latin1").split("\t", 1);
  return { ...source, objectFormat: id.length === 64 ? "sha256" : "sha1" };
}

function refuseOtherUrls(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const plain = parsed !== undefined && parsed.username === "" && parsed.password === "";
  if (isRemote(url) && plain && !/[\p{C}\p{Z}]/u.test(url)) return;
  throw new CountersignError(
    "usage.repository",
    `${JSON.stringify(parsed?.origin ?? url.slice(0, 80))} is not an http or https URL without a name and password`,
  );
}
