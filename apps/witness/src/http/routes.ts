import type { Clock } from "@countersign/adapters/time";
import { formatBase64, parseEnvelope } from "@countersign/attest";
import { STATUS_PAGE_HEADERS, formatTime, statusJson, statusPage } from "@countersign/core";
import type { Monitor } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { formatVerifierKey } from "@countersign/tlog";
import type { Events } from "../events.ts";
import type { FollowedLog } from "../following/followed-log.ts";
import type { Witness, WitnessedLog } from "../witness.ts";
import { logFolder } from "../witness-folder.ts";
import { jsonReply, notFound, problemReply, textReply } from "./exchange.ts";
import type { Ask, Reply } from "./exchange.ts";
import { evidenceReply, tileReply } from "./mirror-routes.ts";

/** What is served. */
export type Served = {
  readonly witness: Witness;
  readonly monitors: readonly Pick<Monitor, "status">[];
  readonly clock: Clock;
  readonly events: Events;
};

/** Answers one request; throws only for a fault of ours. */
export type Answer = (ask: Ask) => Promise<Reply>;

/** A note of 1 MB at most, 63 hashes, and the size before it. */
const CHECKPOINT_LIMIT = 1_000_000 + 63 * 45 + 64;
/** What people sign is small; a policy is the largest of it. It is read before anybody knows who signed it. */
const RECORD_LIMIT = 1024 * 1024;

/**
 * The routes of a witness: `POST /add-checkpoint` (tlog-witness 1.0.0), `POST /records` and `POST /logs/<hash>/records`, `GET /` (its
 * key and what it cosigned, as JSON), `GET /status` and `/status.json` (what its monitors know), and below `/logs/<hash>/` the mirror of a log, named by the SHA-256 of its origin
 * (tlog-mirror): `checkpoint`, `tile/…`, `evidence/<sha256>`.
 */
export function routes(served: Served): Answer {
  return async (ask) => {
    try {
      return await route(served, ask);
    } catch (error) {
      const problem = problemReply(error);
      if (problem === undefined) throw error;
      return problem;
    }
  };
}

async function route(served: Served, ask: Ask): Promise<Reply> {
  const { path } = ask;
  const log = served.witness.logs().find(({ origin }) => path.startsWith(`/${logFolder(origin)}/`));
  const below = log === undefined ? "" : path.slice(`/${logFolder(log.origin)}/`.length);
  if (path === "/add-checkpoint") return posted(ask, () => addCheckpoint(served, ask));
  if (path === "/records") return posted(ask, () => takeRecord(onlyMirror(served), ask));
  if (log?.followed !== undefined && below === "records") {
    const { followed } = log;
    return posted(ask, () => takeRecord(followed, ask));
  }
  if (ask.method !== "GET" && ask.method !== "HEAD") return textReply(405, "only GET\n", { allow: "GET, HEAD" });
  if (path === "/") return jsonReply(200, statusOf(served.witness));
  if (path === "/status") return { status: 200, body: statusPage(statuses(served)), headers: STATUS_PAGE_HEADERS };
  if (path === "/status.json") return jsonReply(200, alarmsOf(served));
  return log === undefined ? notFound() : logFile(served, log, below, ask);
}

function statuses({ monitors }: Served) {
  return monitors.map((monitor) => monitor.status());
}

/** `ok` when no alarm stands that nobody acknowledged. */
function alarmsOf(served: Served) {
  const logs = statuses(served).map(statusJson);
  return { ok: logs.every(({ ok }) => ok === true), logs };
}

async function posted({ method }: Ask, work: () => Promise<Reply>): Promise<Reply> {
  return method === "POST" ? work() : textReply(405, "only POST\n", { allow: "POST" });
}

async function addCheckpoint({ witness }: Served, ask: Ask): Promise<Reply> {
  const body = await ask.body(CHECKPOINT_LIMIT).catch((error: unknown) => error);
  if (!(body instanceof Uint8Array)) return tooMuch(body);
  const answer = await witness.addCheckpoint(body);
  if (answer.status === 409) return textReply(409, answer.body, { "content-type": "text/x.tlog.size" });
  return textReply(answer.status, answer.body, answer.status === 503 ? { "retry-after": "10" } : {});
}

/** The specification wants plain text. */
function tooMuch(error: unknown): Reply {
  if (!(error instanceof CountersignError)) throw error;
  return textReply(error.code === "limit.request" ? 413 : 503, `${error.code}: ${error.detail}\n`);
}

function onlyMirror({ witness }: Served): FollowedLog {
  const [followed, ...more] = witness.logs().flatMap((log) => log.followed ?? []);
  if (followed === undefined)
    throw new CountersignError("witness.no-mirror", "records are taken only for a log that is mirrored here");
  if (more.length === 0) return followed;
  throw new CountersignError("witness.which-log", "several logs are mirrored here: POST to /logs/<hash>/records");
}

async function takeRecord(followed: FollowedLog, ask: Ask): Promise<Reply> {
  const { record, since, leaf } = await followed.take(parseEnvelope(await ask.body(RECORD_LIMIT)));
  return jsonReply(202, {
    statement: { sha256: record },
    handedIn: formatTime(since),
    ...(leaf === undefined ? {} : { leaf: { index: leaf.index } }),
    ...(leaf?.salt === undefined ? {} : { salt: formatBase64(leaf.salt) }),
  });
}

async function logFile({ clock }: Served, log: WitnessedLog, below: string, ask: Ask): Promise<Reply> {
  const { followed, last } = log;
  const noStore = { "cache-control": "no-cache" };
  const newest = followed === undefined ? last : followed.published();
  if (below === "checkpoint") return newest === undefined ? notFound() : textReply(200, newest.note, noStore);
  if (followed !== undefined && below.startsWith("tile/")) return tileReply(followed, below);
  if (followed !== undefined && below.startsWith("evidence/"))
    return evidenceReply(followed, below.slice("evidence/".length), ask, clock.now());
  return notFound();
}

function statusOf({ key, logs }: Witness) {
  const witnessed = logs().map(({ origin, last, followed }) => ({
    origin,
    ...(last === undefined ? {} : { size: last.checkpoint.size, time: last.time }),
    ...(followed === undefined ? {} : { mirrored: followed.published()?.checkpoint.size ?? 0 }),
  }));
  return { name: key.name, key: formatVerifierKey(key), logs: witnessed };
}
