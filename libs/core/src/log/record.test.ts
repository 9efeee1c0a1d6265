import { AttestError, canonicalText, formatStatement, parseStatement } from "@countersign/attest";
import type { JsonValue, Statement } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { bytes, hex, text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareContributors } from "../change/contributors.ts";
import type { Entry } from "../change/entry.ts";
import { CountersignError } from "../error.ts";
import { absentOid, parseOid } from "../objects/oid.ts";
import type { ObjectFormat } from "../objects/object-format.ts";
import { pathFromBytes } from "../objects/path.ts";
import { formatRecord, parseRecord, recordId } from "./record.ts";
import type { RecordOf } from "./record.ts";

const format = fc.constantFrom<ObjectFormat>("sha1", "sha256");
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const sha256 = digits(64);
const oid = (of: ObjectFormat) =>
  digits(of === "sha1" ? 40 : 64)
    .filter((id) => !/^0*$/.test(id))
    .map((id) => parseOid(id, of));
const anyOid = format.chain(oid);
const token = fc.string({ unit: fc.constantFrom(..."abc-_:/.09"), minLength: 1, maxLength: 12 });
const tokens = fc.uniqueArray(token, { maxLength: 3 });
const words = fc.string({ unit: "grapheme", maxLength: 20 });
const time = fc
  .date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const ref = fc.constantFrom("refs/heads/main", "refs/heads/release/1", "refs/tags/é");
const repository = fc.record({ id: token, uri: token });
const policyName = fc.record({ version: fc.integer({ min: 1 }), sha256 });
const packet = fc.record({ sha256, renderer: token });
const changeDigest = sha256.map((value) => `cs-diff-v1:${value}` as const);
const target = { repository, ref, commit: anyOid, environment: token };
const artifact = sha256.map((value) => `sha256:${value}`);

