import { once } from "node:events";
import { createServer } from "node:http";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { acceptAndDrop } from "./front.testing.ts";
import { firstOf, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";
import { runWitness } from "./witness-process.testing.ts";

/** Somebody who is told of alarms: `raised witness.withheld` and the like, in order. */
async function openWebhook() {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      const { event, alarm }: { event: string; alarm: { code: string } } = JSON.parse(body);
      told.push(`${event} ${alarm.code}`);
      response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    told,
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Status = {
  readonly ok: boolean;
  readonly logs: readonly {
    readonly alarms: readonly { readonly id: string; readonly code: string; readonly subject: string }[];
  }[];
};

describe("the monitor of a witness", { timeout: 240_000 }, () => {
  it("F17: raises an alarm while a decision that the log took is not in it, and clears it afterwards", async () => {
    using folder = tempFolder();
    using webhook = await openWebhook();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    const oracle = firstOf(scene);
    await using _server = await scene.serve();
    await using witness = await oracle.start("--webhook", webhook.url);
    const status = async (): Promise<Status> => JSON.parse(await (await fetch(`${witness.url}/status.json`)).text());
    const alarms = async () => (await status()).logs.flatMap((one) => one.alarms);
    await until(() => publishedSize(log) === 1);
    await log.baseline();
    log.feed.commit({ files: { "score.py": "X = 1\n" }, ref: "refs/heads/tune", parents: [log.feed.id("main")] });
    const { change } = await log.json("capture", "--repo", "feed", "--base", "main", "--head", "tune");
    await until(async () => (await status()).ok);

    front.answers = acceptAndDrop;
    await log.json("reject", String(change), "--key", "dana", "--yes", "--out", "reject.json");
    const submit = (url: string) =>
      log.run("submit", "reject.json", "--to", url, "--root", "home/root.json", "--wait", "PT0S", "--json");
    const dropped = await submit(front.url);
    expect({ exit: dropped.status, verified: JSON.parse(dropped.stdout).verified }).toEqual({
      exit: 3,
      verified: false,
    });
    const { statement }: { statement: { sha256: string } } = JSON.parse((await submit(oracle.url)).stdout);
    await until(() => webhook.told.includes("raised witness.withheld"));
    const [alarm] = (await alarms()).filter(({ code }) => code === "witness.withheld");
    expect(alarm).toMatchObject({ subject: statement.sha256 });
    const page = await fetch(`${witness.url}/status`);
    expect([page.status, page.headers.get("content-security-policy")]).toEqual([
      200,
      expect.stringMatching(/^default-src 'none'/),
    ]);
    expect(await page.text()).toContain(statement.sha256);
    expect(witness.events).toContainEqual(expect.objectContaining({ event: "raised" }));

    const ids = (await alarms()).map(({ id }) => id);
    expect(runWitness("acknowledge", "--dir", oracle.dir, ...ids)).toMatchObject({ status: 0 });
    await until(async () => (await status()).ok);

    front.answers = () => undefined;
    await until(() => webhook.told.includes("cleared witness.withheld"));
    await until(async () => (await alarms()).every(({ code }) => code !== "witness.withheld"));
  });
});
