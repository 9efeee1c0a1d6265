import { cpSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { formatEnvelope, parseEnvelope } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { tempFolder, text } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { runCli } from "../run.testing.ts";
import { forgedLine } from "./forged-log.testing.ts";
import { documentOf, policyEnvelope } from "./forged-policy.testing.ts";
import { signedApproval } from "./signed-approval.testing.ts";
import type { SignedApproval } from "./signed-approval.testing.ts";
import { failed, openStage } from "./stage.testing.ts";

const folder = tempFolder();
let made: SignedApproval;

beforeAll(async () => {
  made = await signedApproval(folder.path);
});
afterAll(() => folder[Symbol.dispose]());

/** What is said of JSON that has more than one reading, by the end of the code. */
const CORPUS: readonly (readonly [string, (json: string) => string, string])[] = [
  ["a member given twice", (json) => json.replace(/\{"(\w+)":/, '{"$1":0,"$1":'), "duplicate-key"],
  ["__proto__", (json) => json.replace("{", '{"__proto__":{},'), "unknown-field"],
  ["ten thousand brackets", () => "[".repeat(10_000), "json-depth"],
  ["an exponent", () => '{"a":1e3}', "json-number"],
  ["minus zero", () => '{"a":-0}', "json-number"],
  ["a fraction", () => '{"a":1.0}', "json-number"],
  ["2^53", () => '{"a":9007199254740992}', "json-number-range"],
  ["a lone surrogate", () => '{"a":"\\ud800"}', "json-surrogate"],
  ["a byte order mark", (json) => `\ufeff${json}`, "json-bom"],
  ["something behind it", (json) => `${json}{}`, "json-trailing"],
  ["a line feed behind it", (json) => `${json}\n`, "json-not-canonical"],
  ["a blank in it", (json) => json.replace(":", ": "), "json-not-canonical"],
  ["an escape that is not needed", (json) => json.replace("payload", "payl\\u006fad"), "json-not-canonical"],
];

describe("group 9: JSON with more than one reading", () => {
  it.each(CORPUS)("J1: an envelope with %s is refused at the door and in the log", async (_, broken, code) => {
    const envelope = new TextDecoder().decode(formatEnvelope(made.approval));
    await made.refused(text(broken(envelope)), `attest.${code}`);
  });

  it.each(CORPUS.filter(([what]) => what !== "an escape that is not needed"))(
    "J1: a signed statement with %s is refused at the door and in the log",
    async (_, broken, code) => {
      const statement = new TextDecoder().decode(made.approval.payload);
      const area = code === "unknown-field" ? "statement" : "attest";
      await made.refused(await made.signed(text(broken(statement))), `${area}.${code}`);
    },
  );

  it.each(CORPUS.filter(([what]) => what !== "an escape that is not needed"))(
    "J1: a bundle whose header has %s is refused",
    async (_, broken, code) => {
      const [header = "", ...lines] = made.forger.bundle(await made.forger.lines()).split("\n");
      const line = broken(header);
      const wanted = code === "unknown-field" ? "bundle.header" : `bundle.${code}`;
      const answer = line.endsWith("\n") ? failed("bundle.json-end") : failed(wanted);
      expect(await made.forger.askWith(made.head, [line, ...lines].join("\n"))).toMatchObject(answer);
    },
  );

  it.each([
    ["no padding", (base64: string) => base64.replace(/=+$/, "")],
    ["the alphabet for addresses", (base64: string) => base64.replace(/[+/]|[A-Z]/, "-")],
    ["a blank", (base64: string) => `${base64.slice(0, 4)} ${base64.slice(4)}`],
    ["padding in the middle", (base64: string) => `${base64.slice(0, 3)}=${base64.slice(4)}`],
    ["too much padding", (base64: string) => `${base64}====`],
  ])("J2: an envelope in base64 with %s is refused", async (_, broken) => {
    const envelope = new TextDecoder().decode(formatEnvelope(made.approval));
    const sig = /"sig":"([^"]+)"/.exec(envelope)?.[1] ?? "";
    const payload = /"payload":"([^"]+)"/.exec(envelope)?.[1] ?? "";
    for (const part of [sig, payload].filter((one) => broken(one) !== one))
      await made.refused(text(envelope.replace(part, broken(part))), "attest.base64");
  });

  it("J2: bits that stand for nothing are refused", async () => {
    const envelope = new TextDecoder().decode(formatEnvelope({ ...made.approval, payload: text("{}") }));
    expect(envelope).toContain('"payload":"e30="');
    await made.refused(text(envelope.replace("e30=", "e31=")), "attest.base64");
  });
});

