import { IN_TOTO_PAYLOAD_TYPE, pae, signEnvelope, signSshsig } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { fixedClock } from "@countersign/adapters/time";
import {
  changeDigest,
  changeId,
  formatPacket,
  formatRecord,
  formatRoot,
  packetDigest,
  packetRoles,
  parseOid,
  pathFromBytes,
  policyVersion,
  readOwnLog,
  append,
  rootOf,
} from "@countersign/core";
import type {
  CapturedChange,
  ChangeRecord,
  Entry,
  Finding,
  LogContents,
  NewRecord,
  Packet,
  PolicyVersion,
  Review,
} from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { ROOT_FILE, contentsOf, shareHome, workInHome } from "@countersign/home";
import type { SharedHome } from "@countersign/home";
import { appendTo, homeIn, incident, patientHomeIn, writeKeys } from "@countersign/home/testing";
import { tempFolder, testKey } from "@countersign/testkit";
import { claimWork, requestWork } from "../work/work.ts";
import { testDatabase } from "../store/database.testing.ts";
import type { Database } from "../store/database.ts";
import type { PersonActor } from "./actor.ts";
import { PROJECT } from "./asked-work.ts";
import { projectLog } from "./project-log.ts";
import type { ServiceLevel } from "./service-level.ts";

/** What a test's change is about; everything has a default. */
export type ChangeWords = {
  readonly proposal?: string;
  /** Content of `ranker/score.py`: equal contents are equal digests. */
  readonly content?: string;
  readonly paths?: readonly string[];
  /** The commit that is proposed; other commits of the same content are other changes. */
  readonly head?: string;
  readonly title?: string;
  readonly ref?: string;
  readonly findings?: readonly Pick<Finding, "class" | "risk" | "title">[];
  readonly authors?: readonly string[];
};

const REPOSITORY = { id: "github:123456", uri: "git+https://github.com/acme/feed" };
const hex = (text: string, length = 40) =>
  Buffer.from(nodeCrypto.sha256(new TextEncoder().encode(text)))
    .toString("hex")
    .slice(0, length);
const oid = (text: string) => parseOid(hex(text), "sha1");
const pathOf = (text: string) => pathFromBytes(new TextEncoder().encode(text));

/** The organisation and role of the example policy's people. */
const SEATS: Readonly<Record<string, readonly [string, string]>> = {
  dana: ["oracle", "oracle"],
  drew: ["oracle", "oracle"],
  nils: ["nordsec", "data-guard"],
  olga: ["acme", ""],
};

/** Somebody of the example policy. */
export function actorOf(person: string): PersonActor {
  const [organisation, role] = SEATS[person] ?? ["nowhere", ""];
  return { kind: "person", person, organisation, roles: role === "" ? [] : [role] };
}

/** A captured change by the policy in force, with its packet. */
export function capturedChange(
  contents: LogContents,
  words: ChangeWords = {},
): { readonly record: ChangeRecord; readonly packet: Uint8Array } {
  const {
    content = "weight = 2",
    paths = ["ranker/score.py"],
    head = content,
    title = `Set ${content}`,
    ref = "refs/heads/main",
  } = words;
  const entries = paths.toSorted().map((path) => entryOf(path, content));
  const digest = changeDigest(nodeCrypto, "sha1", entries);
  if (digest === undefined) throw new Error("a change has entries");
  const [base, tree, result] = [oid("base"), oid("tree"), oid(`result ${content}`)];
  const identity = {
    base: { commit: base, tree },
    changeDigest: digest,
    head: { commit: oid(head) },
    ref,
    repository: REPOSITORY.id,
    result: { tree: result },
  };
  const change = changeId(nodeCrypto, identity);
  const captured: CapturedChange = {
    change,
    repository: REPOSITORY,
    ref,
    base: { gitCommit: base, gitTree: tree },
    head: { gitCommit: oid(head) },
    result: { gitTree: result },
    changeDigest: digest,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1,
    contributors: (words.authors ?? ["olga"]).map((id) => ({ name: id, email: `${id}@acme.example`, as: [id] })),
    pushers: [],
    ...(words.proposal === undefined ? {} : { proposal: words.proposal }),
    previous: previousOf(contents, change, words.proposal),
    claim: { title, text: "" },
    policy: { version: contents.policy.policy.version, sha256: contents.policy.sha256 },
  };
  const packet = formatPacket(packetOf(contents, captured, words.findings ?? []));
  return {
    record: { ...captured, packet: { sha256: packetDigest(nodeCrypto, packet), renderer: "countersign/0.1.0" } },
    packet,
  };
}

function previousOf({ changes }: LogContents, change: string, proposal: string | undefined): readonly string[] {
  if (proposal === undefined) return [];
  const earlier = changes.filter(({ record }) => record.proposal === proposal);
  const newest = earlier.at(-1)?.record;
  return newest?.change === change ? newest.previous : earlier.map(({ record }) => record.change);
}

function entryOf(path: string, content: string): Entry {
  return {
    path: pathOf(path),
    oldMode: "100644",
    newMode: "100644",
    oldOid: oid(`old ${path}`),
    newOid: oid(`new ${path} ${content}`),
    oldSha256: hex(`old ${path}`, 64),
    newSha256: hex(`new ${path} ${content}`, 64),
  };
}

