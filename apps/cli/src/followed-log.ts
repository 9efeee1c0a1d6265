import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { contentStore, openFolder, readLines } from "@countersign/adapters/files";
import { logClient, logServerAt, mirrorAt } from "@countersign/adapters/log";
import { systemClock } from "@countersign/adapters/time";
import type { LogClient } from "@countersign/adapters/log";
import type { Envelope } from "@countersign/attest";
import { CHECKPOINT, CountersignError, MAX_LINE_BYTES, bundledLog, servedLog, storedLog } from "@countersign/core";
import type { LogSource, Root } from "@countersign/core";
import { BUNDLE_LIMIT } from "./judging.ts";
import { mirrorUrl, readMirrorUrl } from "./mirror-url.ts";
import { serverUrl } from "./server-url.ts";

/** Who signs requests for evidence; a bundle and a home need nobody. */
export type AskingSigner = () => Promise<(payload: Uint8Array) => Promise<Envelope>>;

/**
 * A log to be followed: a home or a copy of one, a bundle file in whose place newer ones are put, a log server by its URL, or the
 * mirror of a witness (`https://…/logs/<hash>`). `files.missing`.
 */
export async function followedLog(place: string, root: Root, signer: AskingSigner): Promise<LogSource> {
  if (/^https?:\/\//.test(place)) return distantLog(serverUrl(place), root, await signer());
  const path = resolve(place);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new CountersignError("files.missing", `${path} does not exist`);
  if (!found.isDirectory()) return bundledLog(root, bundleFile(path));
  return storedLog({
    files: await openFolder(path),
    evidence: contentStore(await openFolder(join(path, "evidence"))),
  });
}

function distantLog(url: string, root: Root, sign: Awaited<ReturnType<AskingSigner>>): LogSource {
  const mirror = readMirrorUrl(url);
  const { origin } = root.log;
  const asking = { origin, clock: systemClock(), sign };
  if (mirror === undefined) return servedLog(root, sure(url, origin, logClient(logServerAt(url), asking)));
  const client = sure(url, origin, logClient(mirrorAt(mirror.witness, mirror.originHash), asking));
  return storedLog({
    files: {
      get: (path) => (path === CHECKPOINT ? client.checkpoint() : client.tile(path.slice("log/".length))),
      put: refuse,
    },
    evidence: { get: client.evidence, put: refuse },
  });
}

/** A client that says where a log may be when nothing is shown at an address: who reads a witness forgets the log's name in it. */
function sure(url: string, origin: string, client: LogClient): LogClient {
  return {
    ...client,
    async checkpoint() {
      const note = await client.checkpoint();
      if (note !== undefined) return note;
      const { witness = url } = readMirrorUrl(url) ?? {};
      throw new CountersignError("log.empty", `${url} shows no checkpoint`, {
        remedy: `Check the address: a log server shows one when its policy is published; a witness has its copy of ${origin} at ${mirrorUrl(witness, origin)}`,
      });
    },
  };
}

function refuse(): never {
  throw new CountersignError("files.read-only", "what another keeps is only read");
}

function bundleFile(path: string): Parameters<typeof bundledLog>[1] {
  return {
    async version() {
      const found = await stat(path, { bigint: true }).catch(() => undefined);
      if (found === undefined) throw new CountersignError("files.missing", `${path} does not exist`);
      return `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs}`;
    },
    lines: () => readLines(path, { maxLine: MAX_LINE_BYTES, maxBytes: BUNDLE_LIMIT }),
  };
}
