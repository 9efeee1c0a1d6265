import { CountersignError } from "@countersign/core";
import { z } from "zod";
import { VERSION } from "../version.ts";
import type { GithubPlaces } from "./github-places.ts";
import { codeIn } from "./pasted-code.ts";

const number = z.int().positive();
const form = z.object({
  id: number,
  slug: z.string().regex(/^[\w-]{1,100}$/),
  name: z.string().min(1).max(200),
  html_url: z.string().max(1000),
  owner: z.object({ login: z.string().min(1).max(100) }),
  pem: z.string().startsWith("-----BEGIN ").max(20_000),
  webhook_secret: z.string().min(1).max(1000),
});

/** An App that GitHub made, with the secrets that it tells once. */
export type MadeApp = z.infer<typeof form>;

/** Bytes and milliseconds of the answer. */
const [LIMIT, PATIENCE] = [256 * 1024, 30_000];

/**
 * Exchanges the code for the App, which works once. `github.refused` where GitHub does not take the code, and made nothing by it;
 * `github.unreachable` where nobody knows. An answer never stands in an error: it may have secrets.
 */
export async function convertCode({ api }: GithubPlaces, text: string): Promise<MadeApp> {
  const code = codeIn(text);
  const response = await fetch(`${api}/app-manifests/${code}/conversions`, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
    headers: { accept: "application/vnd.github+json", "user-agent": `countersign/${VERSION}` },
  }).catch((cause: unknown) => {
    throw new CountersignError("github.unreachable", `${api} did not answer when the code was exchanged`, { cause });
  });
  const { status } = response;
  const body = await response.arrayBuffer().catch(() => undefined);
  if (status >= 400 && status < 500)
    throw new CountersignError(
      "github.refused",
      `GitHub does not take the code (${status}): it is used, wrong, or an hour old`,
      {
        remedy: "Begin again; a code is good once, and for an hour.",
      },
    );
  const made =
    status === 201 && body !== undefined && body.byteLength <= LIMIT ? form.safeParse(jsonIn(body)) : undefined;
  if (made?.success === true) return made.data;
  throw new CountersignError("github.unreachable", `${api} answered ${status}, and not with the App`);
}

function jsonIn(body: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