function packetOf(
  contents: LogContents,
  change: CapturedChange,
  findings: NonNullable<ChangeWords["findings"]>,
): Packet {
  const found = findings.map(
    (one): Finding => ({
      ...one,
      code: "test.found",
      roles: [],
      at: change.entries.slice(0, 1).map(({ path }) => ({ path, side: "result", from: 1, to: 1 })),
      evidence: {},
      detector: "test",
    }),
  );
  const coverage = change.entries.map(({ path }) => ({ path, analysed: "tokens" as const, bytes: 1, lines: 1 }));
  return {
    change,
    findings: found,
    ledgers: {},
    coverage,
    detectors: { version: "1.0.0", sha256: "d".repeat(64) },
    roles: packetRoles(contents.policy.policy, change.entries, { findings: found, coverage }),
  };
}

/** Somebody's decision about a change. */
export function decisionOn(
  record: ChangeRecord,
  person: string,
  decision: Review["decision"],
  more: Partial<Review> = {},
): NewRecord {
  const [organisation = "", role = ""] = SEATS[person] ?? [];
  const { change, repository, ref, base, head, result, changeDigest: digest, policy, packet } = record;
  decisions += 1;
  const id = `00000000-0000-4000-8000-${String(decisions).padStart(12, "0")}`;
  const bound = { change, repository, ref, base, head, result, changeDigest: digest, policy, packet };
  const who = { role, reviewer: { person, organisation } };
  const review: Review = { ...bound, decision, ...who, id, message: "", claimedTime: "2026-11-22T10:00:00Z", ...more };
  return byPeople("review", formatRecord(nodeCrypto, "review", review), [person]);
}

let decisions = 0;

/** The next version of the policy of a log, signed by everybody. */
function nextVersion(document: JsonObject, previous?: string): NewRecord {
  return byPeople(
    "policy",
    formatRecord(nodeCrypto, "policy", { policy: document, ...(previous === undefined ? {} : { previous }) }),
    ["olga", "dana", "nils"],
  );
}

function byPeople(kind: "review" | "policy", payload: Uint8Array, people: readonly string[]): NewRecord {
  const namespace = kind === "policy" ? "countersign-policy@v1" : "countersign-review@v1";
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const signatures = people.map((name) => ({
    keyid: "",
    sig: signSshsig(nodeCrypto, { seed: testKey(name).seed, namespace, message }),
  }));
  return { kind, envelope: { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures } };
}

/** A real home with the example policy, a real database, and a clock that a test sets. */
export type QueueHome = AsyncDisposable & {
  readonly dir: string;
  readonly db: Database;
  readonly home: SharedHome;
  readonly contents: () => Promise<LogContents>;
  readonly capture: (words?: ChangeWords) => Promise<ChangeRecord>;
  readonly decide: (
    record: ChangeRecord,
    person: string,
    decision: Review["decision"],
    more?: Partial<Review>,
  ) => Promise<void>;
  /** Logs an incident of the service. */
  readonly report: (about: string) => Promise<unknown>;
  readonly publish: (document: JsonObject) => Promise<void>;
  /** Projects the log, once, as a worker would. `now` in seconds. */
  readonly project: (options?: {
    readonly now?: number;
    readonly db?: Database;
    readonly levels?: readonly ServiceLevel[];
  }) => Promise<void>;
};

/** A day in 2030, in seconds: later than anything that a test writes. */
export const LATER = 1_900_000_000;

/** Opens a home with version 1 of a policy in its log, the example's by default. */
export async function queueHome(document: JsonObject = examplePolicy()): Promise<QueueHome> {
  const folder = tempFolder();
  const version = policyVersion(nodeCrypto, document);
  writeKeys(folder.path);
  await publishFirst(folder.path, version, nextVersion(document));
  const test = await testDatabase();
  const home = shareHome(patientHomeIn(folder.path));
  const contents = () => home.work(async (opened) => contentsOf(opened));
  const add = (record: NewRecord) => home.work((opened) => appendTo(opened, [record]));
  return {
    dir: folder.path,
    db: test.db,
    home,
    contents,
    capture: async (words) => {
      const { record, packet } = capturedChange(await contents(), words);
      const payload = formatRecord(nodeCrypto, "change", record);
      const { seed } = testKey("service-1");
      const envelope = signEnvelope(nodeCrypto, {
        seed,
        keyid: "service-1",
        payloadType: IN_TOTO_PAYLOAD_TYPE,
        payload,
      });
      await home.work(async (opened) => {
        await opened.parts.packets.put(packet);
        await appendTo(opened, [{ kind: "change", envelope }]);
      });
      return record;
    },
    decide: async (record, person, decision, more) => void (await add(decisionOn(record, person, decision, more))),
    report: (about) => add(incident(about)),
    publish: async (next) => void (await add(nextVersion(next, (await contents()).policy.sha256))),
    project: async ({ now = LATER, db = test.db, levels = [] } = {}) => {
      await requestWork(db, PROJECT);
      const claimed = await claimWork(db, PROJECT);
      if (claimed === undefined) throw new Error("somebody else projects");
      await projectLog({ db, home, levels, clock: fixedClock(now) })(claimed, new AbortController().signal);
      await db.deleteFrom("work").where("kind", "=", PROJECT.kind).execute();
    },
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

async function publishFirst(dir: string, version: PolicyVersion, record: NewRecord): Promise<void> {
  await using opened = await workInHome(homeIn(dir));
  const root = rootOf(version);
  await opened.folder.put(ROOT_FILE, formatRoot(root));
  await append(opened.parts, await readOwnLog(opened.parts, root), [record]);
}
