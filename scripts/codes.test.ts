import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LOG_CODES } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { exitFor, remedyFor } from "@countersign/core";

const CHECKOUT = fileURLToPath(new URL("../", import.meta.url));
/** What is said about a fault of the program: nobody's input may lead there. */
const FAULT = remedyFor("internal.crash");

describe("the table of codes", () => {
  const sources = productSources();
  const codes = thrownCodes(sources);

  it("finds the codes of every package", () => {
    for (const code of ["usage.home", "attest.statement-type", "git.fsck", "log.root", "files.full", "policy.yaml-bom"])
      expect(codes).toContain(code);
    expect(codes.length).toBeGreaterThan(250);
  });

  it.each(codes)("%s has an exit and a remedy of its own or of its area", (code) => {
    const fault = code.startsWith("internal.");
    expect(exitFor(code) === 1).toBe(fault);
    expect(exitFor(code)).not.toBe(0);
    expect(remedyFor(code) === FAULT).toBe(fault);
  });

  it.each(spelledAreas(sources))("whatever a reader refuses as %s.… has an exit and a remedy", (area) => {
    // A request is a call like that of a command; everything else that is read is evidence.
    expect(exitFor(`${area}.any-field`)).toBe(area === "web" ? 2 : 6);
    expect(remedyFor(`${area}.any-field`)).not.toBe(FAULT);
  });

  it("has no remedy for a code that nobody throws or answers", () => {
    const spelled = new Set([...sources.values()].flatMap((text) => [...text.matchAll(CODE)].map(([, code]) => code)));
    const table = readFileSync(join(CHECKOUT, "libs/core/src/codes.ts"), "utf8");
    const own = [...table.matchAll(/^ {2}"([a-z]+\.[\w-]+)":/gm)].map(([, code]) => code);
    expect(own.length).toBeGreaterThan(80);
    expect(own.filter((code) => !spelled.has(code) && !LATER.has(code ?? ""))).toEqual([]);
  });

  it("ends with the exit that the contract names", () => {
    expect(["gate.allowed", "gate.rollback", "gate.break-glass"].map(exitFor)).toEqual([0, 0, 0]);
    expect(["decision.missing", "decision.held"].map(exitFor)).toEqual([3, 3]);
    expect(["decision.expired", "decision.revoked", "log.stale"].map(exitFor)).toEqual([7, 7, 7]);
    expect(["bundle.unreachable", "log.unreachable"].map(exitFor)).toEqual([5, 5]);
    expect(["nonsense", "", "nobody.knows", "constructor.name", "__proto__.x"].map(exitFor)).toEqual([1, 1, 1, 1, 1]);
    for (const code of ["nobody.knows", "constructor.name", "__proto__.x", "constructor", "toString"])
      expect(remedyFor(code)).toBe(FAULT);
  });
});

/** The string of a code, where it is written whole. */
const CODE = /"((?:[a-z]+)\.[A-Za-z][\w-]*)"/g;
/** Exits that the contract fixes before the part that answers them. */
const LATER: ReadonlySet<string> = new Set(["gate.rollback", "gate.break-glass"]);

/** The text of every source that ships, by path. */
function productSources(): ReadonlyMap<string, string> {
  const packages = ["libs", "apps"].flatMap((folder) =>
    readdirSync(join(CHECKOUT, folder)).map((name) => join(CHECKOUT, folder, name, "src")),
  );
  const files = [...packages, join(CHECKOUT, "reviewers/src")].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const shipped = files.filter(
    (file) => file.endsWith(".ts") && !/\.(test|testing|fixture)\.ts$|\/testkit\/|\/core\/src\/codes\.ts$/.test(file),
  );
  return new Map(shipped.map((file) => [file, readFileSync(file, "utf8")]));
}

/** Codes that errors are made with; of a template, the prefix with something behind it. */
function thrownCodes(sources: ReadonlyMap<string, string>): readonly string[] {
  const found = [...sources.values()].flatMap((text) => {
    const firsts = [...text.matchAll(/new (?:CountersignError|AttestError|LogError)\(\s*([^,]*),/g)];
    const literals = firsts.flatMap(([, first = ""]) => [...first.matchAll(CODE)].map(([, code = ""]) => code));
    const prefixes = firsts.flatMap(([, first = ""]) => [...first.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)]);
    const named = [...text.matchAll(/(?:\bcode(?::|\s*=)\s*|return |\[)"([a-z]+\.[a-z][a-z-]+)",/g)];
    return [
      ...literals,
      ...prefixes.map(([, prefix]) => `${prefix}x`),
      ...areaCodes(named.map(([, code = ""]) => code)),
    ];
  });
  return [...new Set([...found, ...LOG_CODES, "policy.yaml-bom"])].toSorted();
}

/** Of strings that only look like codes, those of an area that errors are thrown in. */
function areaCodes(candidates: readonly string[]): readonly string[] {
  return candidates.filter((code) => /^(?:files|git|policy|bundle|attest|statement|state|limit)\./.test(code));
}

/** The areas that readers of documents are given; `internal` is for what this very process wrote. */
function spelledAreas(sources: ReadonlyMap<string, string>): readonly string[] {
  const calls = /\b(?:read|parseCanonical|parseStrict|decodeBase64|parseBase64|parseHex)\([^;]*?, "([a-z]+)"\)/g;
  const defaults = /\barea = "([a-z]+)"/g;
  // What reads a recommender throws nothing: it has readers of its own, which only find.
  const documents = [...sources].filter(([file]) => !/\/(?:reviewers|lumen)\//.test(file)).map(([, text]) => text);
  const found = documents.flatMap((text) => [...text.matchAll(calls), ...text.matchAll(defaults)]);
  return [...new Set(found.map(([, area = ""]) => area))].filter((area) => area !== "internal").toSorted();
}
