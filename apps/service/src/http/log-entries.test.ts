import { createHash } from "node:crypto";
import { parseEnvelope } from "@countersign/attest";
import { parseRecord } from "@countersign/core";
import type { ChangeRecord } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { bodyOf, decisionOn, servedService } from "./service.testing.ts";
import type { Said } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;
let change: ChangeRecord;
let other: ChangeRecord;
let dana: Record<string, string>;

const ITEM = z.looseObject({
  index: z.int(),
  kind: z.string(),
  published: z.boolean(),
  state: z.string(),
  facts: z
    .looseObject({
      change: z.string().optional(),
      signedBy: z.array(z.looseObject({ person: z.string().optional(), key: z.string().optional() })),
    })
    .nullable(),
});
const LIST = z.looseObject({
  size: z.int(),
  withheld: z.looseObject({ code: z.string() }).nullable(),
  items: z.array(ITEM),
  next: z.string().nullable(),
});
const listOf = ({ json }: Said) => LIST.parse(json);
const kinds = (said: Said) => listOf(said).items.map(({ index, kind }) => [index, kind]);
const sha256 = (...bytes: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(bytes)).digest("hex");

beforeAll(async () => {
  service = await servedService();
  change = await service.capture("b");
  other = await service.capture("c");
  dana = (await service.signIn("dana")).as;
  for (const [record, word] of [
    [change, "approve"],
    [other, "reject"],
  ] as const)
    await service.ask("POST", "/v1/decisions", { headers: dana, body: bodyOf(decisionOn(record, "dana", word)) });
});
afterAll(() => service[Symbol.asyncDispose]());

