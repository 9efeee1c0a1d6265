import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Oid } from "@countersign/core";
import { openObjectReader } from "./batch.ts";
import { runGit } from "./run.ts";
import { scene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const store = async (stage: Scene, content: string | Uint8Array) => {
  const mirror = await stage.openMirror();
  const { stdout } = await runGit(mirror, ["hash-object", "-w", "--stdin"], { input: content });
  return stage.oid(stdout.toString().trim());
};
const loose = (stage: Scene, oid: string) => join(stage.mirrorDir, "objects", oid.slice(0, 2), oid.slice(2));
const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

it.each(["sha1", "sha256"] as const)(
  "reads and digests blobs of every size from a %s mirror, in any order",
  async (format) => {
    using stage = scene(format);
    // Around the size of a pipe's chunks, where contents are cut.
    const contents = [0, 1, 65_490, 65_535, 65_536, 65_537, 200_000].map((size) => randomBytes(size));
    const oids: Oid[] = [];
    for (const content of contents) oids.push(await store(stage, content));
    await using reader = openObjectReader(await stage.openMirror());
    const order = Array.from({ length: 100 }, (_, at) => (at * 5) % contents.length);
    await Promise.all(
      order.map(async (at) => {
        const [oid, content] = [oids[at] ?? stage.oid(""), contents[at] ?? Buffer.alloc(0)];
        expect(Buffer.compare(await reader.read(oid, "blob", 1 << 20), content)).toBe(0);
        expect(await reader.digest(oid)).toEqual({
          sha256: sha256(content),
          size: content.length,
          lines: content.toString("latin1").split("\n").length - 1,
        });
        expect(await reader.typeOf(oid)).toBe("blob");
      }),
    );
  },
);

it("gives a keeper the contents that it wants, with their digests, wherever they are cut", async () => {
  using stage = scene();
  const contents = [0, 1, 65_490, 65_535, 65_536, 65_537, 200_000].map((size) => randomBytes(size));
  const oids: Oid[] = [];
  for (const content of contents) oids.push(await store(stage, content));
  await using reader = openObjectReader(await stage.openMirror());
  const kept = new Map<Oid, Uint8Array>();
  const keeper = {
    wants: (size: number) => size < 100_000,
    keep: (oid: Oid, bytes: Uint8Array) => kept.set(oid, bytes),
  };
  const digests = await Promise.all(oids.map((oid) => reader.digest(oid, keeper)));
  expect(digests.map((digest) => digest.sha256)).toEqual(contents.map(sha256));
  const wanted = contents.map((content, at) => [oids[at], new Uint8Array(content)]).slice(0, -1);
  expect([...kept]).toEqual(wanted);
});

it("answers thousands of requests that are asked at once, absent ones included", async () => {
  using stage = scene();
  const oid = await store(stage, "here");
  const absent = stage.oid("1".repeat(40));
  await using reader = openObjectReader(await stage.openMirror());
  const answers = await Promise.allSettled(
    Array.from({ length: 5000 }, (_, at) => reader.read(at % 3 === 0 ? absent : oid, "blob", 10)),
  );
  for (const [at, answer] of answers.entries()) {
    if (at % 3 === 0) expect(answer).toMatchObject({ status: "rejected", reason: { code: "git.missing-object" } });
    else expect(answer).toMatchObject({ status: "fulfilled" });
  }
  expect(await reader.typeOf(absent)).toBeUndefined();
});

it("refuses an object of another type, and one that is too large, and goes on", async () => {
  using stage = scene();
  const oid = await store(stage, randomBytes(100_000));
  const small = await store(stage, "small");
  await using reader = openObjectReader(await stage.openMirror());
  await expect(reader.read(oid, "commit", 1 << 20)).rejects.toMatchObject({ code: "git.object-type" });
  await expect(reader.read(oid, "blob", 99_999)).rejects.toMatchObject({ code: "limit.object" });
  await expect(reader.read(small, "blob", 4)).rejects.toMatchObject({ code: "limit.object" });
  await expect(reader.read(small, "blob", 5)).resolves.toHaveLength(5);
});

it("C11 other content under an id is refused, small or large, read or digested", async () => {
  using stage = scene();
  const [good, evil] = [await store(stage, "good"), await store(stage, "evil")];
  const [large, other] = [await store(stage, randomBytes(200_000)), await store(stage, randomBytes(200_000))];
  for (const [from, to] of [
    [evil, good],
    [other, large],
  ] as const) {
    chmodSync(loose(stage, to), 0o644);
    copyFileSync(loose(stage, from), loose(stage, to));
  }
  await using reader = openObjectReader(await stage.openMirror());
  for (const oid of [good, large]) {
    await expect(reader.read(oid, "blob", 1 << 20)).rejects.toMatchObject({ code: "git.object-hash" });
    await expect(reader.digest(oid)).rejects.toMatchObject({ code: "git.object-hash" });
  }
  await expect(reader.read(evil, "blob", 10)).resolves.toHaveLength(4);
});

it("C12 an object that git cannot read fails what waits, and everything after, and hangs nobody", async () => {
  using stage = scene();
  const [torn, good] = [await store(stage, randomBytes(200_000)), await store(stage, "good")];
  chmodSync(loose(stage, torn), 0o644);
  writeFileSync(loose(stage, torn), "no zlib stream");
  await using reader = openObjectReader(await stage.openMirror());
  const answers = await Promise.allSettled(
    [torn, ...Array.from({ length: 3000 }, () => good)].map((oid) => reader.digest(oid)),
  );
  expect(answers.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
  expect(answers[0]).toMatchObject({ reason: { code: expect.stringMatching(/^git\.(?:cat-file|missing-object)$/) } });
});

it("rejects what is outstanding when the process is ended from outside, and every later request", async () => {
  using stage = scene();
  const oid = await store(stage, randomBytes(1 << 20));
  await using reader = openObjectReader(await stage.openMirror());
  await reader.digest(oid);
  const answers = Promise.allSettled(Array.from({ length: 500 }, () => reader.digest(oid)));
  for (const pid of childrenNamed("cat-file")) process.kill(pid, "SIGKILL");
  const failed = (await answers).filter(({ status }) => status === "rejected");
  expect(failed.length).toBeGreaterThan(0);
  for (const answer of failed) expect(answer).toMatchObject({ reason: { code: "git.cat-file" } });
  await expect(reader.read(oid, "blob", 1)).rejects.toMatchObject({ code: "git.cat-file" });
});

it("leaves no process behind, and fails what is asked after closing", async () => {
  using stage = scene();
  const oid = await store(stage, "x");
  const reader = openObjectReader(await stage.openMirror());
  await reader.digest(oid);
  expect(childrenNamed("cat-file")).toHaveLength(1);
  await reader[Symbol.asyncDispose]();
  expect(childrenNamed("cat-file")).toEqual([]);
  await expect(reader.digest(oid)).rejects.toMatchObject({ code: "git.closed" });
  rmSync(stage.mirrorDir, { recursive: true });
});

it("says that git is missing", async () => {
  using stage = scene();
  const mirror = await stage.openMirror();
  await using reader = openObjectReader({ ...mirror, searchPath: stage.folder });
  await expect(reader.digest(stage.oid("1".repeat(40)))).rejects.toMatchObject({ code: "git.not-found" });
});

/** Processes started by this one, or by its own, whose command line has a word. */
function childrenNamed(word: string): readonly number[] {
  const list = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  const all = list.split("\n").map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const mine = new Set(all.filter((match) => Number(match?.[2]) === process.pid).map((match) => Number(match?.[1])));
  return all
    .filter((match) => Number(match?.[2]) === process.pid || mine.has(Number(match?.[2])))
    .filter((match) => match?.[3]?.includes(word) === true)
    .map((match) => Number(match?.[1]));
}
