import { join } from "node:path";
import {
  IN_TOTO_PAYLOAD_TYPE,
  formatEnvelope,
  pae,
  parseEnvelope,
  signEnvelope,
  signSshsig,
} from "@countersign/attest";
import type { Envelope, JsonObject, JsonValue } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import {
  changeDigest,
  changeId,
  composeReview,
  formatPacket,
  formatRecord,
  loginMessage,
  packetDigest,
  parseOid,
  pathFromBytes,
  personById,
  roleFor,
} from "@countersign/core";
import type { ChangeRecord, Decision, Packet } from "@countersign/core";
import { examplePolicy, exampleWith, scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, shareHome } from "@countersign/home";
import type { OpenedHome, SharedHome } from "@countersign/home";
import { POLICY, appendTo, patientHomeIn, writeLog } from "@countersign/home/testing";
import { tempFolder, testKey } from "@countersign/testkit";
import { SCOPES } from "../access/actor.ts";
import type { Scope } from "../access/actor.ts";
import { openDifferences } from "../difference/differences.ts";
import { makeToken } from "../access/token.ts";
import { listenHttp } from "../http-server.ts";
import { PROJECT } from "../queue/asked-work.ts";
import { projectLog } from "../queue/project-log.ts";
import { capturedChange } from "../queue/queue-home.testing.ts";
import type { ChangeWords } from "../queue/queue-home.testing.ts";
import { recordQueue } from "../record-queue.ts";
import { testDatabase } from "../store/database.testing.ts";
import { claimWork, finishWork, requestWork } from "../work/work.ts";
import type { Database } from "../store/database.ts";
import type { Waker } from "../work/waker.ts";
import type { ApiOptions } from "./api-app.ts";
import type { ServiceEvent } from "./event-feed.ts";
import { questionRoutes } from "./routes/question-routes.ts";
import { queueRoutes } from "./routes/queue-routes.ts";
import { serviceApp } from "./service-app.ts";
import type { ServiceParts } from "./service-app.ts";

/** People of the example policy, and somebody who is not in it. */
export type Who = "olga" | "dana" | "nils" | "mallory";

/** How a service in a test differs. */
export type ServedOptions = Pick<ApiOptions, "rates"> &
  Pick<ServiceParts, "logRates" | "gate" | "readJob"> & {
    readonly origin?: string;
    /** Done whenever a worker is woken, before it is noted in `woken`. */
    readonly onWake?: (db: Database) => Promise<void>;
    /** What answers before everything else. */
    readonly first?: (parts: { readonly db: Database }) => NonNullable<ApiOptions["first"]>;
  };

/** An answer, read to its end. */
export type Said = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: JsonObject;
};

/** The manifest repository of a service in a test. */
export const MANIFESTS = "github:123456";
const ROOMY = { burst: 10_000, perSecond: 10_000 };
/** The web origin of a service whose address is not known before it listens. */
const SERVICE_ORIGIN = "https://countersign.acme.example";