describe("group 9: names and patterns of a signed policy", () => {
  const first = () => documentOf(made.stage);
  const after = async (members: JsonObject) => {
    const envelope = await policyEnvelope(made.stage, { ...first(), version: 2, ...members });
    return made.forger.ask(made.head, [...(await made.forger.lines()), forgedLine("policy", envelope)]);
  };
  const NOT_ID = [" ", "Dana", "dänä", "..", "a/b", "__proto__", "constructor ", "-x", "\u202edana"];
  const NOT_TEXT = ["", "a\u0000b", "a\nb", "x".repeat(10_000)];
  const NAMES = [
    ...NOT_ID.map((name) => [name, "policy.id"] as const),
    ...NOT_TEXT.map((name) => [name, "policy.text"] as const),
  ];

  it.each(NAMES.map(([name, code]) => [JSON.stringify(name.slice(0, 20)), name, code]))(
    "J3: %s is no id of anything",
    async (_, name, code) => {
      const roles = first()["roles"] as JsonObject;
      const guard = { organisation: "nordsec", people: ["nils"] };
      const people = first()["people"] as readonly JsonObject[];
      const [production] = first()["environments"] as readonly JsonObject[];
      const requirements = first()["requirements"] as readonly JsonObject[];
      for (const members of [
        { people: [...people, { id: name, organisation: "oracle", keys: [] }] },
        { roles: Object.fromEntries([...Object.entries(roles), [name, guard]]) },
        { environments: [{ ...production, id: name }] },
        { requirements: [...requirements, { id: name, paths: ["**"], role: "oracle" }] },
      ])
        expect(await after(members)).toMatchObject(failed(code));
    },
  );

  it.each([
    ["too many components", `${"**/".repeat(65)}x`],
    ["braces", "ranker/{a,b}"],
    ["a negation", "!docs/**"],
    ["an extended pattern", "ranker/@(a|b)"],
    ["a class of characters", "ranker/[ab]"],
    ["a slash in front", "/ranker/**"],
    ["a backslash", "ranker\\**"],
    ["a step up", "ranker/../**"],
    ["too many bytes", "a".repeat(5000)],
  ])("J4: a pattern with %s is refused", async (_, pattern) => {
    const [repository] = first()["repositories"] as readonly JsonObject[];
    const repositories = [{ ...repository, scope: { include: ["**"], exclude: [pattern] } }];
    expect(await after({ repositories })).toMatchObject(failed("policy.pattern"));
    const [algorithm, ...others] = first()["requirements"] as readonly JsonObject[];
    expect(await after({ requirements: [{ ...algorithm, paths: [pattern] }, ...others] })).toMatchObject(
      failed("policy.pattern"),
    );
  });

  it("J4: ten thousand patterns are refused", async () => {
    const [algorithm, ...others] = first()["requirements"] as readonly JsonObject[];
    const paths = Array.from({ length: 10_000 }, (_, index) => `ranker/${index}/**`);
    expect(await after({ requirements: [{ ...algorithm, paths }, ...others] })).toMatchObject(failed("policy.pattern"));
  });
});

