import { verifyRequest } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { LogError } from "@countersign/tlog";
import type { FollowedLog } from "../following/followed-log.ts";
import { kept } from "../mirror/mirror-files.ts";
import { storedTile } from "../mirror/stored-tile.ts";
import { notFound } from "./exchange.ts";
import type { Ask, Reply } from "./exchange.ts";

/** What has such a name never changes. */
const FOR_EVER = "max-age=31536000, immutable";

/** A tile or entry bundle of a mirror, by its path below the log. */
export async function tileReply({ files }: Pick<FollowedLog, "files">, path: string): Promise<Reply> {
  const bytes = await storedTile(files.folder, path).catch((error: unknown) => {
    if (error instanceof LogError) return undefined;
    throw error;
  });
  return bytes === undefined ? notFound() : binary(bytes, `public, ${FOR_EVER}`);
}

/** Salt and envelope by their digest, for those whom the newest policy lists: the codes of `auth.…` for others. */
export async function evidenceReply(
  { files, policy, origin }: Pick<FollowedLog, "files" | "policy" | "origin">,
  sha256: string,
  { method, target, authorization }: Ask,
  now: number,
): Promise<Reply> {
  const newest = policy();
  if (newest === undefined) throw new CountersignError("policy.missing", "no policy of the log has been read yet");
  verifyRequest(nodeCrypto, newest, authorization, { method, origin, target }, now);
  const salted = /^[0-9a-f]{64}$/.test(sha256) ? await kept(files.evidence, sha256) : undefined;
  return salted === undefined ? notFound() : binary(salted, `private, ${FOR_EVER}`);
}

function binary(body: Uint8Array, caching: string): Reply {
  return { status: 200, body, headers: { "content-type": "application/octet-stream", "cache-control": caching } };
}