describe("the entries of the log", () => {
  it("are listed the newest first, with what each is about and whose key signed", async () => {
    const { size, items, withheld } = listOf(await service.get("/v1/log/entries", dana));
    expect(items.map(({ kind }) => kind)).toEqual(["review", "review", "change", "change", "baseline", "policy"]);
    expect([size, withheld]).toEqual([6, null]);
    expect(items[0]).toMatchObject({ index: 5, published: true, state: "counts" });
    expect(items[0]?.facts).toMatchObject({
      change: other.change,
      decision: "reject",
      role: "oracle",
      signedBy: [{ person: "dana", organisation: "oracle" }],
    });
    expect(items[4]?.facts?.signedBy.map(({ person }) => person)).toEqual(["olga", "dana", "nils"]);
    expect(items[5]?.facts).toMatchObject({ version: 1 });
  });

  it("are found by kind, change, commit, decision, person, key and place", async () => {
    const find = async (query: string) => kinds(await service.get(`/v1/log/entries?${query}`, dana));
    const [review] = listOf(await service.get("/v1/log/entries?kind=review", dana)).items;
    const key = review?.facts?.signedBy[0]?.key ?? "";
    expect(await find("kind=change")).toEqual([
      [3, "change"],
      [2, "change"],
    ]);
    const aboutChange = [
      [4, "review"],
      [2, "change"],
    ];
    expect(await find(`change=${change.change}`)).toEqual(aboutChange);
    expect(await find(`change=${change.change.slice(0, 16)}`)).toEqual(aboutChange);
    expect(await find(`commit=${change.head.gitCommit}`)).toEqual(aboutChange);
    expect(await find("decision=reject")).toEqual([[5, "review"]]);
    expect(await find("person=dana&kind=review&decision=approve")).toEqual([[4, "review"]]);
    expect((await find(`key=${encodeURIComponent(key)}`)).map(([index]) => index)).toEqual([5, 4, 1]);
    expect(await find("index=0")).toEqual([[0, "policy"]]);
    expect(await find("index=99")).toEqual([]);
    expect(await find("person=mallory")).toEqual([]);
  });

  it("come in pages that neither repeat nor leave out an entry, also where the log grows meanwhile", async () => {
    await using growing = await servedService();
    await growing.capture("b");
    await growing.capture("c");
    const { as } = await growing.signIn("dana");
    const first = listOf(await growing.get("/v1/log/entries?limit=2", as));
    await growing.capture("d");
    const second = listOf(await growing.get(`/v1/log/entries?limit=2&cursor=${first.next}`, as));
    expect([...first.items, ...second.items].map(({ index }) => index)).toEqual([3, 2, 1, 0]);
    expect(second.next).toBeNull();
  });

  it("answer nothing anew for the tag of an answer", async () => {
    const { headers } = await service.get("/v1/log/entries", dana);
    const again = await service.get("/v1/log/entries", { ...dana, "if-none-match": headers.get("etag") ?? "" });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it.each([
    ["kind=verdict", "web.query"],
    ["index=-1", "web.query"],
    ["index=01", "web.query"],
    ["change=..%2f", "web.query"],
    ["change=abc", "web.query"],
    ["commit=HEAD", "web.query"],
    ["key=x", "web.query"],
    ["limit=0", "web.query"],
    ["limit=999", "web.query"],
    ["kind=change&kind=review", "web.query"],
    ["nothing=1", "web.query"],
    ["cursor=x", "web.cursor"],
    ["cursor=YXQgLTE", "web.cursor"],
  ])("J3: refuse %s", async (query, code) => {
    expect((await service.get(`/v1/log/entries?${query}`, dana)).json).toMatchObject({ code });
  });
});

describe("an entry of the log", () => {
  it("is its leaf, and the salt and envelope that the leaf commits to, and its reading is written down first", async () => {
    const said = await service.get("/v1/log/entries/2", dana);
    const { leaf, salt, envelope } = z
      .looseObject({ leaf: z.base64(), salt: z.base64(), envelope: z.base64() })
      .parse(said.json);
    const [salted, evidence] = [Buffer.from(salt, "base64"), Buffer.from(envelope, "base64")];
    expect(JSON.parse(Buffer.from(leaf, "base64").toString())).toEqual({
      kind: "change",
      sha256: sha256(salted, evidence),
      v: 1,
    });
    const { record } = parseRecord(nodeCrypto, "change", parseEnvelope(new Uint8Array(evidence)).payload);
    expect(record.change).toBe(change.change);
    const rows = await service.db.selectFrom("access_audit").selectAll().orderBy("id", "desc").limit(1).execute();
    expect(rows).toMatchObject([{ who: "person:dana", what: "read-evidence", about: "leaf 2" }]);
    const ofChange = (await service.get(`/v1/changes/${change.change}/evidence`, dana)).json;
    expect(ofChange).toEqual({ index: 2, leaf, salt, envelope });
  });

  it.each(["6", "99999999999999"])("is unknown beyond the last (%s)", async (index) => {
    expect((await service.get(`/v1/log/entries/${index}`, dana)).json).toMatchObject({
      status: 404,
      code: "web.unknown",
    });
  });

  it.each(["-1", "01", "1.0", "1e1", "x", "%2e%2e", "9999999999999999"])("J12: is none for %s", async (index) => {
    expect((await service.get(`/v1/log/entries/${index}`, dana)).json).toMatchObject({
      code: index === "%2e%2e" ? "web.unknown" : "web.params",
    });
  });

  it("that a later policy voided is shown as that, with its evidence", async () => {
    await using voiding = await servedService();
    const wrong = await voiding.capture("b");
    const { as } = await voiding.signIn("dana");
    const [item] = listOf(await voiding.get(`/v1/log/entries?change=${wrong.change}`, as)).items;
    const record = String(Object(item?.facts)["record"]);
    await voiding.amend([["void", [{ leaf: 2, record, reason: "made for the wrong ref" }]]], ["olga", "dana", "nils"]);
    const { items } = listOf(await voiding.get("/v1/log/entries", as));
    expect(items.map(({ kind, state, facts }) => [kind, state, facts === null])).toEqual([
      ["policy", "counts", false],
      ["change", "voided", true],
      ["baseline", "counts", false],
      ["policy", "counts", false],
    ]);
    expect((await voiding.get("/v1/log/entries/2", as)).json).toMatchObject({ state: "voided", withheld: null });
  });
});

describe("G16: whoever may not read evidence", () => {
  const callers = async () =>
    [
      ["nobody", {}, "auth.no-login"],
      ["a program that may only hint", await service.token(["hints:write"]), "auth.scope"],
    ] as const;

  it("sees kinds and leaves alone, and why the rest is withheld", async () => {
    for (const [, headers, code] of await callers()) {
      const list = await service.get("/v1/log/entries", headers);
      expect(kinds(list).length).toBe(6);
      expect(listOf(list).withheld).toMatchObject({ code });
      expect(listOf(list).items.every(({ facts }) => facts === null)).toBe(true);
      const one = await service.get("/v1/log/entries/4", headers);
      expect(one.json).toMatchObject({ kind: "review", facts: null, withheld: { code } });
      expect([one.json["salt"], one.json["envelope"]]).toEqual([undefined, undefined]);
      for (const { text } of [list, one])
        for (const secret of [change.change, change.head.gitCommit, "dana", "oracle", "approve", "Raise"])
          expect(text).not.toContain(secret);
    }
  });

  it("F25: cannot find out by filters what is withheld", async () => {
    for (const [, headers, code] of await callers())
      for (const query of [
        `change=${change.change}`,
        `commit=${change.head.gitCommit}`,
        "decision=reject",
        "person=dana",
        "environment=production-eu",
        `key=SHA256:${"A".repeat(43)}`,
      ]) {
        const said = await service.get(`/v1/log/entries?${query}`, headers);
        expect(said.json).toMatchObject({ code });
      }
    expect(kinds(await service.get("/v1/log/entries?kind=review")).length).toBe(2);
  });

  it("reads no change record, and no version of the policy", async () => {
    for (const [, headers, code] of await callers())
      for (const path of [`/v1/changes/${change.change}/evidence`, "/v1/policy/versions"])
        expect((await service.get(path, headers)).json).toMatchObject({ code });
  });
});

describe("versions of the policy", () => {
  it("come in order, each with its signers and its envelope, from any on", async () => {
    await using amended = await servedService();
    await amended.amend([["environments.0.freshness", "PT12H"]], ["olga", "dana", "nils"]);
    const { as } = await amended.signIn("olga");
    const { json } = await amended.get("/v1/policy/versions", as);
    const { items, next } = z
      .looseObject({
        items: z.array(
          z.looseObject({
            version: z.int(),
            sha256: z.string(),
            leaf: z.int(),
            envelope: z.base64(),
            signedBy: z.array(z.looseObject({ person: z.string() })),
          }),
        ),
        next: z.null(),
      })
      .parse(json);
    expect(next).toBeNull();
    expect(items.map(({ version, leaf, signedBy }) => [version, leaf, signedBy.map(({ person }) => person)])).toEqual([
      [1, 0, ["olga", "dana", "nils"]],
      [2, 2, ["olga", "dana", "nils"]],
    ]);
    const read = items.map(
      ({ envelope }) =>
        parseRecord(nodeCrypto, "policy", parseEnvelope(new Uint8Array(Buffer.from(envelope, "base64"))).payload)
          .record,
    );
    expect(read[1]?.previous).toBe(items[0]?.sha256);
    const since = (digest: string) => amended.get(`/v1/policy/versions?since=${digest}`, as);
    expect((await since(items[1]?.sha256 ?? "")).json).toMatchObject({ items: [{ version: 2 }] });
    expect((await since("0".repeat(64))).json).toMatchObject({ status: 404, code: "web.unknown" });
    expect((await since("x")).json).toMatchObject({ code: "web.query" });
  });
});

describe("who one is", () => {
  it("comes with the key that signed in, the end of the session, and the policy that says so", async () => {
    const { json } = await service.get("/v1/me", dana);
    const { sha256: digest } = (await service.shared.soFar())?.policy ?? { sha256: "" };
    expect(json).toMatchObject({ person: "dana", policy: { version: 1, sha256: digest } });
    const { key, session } = z
      .looseObject({ key: z.string(), session: z.looseObject({ until: z.iso.datetime() }) })
      .parse(json);
    const [review] = listOf(await service.get("/v1/log/entries?kind=review", dana)).items;
    expect(key).toBe(review?.facts?.signedBy[0]?.key);
    const hours = (Date.parse(session.until) - Date.now()) / 3_600_000;
    expect([hours > 11.9, hours <= 12]).toEqual([true, true]);
  });
});

describe("the public log", () => {
  it("is read by pages of any origin, and what is not public by none", async () => {
    const origin = "https://evil.example";
    for (const path of ["/log/checkpoint", "/log/tile/entries/000.p/6", "/log/tile/0/000.p/6"]) {
      const { status, headers } = await service.get(path, { origin });
      expect([path, status, headers.get("access-control-allow-origin")]).toEqual([path, 200, "*"]);
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
    for (const path of ["/bundle", "/evidence/x", "/v1/log/entries", "/v1/me"])
      expect((await service.get(path, { origin })).headers.get("access-control-allow-origin")).toBeNull();
  });
});