/** The whole service over loopback: a home with the example policy and one captured change, and a database. */
export async function servedService({
  rates,
  logRates,
  gate,
  readJob,
  origin = SERVICE_ORIGIN,
  onWake,
  first,
}: ServedOptions = {}) {
  const folder = tempFolder();
  const dir = join(folder.path, "home");
  await writeLog(dir);
  const shared = shareHome(patientHomeIn(dir));
  const database = await testDatabase();
  const { db } = database;
  const lines: string[] = [];
  const woken: string[] = [];
  const happened: ServiceEvent[] = [];
  const log = await shared.work(async ({ parts }) => parts);
  const stop = new AbortController();
  const note = (...fields: readonly unknown[]) => void lines.push(JSON.stringify(fields.map(readable)));
  const differences = openDifferences();
  const parts: ServiceParts = {
    db,
    shared,
    log,
    home: dir,
    queue: recordQueue(shared),
    waker: wakerInto(woken, async () => onWake?.(db)),
    origin,
    proxies: ["loopback"],
    feed: {
      newest: async () => happened.at(-1)?.id ?? "0",
      eventsSince: async (id, limit) => happened.filter((event) => Number(event.id) > Number(id)).slice(0, limit),
    },
    clock: systemClock(),
    events: { answered: note, refused: note, failed: note },
    manifests: new Map([
      [MANIFESTS, { dir: join(folder.path, "manifests.git"), searchPath: process.env["PATH"] ?? "" }],
    ]),
    differences,
    mirrors: { dir: join(folder.path, "service"), searchPath: process.env["PATH"] ?? "" },
    ...(logRates === undefined ? {} : { logRates }),
    ...(gate === undefined ? {} : { gate }),
    ...(readJob === undefined ? {} : { readJob }),
    logEvents: { listening: note, logged: note, refused: note, stale: note, failed: note },
  };
  const app = serviceApp(parts, {
    more: [...queueRoutes(parts), ...questionRoutes(parts)],
    ...(first === undefined ? {} : { first: first(parts) }),
    rates: rates ?? { address: ROOMY, principal: ROOMY, signIn: ROOMY },
    signal: stop.signal,
  });
  const server = await listenHttp(app, "127.0.0.1", 0);
  const ask = (method: string, path: string, options: AskOptions = {}) => asked(server.url, method, path, options);
  return {
    dir,
    url: server.url,
    origin,
    db,
    databaseUrl: database.url,
    shared,
    lines,
    woken,
    happened,
    ask,
    get: (path: string, headers: Record<string, string> = {}) => ask("GET", path, { headers }),
    signIn: (who: Who, deliver: "cookie" | "token" = "token") => signedIn(ask, origin, who, deliver),
    token: async (scopes: readonly Scope[] = SCOPES, label = "ci") =>
      bearer((await makeToken(db, "olga", { label, scopes, seconds: 3600 })).secret),
    capture: (revision: string, proposal?: string) => captured(shared, revision, proposal),
    /** A captured change that differs as the words say, its findings too. */
    captureAs: (words: ChangeWords) =>
      shared.work(async (opened) => place(opened, capturedChange(contentsOf(opened), words))),
    /** Brings the queue up to the log, as a worker does. */
    project: () => projected(db, shared),
    amend: (edits: readonly Edit[], signers: readonly string[]) => amended(shared, edits, signers),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server[Symbol.asyncDispose]();
      await differences[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

export type AskOptions = { readonly headers?: Record<string, string>; readonly body?: unknown };

async function asked(url: string, method: string, path: string, { headers = {}, body }: AskOptions): Promise<Said> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json(?!l)/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== "" ? JSON.parse(text) : {},
  };
}

/** What a client of ours signs for a challenge. */
export function loginSignature(who: string, origin: string, nonce: string, time: string): string {
  const message = loginMessage({ origin, nonce, time });
  const signature = signSshsig(nodeCrypto, { seed: testKey(who).seed, namespace: "countersign-login@v1", message });
  return Buffer.from(signature).toString("base64");
}

async function signedIn(
  ask: (method: string, path: string, options?: AskOptions) => Promise<Said>,
  origin: string,
  who: Who,
  deliver: "cookie" | "token",
): Promise<Said & { readonly as: Record<string, string> }> {
  const { json } = await ask("POST", "/v1/session/challenge");
  const [nonce, time] = [String(json["nonce"]), String(json["time"])];
  const body = { nonce, time, signature: loginSignature(who, origin, nonce, time), deliver };
  const said = await ask("POST", "/v1/session", { body, headers: deliver === "cookie" ? { origin } : {} });
  if (said.status !== 201) return { ...said, as: {} };
  if (deliver === "token") return { ...said, as: bearer(String(said.json["token"])) };
  return { ...said, as: pageOf(said, origin) };
}

/** What a page of the service sends along: the cookie, where it is from, and the session's token. */
export function pageOf({ headers, json }: Said, origin: string): Record<string, string> {
  const [cookie = ""] = (headers.get("set-cookie") ?? "").split(";");
  return { cookie, origin, "x-countersign-csrf": String(json["csrf"]) };
}

function wakerInto(woken: string[], onWake: () => Promise<void>): Waker {
  return {
    async wake({ kind, key }) {
      await onWake();
      return woken.push(`${kind} ${key}`) > 0;
    },
    wakeOnce: async () => false,
    listen: () => ({ [Symbol.asyncDispose]: async () => {} }),
    [Symbol.asyncDispose]: async () => {},
  };
}

const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");

/** A captured change whose packet is in the home; `revision` is a hex digit. */
async function captured(shared: SharedHome, revision: string, proposal?: string): Promise<ChangeRecord> {
  return shared.work(async (opened) => place(opened, changeOf(revision, proposal)));
}

async function place(
  opened: OpenedHome,
  { packet, record }: { readonly packet: Uint8Array; readonly record: ChangeRecord },
): Promise<ChangeRecord> {
  await opened.parts.packets.put(packet);
  const payload = formatRecord(nodeCrypto, "change", record);
  const { seed } = testKey("service-1");
  const envelope = signEnvelope(nodeCrypto, { seed, keyid: "", payloadType: IN_TOTO_PAYLOAD_TYPE, payload });
  await appendTo(opened, [{ kind: "change", envelope }]);
  return record;
}

async function projected(db: Database, shared: SharedHome): Promise<void> {
  await requestWork(db, PROJECT);
  const claimed = await claimWork(db, PROJECT);
  if (claimed === undefined) throw new Error("somebody else projects");
  const project = projectLog({ db, home: shared, levels: [], clock: systemClock() });
  await project(claimed, new AbortController().signal);
  await finishWork(db, claimed);
}

function changeOf(revision: string, proposal?: string) {
  const path = pathFromBytes(new TextEncoder().encode("ranker/score.py"));
  const sides = { oldMode: "100644", newMode: "100644", oldOid: oid("a"), newOid: oid(revision) } as const;
  const entries = [{ path, ...sides, oldSha256: "a".repeat(64), newSha256: revision.repeat(64) }];
  const digest = changeDigest(nodeCrypto, "sha1", entries);
  if (digest === undefined) throw new Error("the change has an entry");
  const repository = { id: "github:123456", uri: "git+https://github.com/acme/feed" };
  const identity = {
    base: { commit: oid("1"), tree: oid("2") },
    changeDigest: digest,
    head: { commit: oid(revision) },
    ref: "refs/heads/main",
    repository: repository.id,
    result: { tree: oid(revision) },
  };
  const change = {
    change: changeId(nodeCrypto, identity),
    repository,
    ref: "refs/heads/main",
    base: { gitCommit: oid("1"), gitTree: oid("2") },
    head: { gitCommit: oid(revision) },
    result: { gitTree: oid(revision) },
    changeDigest: digest,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1,
    contributors: [],
    pushers: [],
    ...(proposal === undefined ? {} : { proposal }),
    previous: [],
    claim: { title: `Raise ${SECRET_SOURCE}`, text: "" },
    policy: { version: POLICY.policy.version, sha256: POLICY.sha256 },
  } as const;
  const packet = formatPacket({
    change,
    findings: [],
    ledgers: {},
    coverage: [{ path, analysed: "tokens", bytes: 1, lines: 1 }],
    detectors: { version: "1.0.0", sha256: "d".repeat(64) },
    roles: {},
  } satisfies Packet);
  const named = { sha256: packetDigest(nodeCrypto, packet), renderer: "countersign/0.1.0" };
  return { packet, record: { ...change, packet: named } satisfies ChangeRecord };
}

/** Stands in what is reviewed, and may stand in no line of a log. */
export const SECRET_SOURCE = "WATCH_TIME_IN_SECRET";

let said = 0;

/** A decision, signed and not handed in yet. `by`: whose key signs, where it is not the person's own. */
export function decisionOn(
  record: ChangeRecord,
  who: "dana" | "nils",
  decision: Decision,
  more: { readonly role?: string; readonly by?: string; readonly organisation?: string } = {},
): Envelope {
  const { policy } = POLICY;
  const person = personById(policy, who);
  if (person === undefined) throw new Error(`the policy has no ${who}`);
  said += 1;
  const stamp = {
    id: `00000000-0000-4000-8000-${String(said).padStart(12, "0")}`,
    claimedTime: "2026-11-22T10:00:00Z",
  };
  const request = { change: record.change, decision, message: "" };
  const review = composeReview(record, person, roleFor(policy, person, undefined), request, stamp);
  const { role = review.role, by = who, organisation = person.organisation } = more;
  const spoken = { ...review, role, reviewer: { person: who, organisation } };
  const payload = formatRecord(nodeCrypto, "review", spoken);
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(nodeCrypto, { seed: testKey(by).seed, namespace: "countersign-review@v1", message });
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
}

/** An envelope as the body of a request. */
export const bodyOf = (envelope: Envelope) => new TextDecoder().decode(formatEnvelope(envelope));

const PEOPLE = ["olga", "dana", "nils"];

type Edit = readonly [path: string, value: JsonValue | undefined];

/** Publishes version 2 of the policy beside the service. */
async function amended(shared: SharedHome, edits: readonly Edit[], signers: readonly string[]): Promise<void> {
  const start = exampleWith("version", 2);
  const policy = edits.reduce((document, [path, value]) => exampleWith(path, value, document), start);
  const log = scribe(examplePolicy(), PEOPLE, []);
  log.byPeople("policy", { policy, previous: log.contents().policy.sha256 }, signers);
  const envelope = parseEnvelope(log.lines[1]?.evidence ?? new Uint8Array());
  await shared.work(async (opened) => {
    contentsOf(opened);
    await appendTo(opened, [{ kind: "policy", envelope }]);
  });
}

/** Errors in full, as a log would have them. */
function readable(field: unknown): unknown {
  return field instanceof Error ? `${field.stack ?? field.message} ${String(field.cause ?? "")}` : field;
}
