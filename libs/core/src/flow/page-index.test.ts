import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openPageIndex } from "./page-index.ts";
import { recentPages } from "./recent-pages.ts";
import { EMPTY_PAGE, rewritten } from "../state/page.ts";

const keyOf = (number: number) => hash("sha256", String(number));

function memoryStore() {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    get: async (digest: string) => kept.get(digest),
    async put(bytes: Uint8Array) {
      const digest = hash("sha256", bytes);
      kept.set(digest, bytes);
      return { digest };
    },
  };
}

describe("an index", () => {
  it("keeps every fact while it grows over many runs", async () => {
    const store = memoryStore();
    let table = await openPageIndex(store).flush();
    for (let run = 0; run < 5; run += 1) {
      const index = openPageIndex(store, table);
      for (let at = 0; at < 2_000; at += 1) index.add(keyOf(run * 2_000 + at), { kind: "record", leaf: at });
      index.add(keyOf(0), { kind: "statement" });
      table = await index.flush();
    }
    expect([table.keys, table.digits]).toEqual([10_000, 2]);
    const index = openPageIndex(store, table);
    await index.load([keyOf(0), keyOf(9_999), keyOf(-1)]);
    expect(index.facts(keyOf(0)).map(({ kind }) => kind)).toEqual(["record", ...Array(5).fill("statement")]);
    expect(index.facts(keyOf(9_999))).toEqual([{ kind: "record", leaf: 1_999 }]);
    expect(index.facts(keyOf(-1))).toEqual([]);
    expect(await Array.fromAsync(index.all())).toHaveLength(10_000);
  });

  it("answers for nothing that was not loaded", async () => {
    const index = openPageIndex(memoryStore());
    expect(() => index.facts(keyOf(1))).toThrow(expect.objectContaining({ code: "internal.page" }));
  });

  it("notices a page that is missing", async () => {
    const store = memoryStore();
    const index = openPageIndex(store);
    index.add(keyOf(1), { kind: "statement" });
    const table = await index.flush();
    store.kept.clear();
    await expect(openPageIndex(store, table).load([keyOf(2)])).rejects.toMatchObject({ code: "state.page" });
  });
});

describe("pages that are let go", () => {
  it("are read again only for the keys that stand on them", async () => {
    const reads: string[] = [];
    const pages = recentPages(async (prefix) => {
      reads.push(prefix);
      const keys = [keyOf(1), keyOf(2), keyOf(3)].filter((key) => key.startsWith(prefix));
      return prefix === "none" ? EMPTY_PAGE : rewritten(EMPTY_PAGE, keys, () => ["known"]).page;
    }, 1);
    const prefixes = [1, 2, 3].map((number) => keyOf(number).slice(0, 2));
    for (const prefix of prefixes) expect(pages.lacks(prefix, keyOf(4))).toBe(false);
    for (const prefix of [...prefixes, "none"]) await pages.page(prefix);
    for (const [at, prefix] of prefixes.entries()) {
      expect(pages.lacks(prefix, keyOf(at + 1))).toBe(false);
      expect(pages.lacks(prefix, keyOf(4))).toBe(true);
    }
    await pages.page(prefixes[0] ?? "");
    expect(reads).toEqual([...prefixes, "none", prefixes[0]]);
  });
});
