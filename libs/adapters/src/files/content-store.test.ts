import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { contentStore } from "./content-store.ts";
import { openFolder } from "./folder.ts";

const HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

async function storeIn(path: string) {
  return contentStore(await openFolder(path));
}

describe("a content store", () => {
  it("keeps bytes under their SHA-256, as ab/cdef…", async () => {
    using temp = tempFolder();
    const store = await storeIn(temp.path);
    expect(await store.put(text("hello"))).toEqual({ digest: HELLO, outcome: "written" });
    expect(readFileSync(join(temp.path, "2c", HELLO.slice(2)), "utf8")).toBe("hello");
    expect(await store.get(HELLO)).toEqual(text("hello"));
    expect([await store.has(HELLO), await store.has(EMPTY), await store.get(EMPTY)]).toEqual([true, false, undefined]);
  });

  it("keeps the same bytes once, and lists digests in order", async () => {
    using temp = tempFolder();
    const store = await storeIn(temp.path);
    await store.put(text(""));
    await store.put(text("hello"));
    expect(await store.put(text("hello"))).toEqual({ digest: HELLO, outcome: "present" });
    expect(await store.list()).toEqual([HELLO, EMPTY]);
  });

  it("J9 refuses other bytes under a digest, on every read", async () => {
    using temp = tempFolder();
    const store = await storeIn(temp.path);
    await store.put(text("hello"));
    await store.get(HELLO);
    for (const other of ["hellp", "hell", "hello ", ""]) {
      writeFileSync(join(temp.path, "2c", HELLO.slice(2)), other);
      await expect(store.get(HELLO)).rejects.toMatchObject({ code: "files.digest" });
    }
  });

  it("J9 refuses the bytes of another digest that lie under a link", async () => {
    using temp = tempFolder();
    const store = await storeIn(temp.path);
    await store.put(text("hello"));
    mkdirSync(join(temp.path, "e3"));
    symlinkSync(join(temp.path, "2c", HELLO.slice(2)), join(temp.path, "e3", EMPTY.slice(2)));
    await expect(store.get(EMPTY)).rejects.toMatchObject({ code: "files.link" });
  });

  it("repairs what does not match its name, and says so", async () => {
    using temp = tempFolder();
    const store = await storeIn(temp.path);
    await store.put(text("hello"));
    writeFileSync(join(temp.path, "2c", HELLO.slice(2)), "hel");
    expect(await store.put(text("hello"))).toEqual({ digest: HELLO, outcome: "repaired" });
    expect(await store.get(HELLO)).toEqual(text("hello"));
  });

  it.each(["", HELLO.toUpperCase(), HELLO.slice(1), `${HELLO}0`, `../${HELLO.slice(3)}`, `${HELLO}\n`])(
    "takes no digest spelled %j",
    async (digest) => {
      using temp = tempFolder();
      const store = await storeIn(temp.path);
      await expect(store.get(digest)).rejects.toMatchObject({ code: "files.digest-name" });
      await expect(store.has(digest)).rejects.toMatchObject({ code: "files.digest-name" });
    },
  );

  it.each(["2c/notes", HELLO, `2cf/${HELLO.slice(3)}`])("refuses to list a stranger: %s", async (path) => {
    using temp = tempFolder();
    const folder = await openFolder(temp.path);
    await folder.put(path, text("hello"));
    await expect(contentStore(folder).list()).rejects.toMatchObject({ code: "files.digest-name" });
  });

  it("reads no more than the limit", async () => {
    using temp = tempFolder();
    const store = await storeIn(temp.path);
    await store.put(text("hello"));
    await expect(store.get(HELLO, 4)).rejects.toMatchObject({ code: "limit.file" });
  });
});
