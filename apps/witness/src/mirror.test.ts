import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { firstOf, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";

describe("a witness with a mirror", { timeout: 240_000 }, () => {
  it("fetches everything before it cosigns, and serves it to an auditor when the log's host is gone", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    const oracle = firstOf(scene);
    await using server = await scene.serve();
    await using witness = await oracle.start();
    await until(() => publishedSize(log) === 1);
    expect(await log.baseline()).toMatchObject({ status: 0 });
    await until(() => publishedSize(log) === 2);
    await until(() => witness.events.some(({ event, size }) => event === "mirrored" && size === 2));
    await server.end("SIGKILL");
    front.behind = undefined;
    const follow = ["audit", "--follow", "--once", "--log", oracle.mirror, "--root", "home/root.json", "--late", "P1D"];
    expect(await log.run(...follow, "--key", "dana")).toMatchObject({ status: 0 });
    expect((await fetch(`${oracle.mirror}/evidence/${"0".repeat(64)}`)).status).toBe(401);
  });

  it("cosigns nothing while evidence of a leaf is withheld from it, and says of which", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    await using _server = await scene.serve();
    await using witness = await firstOf(scene).start();
    await until(() => publishedSize(log) === 1);
    front.answers = (path) => (path.startsWith("/evidence/") ? { status: 404, body: "" } : undefined);
    expect(await log.baseline()).toMatchObject({ status: 0 });
    await until(() => witness.events.some(({ event }) => event === "incomplete"));
    expect(witness.events).toContainEqual(
      expect.objectContaining({ event: "incomplete", alarm: "witness.mirror-incomplete", size: 2, leaves: [1] }),
    );
    expect(witness.events).toContainEqual(
      expect.objectContaining({ event: "refused", status: 503, code: "witness.mirror-incomplete" }),
    );
    expect(publishedSize(log)).toBe(1);
    front.answers = () => undefined;
    await until(() => publishedSize(log) === 2);
  });
});
