import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { formatEntryBundle, parseEntryBundle, parseSignerKey, signCheckpoint } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import type { DistantLog } from "./distant-log.testing.ts";
import type { Answers } from "./front.testing.ts";
import { HASH, firstOf, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";

/** A checkpoint of another history of a size, signed with the log's own key. */
function otherHistory({ home }: DistantLog, size: number): string {
  const key = parseSignerKey(nodeCrypto, readFileSync(join(home, "keys/log.key"), "utf8").trim());
  const root = new Uint8Array(createHash("sha256").update("another history").digest());
  return signCheckpoint(nodeCrypto, { origin: key.name, size, root }, key);
}

/** The leaves of a bundle with the last one changed, in the form that a bundle has. */
function altered(home: string, path: string): Uint8Array {
  const width = Number(path.split(".p/")[1]);
  const entries = parseEntryBundle(readFileSync(join(home, path)), width);
  const last = Buffer.from(entries.at(-1) ?? []);
  return formatEntryBundle([
    ...entries.slice(0, -1),
    new Uint8Array(Buffer.from(last.toString().replace("baseline", "incident"))),
  ]);
}

describe("a log that shows its witness something else", { timeout: 240_000 }, () => {
  it("F12: gets no cosignature while the tiles that the mirror is given do not lead to the checkpoint", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    await using _server = await scene.serve();
    await using witness = await firstOf(scene).start();
    await until(() => publishedSize(log) === 1);
    const refusals = () => witness.events.filter(({ event }) => event === "refused").map(({ code }) => code);
    const lies: readonly (readonly [string, Answers])[] = [
      ["log.root", (path) => (path.startsWith("/log/tile/0/") ? { status: 200, body: new Uint8Array(64) } : undefined)],
      [
        "log.entry-bundle-hash",
        (path) => (path.startsWith("/log/tile/entries/") ? { status: 200, body: altered(log.home, path) } : undefined),
      ],
      ["log.tile-missing", (path) => (path.startsWith("/log/tile/") ? { status: 404, body: "" } : undefined)],
    ];
    front.answers = () => ({ status: 500, body: "" });
    expect(await log.baseline()).toMatchObject({ status: 0 });
    for (const [code, lie] of lies) {
      front.answers = lie;
      await until(() => refusals().includes(code));
      expect(publishedSize(log)).toBe(1);
    }
    front.answers = () => undefined;
    await until(() => publishedSize(log) === 2);
  });

  it("F12: is told of with both notes when it signed two histories, and cosigned no further than the one", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    const oracle = firstOf(scene);
    await using _server = await scene.serve();
    await using witness = await oracle.start();
    await until(() => publishedSize(log) === 1);
    await log.baseline();
    await until(() => witness.events.some(({ event, size }) => event === "mirrored" && size === 2));
    const other = otherHistory(log, 2);
    front.answers = (path) => (path === "/log/checkpoint" ? { status: 200, body: other } : undefined);
    await until(() => witness.events.some(({ event, alarm }) => event === "fork" && alarm === "log.fork"));
    const forks = join(oracle.dir, "logs", HASH, "forks");
    const [proof = ""] = readdirSync(forks);
    expect(readFileSync(join(forks, proof, "other"), "utf8")).toBe(other);
    expect(readFileSync(join(forks, proof, "cosigned"), "utf8")).toMatch(/^log\.acme\.example\/feed\n2\n/);
    const served = await fetch(`${oracle.mirror}/checkpoint`);
    expect(await served.text()).toContain(readFileSync(join(log.home, "log/checkpoint"), "utf8").split("\n\n")[0]);
    const { logs }: { logs: readonly { alarms: readonly { code: string }[] }[] } = JSON.parse(
      await (await fetch(`${oracle.url}/status.json`)).text(),
    );
    expect(logs.flatMap(({ alarms }) => alarms.map(({ code }) => code))).toContain("log.fork");
    // It goes on with the history that it has cosigned, and with no other.
    expect(await witness.add(`old 2\n\n${otherHistory(log, 2)}`)).toMatchObject({ status: 409, body: "2\n" });
  });
});