const path = fc
  .array(
    fc
      .uint8Array({ minLength: 3, maxLength: 6 })
      .map((part) => part.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => pathFromBytes(new Uint8Array(parts.flatMap((part) => [0x2f, ...part]).slice(1))));

const side = (of: ObjectFormat) =>
  fc.oneof(
    fc.record({ mode: fc.constantFrom("100644" as const, "100755" as const, "120000" as const), oid: oid(of), sha256 }),
    fc.record({ mode: fc.constant("160000" as const), oid: oid(of), sha256: fc.constant("-") }),
  );
const entry = (of: ObjectFormat) => {
  const none = fc.constant({ mode: "000000" as const, oid: absentOid(of), sha256: "-" });
  const sides = fc.oneof(fc.tuple(side(of), side(of)), fc.tuple(none, side(of)), fc.tuple(side(of), none));
  return fc.tuple(path, sides).map(
    ([at, [old, now]]): Entry => ({
      path: at,
      oldMode: old.mode,
      newMode: now.mode,
      oldOid: old.oid,
      newOid: now.oid,
      oldSha256: old.sha256,
      newSha256: now.sha256,
    }),
  );
};
const entries = (of: ObjectFormat) =>
  fc
    .uniqueArray(entry(of), { minLength: 1, maxLength: 4, selector: (each) => each.path })
    .map((all) => all.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
const contributors = fc
  .uniqueArray(fc.record({ name: words, email: words, as: tokens.map((ids) => ids.toSorted()) }), {
    maxLength: 3,
    selector: ({ name, email }) => canonicalText([name, email]),
  })
  .map((all) => all.toSorted(compareContributors));

/** What reviews and changes share; their object ids are all of one format. */
const bound = (of: ObjectFormat) => ({
  change: sha256,
  repository,
  ref,
  base: fc.record({ gitCommit: oid(of), gitTree: oid(of) }),
  head: fc.record({ gitCommit: oid(of) }),
  result: fc.record({ gitTree: oid(of) }),
  changeDigest,
  policy: policyName,
  packet,
});

const change: fc.Arbitrary<RecordOf["change"]> = format.chain((of) => {
  const required = {
    ...bound(of),
    objectFormat: fc.constant(of),
    entries: entries(of),
    excluded: fc.maxSafeNat(),
    commits: fc.maxSafeNat(),
    contributors,
    pushers: fc.uniqueArray(
      fc.nat().map((id) => `github.com:${id}`),
      { maxLength: 2 },
    ),
    previous: fc.uniqueArray(sha256, { maxLength: 2 }),
    claim: fc.record({ title: words, text: words }),
  };
  return fc.oneof(fc.record(required), fc.record({ ...required, proposal: token }));
});

const conditions = fc.oneof(
  fc.record({ environments: fc.uniqueArray(token, { minLength: 1, maxLength: 2 }) }),
  fc.record({ notAfter: time }),
);
const review: fc.Arbitrary<RecordOf["review"]> = format.chain((of) => {
  const required = {
    ...bound(of),
    role: token,
    reviewer: fc.record({ person: token, organisation: token }),
    id: fc.uuid(),
    message: words,
    claimedTime: time,
  };
  return fc.oneof(
    fc.record({ ...required, decision: fc.constant("approve" as const), conditions, classes: tokens }),
    fc.record({
      ...required,
      decision: fc.constantFrom("approve" as const, "reject" as const, "hold" as const),
      supersedes: sha256,
    }),
    fc.record({
      ...required,
      decision: fc.constant("revoke" as const),
      reason: fc.constantFrom("harmful" as const, "mistake" as const),
    }),
  );
});

const baseline: fc.Arbitrary<RecordOf["baseline"]> = format.chain((of) =>
  fc.record({
    repository,
    ref,
    commit: oid(of),
    tree: oid(of),
    policy: policyName,
    requirements: tokens,
    message: words,
  }),
);
const deployed = {
  ...target,
  verdict: sha256,
  state: fc.constantFrom("started" as const, "succeeded" as const, "failed" as const, "rolled-back" as const),
};
const verdict = {
  ...target,
  decision: fc.constantFrom("allow" as const, "pending" as const, "deny" as const, "error" as const),
  code: fc.constantFrom("gate.allowed", "gate.residual"),
  requestId: token,
  policy: policyName,
  log: fc.record({ size: fc.maxSafeNat(), root: sha256 }),
  validUntil: time,
  reasons: fc.array(fc.record({ code: fc.constant("decision.ref"), message: words, remedy: words }), { maxLength: 2 }),
};
const document = fc.dictionary(token, fc.oneof(words, fc.maxSafeNat(), fc.boolean(), fc.array(words)));

const records: { readonly [K in keyof RecordOf]: fc.Arbitrary<RecordOf[K]> } = {
  policy: fc.oneof(fc.record({ policy: document }), fc.record({ policy: document, previous: sha256 })),
  baseline,
  change,
  review,
  deployment: fc.oneof(fc.record(deployed), fc.record({ ...deployed, artifact })),
  incident: fc.record({
    about: fc.oneof(fc.record({ leaf: fc.maxSafeNat() }), fc.record({ change: sha256 }), fc.record({ commit: anyOid })),
    code: fc.constantFrom("monitor.ref-rewound", "log.leaf-mismatch"),
    text: words.filter((value) => value !== ""),
    status: fc.constantFrom("opened" as const, "closed" as const),
    id: fc.uuid(),
  }),
  "break-glass": fc.record({ ...target, reason: words.filter((value) => value !== ""), notAfter: time, id: fc.uuid() }),
  verdict: fc.oneof(fc.record(verdict), fc.record({ ...verdict, artifact })),
};

const kinds = Object.keys(records).filter((name): name is keyof RecordOf => Object.hasOwn(records, name));
const code = (value: string) => expect.objectContaining({ code: value });
const sampleOf = <K extends keyof RecordOf>(kind: K): Uint8Array =>
  formatRecord(nodeCrypto, kind, firstOf(records[kind]));

function firstOf<T>(arbitrary: fc.Arbitrary<T>): T {
  const [first] = fc.sample(arbitrary, { numRuns: 1, seed: 7 });
  if (first === undefined) throw new Error("nothing was generated");
  return first;
}

/** The statement of a payload with something changed in it. */
function altered(payload: Uint8Array, change: (statement: Statement) => Statement): Uint8Array {
  return formatStatement(change(parseStatement(payload)));
}

function refusal(read: () => unknown): unknown {
  try {
    read();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The payload with one text in place of another, to write what `formatStatement` would not. */
const edited = (payload: Uint8Array, from: string, to: string) =>
  text(
    Buffer.from(payload)
      .toString("utf8")
      .replace(from, () => to),
  );

describe.each(kinds)("a %s record", (kind) => {
  it("is read back as it was written, and written back as it was read", () => {
    fc.assert(
      fc.property(records[kind], (record) => {
        const payload = formatRecord(nodeCrypto, kind, record);
        const back = parseRecord(nodeCrypto, kind, payload);
        expect(back.kind).toBe(kind);
        expect(back.record).toEqual(record);
        expect(hex(formatRecord(nodeCrypto, kind, back.record))).toBe(hex(payload));
      }),
    );
  });

  it("is refused or means something else when any byte of it is another", () => {
    const payload = sampleOf(kind);
    for (let at = 0; at < payload.length; at += 1) {
      for (const mask of [1, 2, 0x20, 0x80]) {
        const flipped = payload.with(at, (payload[at] ?? 0) ^ mask);
        const problem = refusal(() => {
          const { record } = parseRecord(nodeCrypto, kind, flipped);
          expect(hex(formatRecord(nodeCrypto, kind, record))).toBe(hex(flipped));
        });
        if (problem !== undefined)
          expect(problem instanceof CountersignError || problem instanceof AttestError).toBe(true);
      }
    }
  });

  it("J1 is refused when it is cut off or goes on", () => {
    const payload = sampleOf(kind);
    for (let end = 0; end < payload.length; end += 1) {
      expect(refusal(() => parseRecord(nodeCrypto, kind, payload.subarray(0, end)))).toBeInstanceOf(AttestError);
    }
    expect(() => parseRecord(nodeCrypto, kind, new Uint8Array([...payload, 10]))).toThrow(
      code("attest.json-not-canonical"),
    );
  });

  it("B16 is no record of another kind", () => {
    const payload = sampleOf(kind);
    for (const other of kinds.filter((each) => each !== kind)) {
      expect(() => parseRecord(nodeCrypto, other, payload)).toThrow(code("attest.predicate-type"));
    }
    const newer = altered(payload, (statement) => ({
      ...statement,
      predicateType: `https://countersign.dev/${kind}/v2`,
    }));
    expect(() => parseRecord(nodeCrypto, kind, newer)).toThrow(code("attest.predicate-type"));
  });

  it("B16 is no statement of another type", () => {
    const other = edited(sampleOf(kind), "in-toto.io/Statement/v1", "in-toto.io/Statement/v0.1");
    expect(() => parseRecord(nodeCrypto, kind, other)).toThrow(code("attest.statement-type"));
  });

  it.each([
    ["name", (statement: Statement) => ({ ...statement.subject, name: "refs/heads/other" })],
    ["uri", (statement: Statement) => ({ ...statement.subject, uri: "git+https://elsewhere.example/feed" })],
    [
      "digest",
      (statement: Statement) => ({
        ...statement.subject,
        digest: { ...statement.subject.digest, ...zeroed(statement) },
      }),
    ],
    ["algorithm", (statement: Statement) => ({ ...statement.subject, digest: { md5: "00" } })],
    [
      "second digest",
      (statement: Statement) => ({ ...statement.subject, digest: { ...statement.subject.digest, gitBlob: "00" } }),
    ],
  ])("B14 is refused when the subject has another %s than the predicate", (_what, subject) => {
    const payload = altered(sampleOf(kind), (statement) => ({ ...statement, subject: subject(statement) }));
    expect(() => parseRecord(nodeCrypto, kind, payload)).toThrow(code("statement.subject"));
  });

  it("B14 is refused with two subjects and with none", () => {
    const payload = sampleOf(kind);
    const { subject } = parseStatement(payload);
    const one = canonicalText(subject);
    expect(() => parseRecord(nodeCrypto, kind, edited(payload, `[${one}]`, `[${one},${one}]`))).toThrow(
      code("statement.subject"),
    );
    expect(() => parseRecord(nodeCrypto, kind, edited(payload, `[${one}]`, "[]"))).toThrow(code("statement.subject"));
  });

  it("B19 is refused with a field that nobody knows", () => {
    const payload = altered(sampleOf(kind), (statement) => ({
      ...statement,
      predicate: { ...statement.predicate, extra: 1 },
    }));
    expect(() => parseRecord(nodeCrypto, kind, payload)).toThrow(code("statement.unknown-field"));
  });
});

function zeroed({ subject }: Statement): Statement["subject"]["digest"] {
  return Object.fromEntries(Object.entries(subject.digest).map(([name, value]) => [name, "0".repeat(value.length)]));
}

describe("B14 a review's subject", () => {
  it("is the result tree alone, without the head commit as a second digest", () => {
    const payload = altered(sampleOf("review"), (statement) => ({
      ...statement,
      subject: { ...statement.subject, digest: { ...statement.subject.digest, gitCommit: "3".repeat(40) } },
    }));
    expect(() => parseRecord(nodeCrypto, "review", payload)).toThrow(code("statement.subject"));
  });
});

describe("B19 two meanings in one payload", () => {
  it("are refused for a key that stands twice", () => {
    const twice = edited(sampleOf("review"), `"decision":`, `"decision":"reject","decision":`);
    expect(() => parseRecord(nodeCrypto, "review", twice)).toThrow(code("attest.duplicate-key"));
  });
});

describe("fields of the smaller records", () => {
  const oneField: readonly (readonly [keyof RecordOf, string, JsonValue])[] = [
    ["policy", "policy", "version: 1"],
    ["policy", "previous", "0".repeat(63)],
    ["baseline", "commit", "main"],
    ["baseline", "tree", "main"],
    ["baseline", "requirements", ["a", "a"]],
    ["baseline", "message", 1],
    ["baseline", "policy", { version: 0, sha256: "0".repeat(64) }],
    ["deployment", "artifact", "feed:latest"],
    ["deployment", "verdict", "x"],
    ["deployment", "state", "done"],
    ["deployment", "environment", "Production EU"],
    ["deployment", "ref", "main"],
    ["incident", "about", {}],
    ["incident", "about", { commit: "HEAD" }],
    ["incident", "about", { leaf: "1" }],
    ["incident", "code", "Broken"],
    ["incident", "text", ""],
    ["incident", "status", "open"],
    ["incident", "id", "1"],
    ["break-glass", "reason", ""],
    ["break-glass", "notAfter", "2026-02-30T00:00:00Z"],
    ["break-glass", "id", "1"],
    ["verdict", "decision", true],
    ["verdict", "code", "allowed"],
    ["verdict", "requestId", ""],
    ["verdict", "log", { size: 1, root: "" }],
    ["verdict", "validUntil", "tomorrow"],
    ["verdict", "reasons", [{ code: "gate.residual" }]],
  ];

  it.each(oneField)("%s: %s is refused as %j", (kind, name, value) => {
    const payload = altered(sampleOf(kind), (statement) => ({
      ...statement,
      predicate: { ...statement.predicate, [name]: value },
    }));
    expect(() => parseRecord(nodeCrypto, kind, payload)).toThrow(code(`statement.${name}`));
  });

  it("incident: it is about one thing only", () => {
    const about = { leaf: 1, change: "0".repeat(64) };
    const payload = altered(sampleOf("incident"), (statement) => ({
      ...statement,
      predicate: { ...statement.predicate, about },
    }));
    expect(() => parseRecord(nodeCrypto, "incident", payload)).toThrow(code("statement.unknown-field"));
  });

  it("baseline: commit and tree are of one object format", () => {
    const payload = altered(sampleOf("baseline"), (statement) => {
      const other = String(statement.predicate["commit"]).length === 40 ? 64 : 40;
      return { ...statement, predicate: { ...statement.predicate, tree: "1".repeat(other) } };
    });
    expect(() => parseRecord(nodeCrypto, "baseline", payload)).toThrow(code("statement.tree"));
  });
});

describe("known answers", () => {
  const incident = text(
    '{"_type":"https://in-toto.io/Statement/v1","predicate":{"about":{"leaf":7},"code":"log.leaf-mismatch",' +
      '"id":"123e4567-e89b-42d3-a456-426614174000","status":"opened","text":"hello"},' +
      '"predicateType":"https://countersign.dev/incident/v1","subject":[{"digest":{"sha256":' +
      '"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"},"name":"incident"}]}',
  );

  it("an incident is about the SHA-256 of its text", () => {
    const { record } = parseRecord(nodeCrypto, "incident", incident);
    expect(record).toEqual({
      about: { leaf: 7 },
      code: "log.leaf-mismatch",
      id: "123e4567-e89b-42d3-a456-426614174000",
      status: "opened",
      text: "hello",
    });
  });

  it("a policy is about the SHA-256 of its canonical JSON", () => {
    const payload = formatRecord(nodeCrypto, "policy", { policy: { version: 1, log: {} } });
    const sha256 = hex(nodeCrypto.sha256(text('{"log":{},"version":1}')));
    expect(parseStatement(payload).subject).toEqual({ name: "policy", digest: { sha256 } });
  });

  it("a deployment is about its commit and its artifact", () => {
    const commit = parseOid("1".repeat(40), "sha1");
    const record = {
      repository: { id: "github:1", uri: "git+https://github.com/acme/feed" },
      ref: "refs/heads/main",
      commit,
      environment: "production-eu",
      artifact: `sha256:${"a".repeat(64)}`,
      verdict: "b".repeat(64),
      state: "started" as const,
    };
    expect(parseStatement(formatRecord(nodeCrypto, "deployment", record)).subject).toEqual({
      name: "refs/heads/main",
      uri: "git+https://github.com/acme/feed",
      digest: { gitCommit: commit, sha256: "a".repeat(64) },
    });
  });

  it("a record's id is the SHA-256 of its payload", () => {
    expect(recordId(nodeCrypto, text("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(recordId(nodeCrypto, bytes(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