describe("group 9: odd bundles, long lines and damaged folders", () => {
  it.each([
    ['"from":0', '"from":01', "bundle.json-number"],
    ['"from":0', '"from":-1', "bundle.json-number"],
    ['"size":3', '"size":"3"', "bundle.header"],
    ['"size":3', '"size":1000000', "bundle.truncated"],
    ['"size":3', '"size":9007199254740991', "bundle.truncated"],
    ['"bundle":1', '"bundle":2', "bundle.header"],
  ])("J8: a header with %s as %s is refused", async (part, replacement, code) => {
    const whole = made.forger.bundle(await made.forger.lines());
    expect(await made.forger.askWith(made.head, whole.replace(part, replacement))).toMatchObject(failed(code));
  });

  it("J8: leaves beyond the size are refused one by one, before they are read", async () => {
    const lines = await made.forger.lines();
    const [header = "", ...rest] = made.forger.bundle(lines).split("\n");
    const many = Array.from({ length: 50_000 }, () => '{"leaf":"AAAA"}');
    expect(await made.forger.askWith(made.head, [header, ...rest.slice(0, 3), ...many].join("\n"))).toMatchObject(
      failed("bundle.index"),
    );
  });

  it("J10: a signature with any byte flipped is refused with a code", async () => {
    const sig = made.approval.signatures[0]?.sig ?? new Uint8Array();
    const lines = await made.forger.lines();
    for (let index = 0; index < sig.length; index += 7) {
      const flipped = sig.with(index, (sig[index] ?? 0) ^ (1 << (index % 8)));
      const envelope = { ...made.approval, signatures: [{ keyid: "", sig: flipped }] };
      const answer = await made.forger.ask(made.head, [...lines, forgedLine("review", envelope)]);
      expect(answer).toMatchObject({ decision: "error", exit: 6, code: expect.stringMatching(/^attest\.[\w-]+$/) });
    }
  });

  it("J7: a line longer than is judged ends with limit.range", { timeout: 240_000 }, async () => {
    using other = tempFolder();
    const { repo, c0, gate } = await openStage(other.path);
    const tree = repo.id(`${c0}^{tree}`);
    const plans = Array.from({ length: 20_001 }, () => ({ tree, ref: "refs/heads/long" }));
    const [, ...rest] = plans;
    const tip = repo.commits([{ tree, ref: "refs/heads/long", parents: [c0] }, ...rest]).at(-1) ?? "";
    expect(await gate(tip)).toMatchObject(failed("limit.range"));
  });

  it("J9: a log folder with a tile of another width, a damaged one or a link in its place is found by audit", async () => {
    using other = tempFolder();
    const { stage } = made;
    const root = join(stage.home, "root.json");
    const audited = async (damage: (home: string) => void) => {
      const copy = join(other.path, "copy");
      rmSync(copy, { recursive: true, force: true });
      cpSync(stage.home, copy, { recursive: true });
      damage(copy);
      const { exit, json } = await runCli(["audit", "--log", copy, "--root", root, "--json"], { home: stage.home });
      const problems = (member(json, "problems") ?? []) as readonly JsonObject[];
      return {
        exit,
        codes: [member(json, "code"), ...problems.map(({ code }) => code)].filter((one) => one !== undefined),
      };
    };
    const within = (home: string, part: string) => {
      const found = readdirSync(join(home, "log"), { recursive: true, encoding: "utf8" }).filter((path) =>
        path.includes(part),
      );
      return join(home, "log", found.toSorted().at(-1) ?? "");
    };
    expect(await audited(() => {})).toEqual({ exit: 0, codes: [] });
    const flip = (file: string) => writeFileSync(file, readFileSync(file).with(40, 0xff));
    expect(await audited((home) => flip(within(home, "tile/0/000.p/")))).toEqual({ exit: 6, codes: ["audit.tile"] });
    expect(await audited((home) => flip(within(home, "tile/entries/000.p/")))).toMatchObject({ exit: 6 });
    const entries = (home: string) => within(home, "tile/entries/000.p/");
    expect(
      await audited((home) => writeFileSync(entries(home), readFileSync(entries(home)).subarray(0, -5))),
    ).toMatchObject({ exit: 6 });
    expect(await audited((home) => rmSync(entries(home)))).toEqual({ exit: 6, codes: ["log.tile-missing"] });
    const linked = (home: string) => {
      const file = entries(home);
      renameSync(file, join(home, "elsewhere"));
      symlinkSync(join(home, "elsewhere"), file);
    };
    expect((await audited(linked)).exit).not.toBe(0);
    const evidence = (home: string) => {
      const files = readdirSync(join(home, "evidence"), { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
      return files.map((one) => join(one.parentPath, one.name)).toSorted();
    };
    const swapped = (home: string) => {
      const [one = "", two = ""] = evidence(home);
      writeFileSync(one, readFileSync(two));
    };
    expect(await audited(swapped)).toEqual({ exit: 6, codes: ["bundle.evidence-mismatch"] });
    expect(parseEnvelope(formatEnvelope(made.approval))).toEqual(made.approval);
  });

  it("J9: whatever of the evidence, the entries or the checkpoint is altered, cut or gone, audit and doctor both say so", async () => {
    using other = tempFolder();
    const { stage } = made;
    const root = join(stage.home, "root.json");
    const copy = join(other.path, "copy");
    const filesOf = (part: string) =>
      readdirSync(join(stage.home, part), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => relative(stage.home, join(one.parentPath, one.name)))
        .toSorted();
    const entries = filesOf("log/tile/entries").slice(-1);
    const damages: readonly ((file: string) => void)[] = [
      (file) => writeFileSync(file, readFileSync(file).with(40, (readFileSync(file)[40] ?? 0) ^ 1)),
      (file) => writeFileSync(file, readFileSync(file).subarray(0, -7)),
      (file) => rmSync(file),
    ];
    for (const file of [...filesOf("evidence"), ...entries, "log/checkpoint"])
      for (const damage of damages) {
        rmSync(copy, { recursive: true, force: true });
        cpSync(stage.home, copy, { recursive: true });
        damage(join(copy, file));
        const run = (...args: readonly string[]) => runCli([...args, "--json"], { home: copy });
        expect(await run("audit", "--log", copy, "--root", root), file).toMatchObject({ exit: 6 });
        expect(await run("doctor", "--repo", stage.repo.path), file).toMatchObject({ exit: 6 });
      }
  });
});
