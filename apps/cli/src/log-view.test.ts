import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";
import { runCli } from "./run.testing.ts";

/** A captured proposal, and a reviewer's machine that has a bundle, the root, a clone and a key, and no home. */
async function reviewersMachine(folder: string) {
  const { propose, capture, run, repo, home, key } = await desk(folder);
  const head = propose("feature", { "ranker/score.py": "weight = 2\n" });
  const { change } = await capture("feature");
  const bundle = join(folder, "reviewers.bundle");
  await done(run("bundle", "--packets", "-o", bundle));
  const from = (file: string) => ["--bundle", file, "--root", join(home, "root.json")];
  const look = (...args: readonly string[]) => runCli(args, { home: join(folder, "nowhere") });
  return { run, look, from, bundle, repo, change, head, key, home };
}

describe("a reviewer without a home", () => {
  it("sees from a bundle what the home shows", async () => {
    using folder = tempFolder();
    const { run, look, from, bundle, repo, change, head } = await reviewersMachine(folder.path);
    for (const args of [["queue"], ["show", change], ["why", change], ["why", head, "--repo", repo.path]]) {
      const clone = args[0] === "show" ? ["--repo", repo.path] : [];
      const there = await done(run(...args, "--json"));
      const here = await done(look(...args, ...clone, ...from(bundle), "--json"));
      expect({ args, json: here.json }).toEqual({ args, json: there.json });
    }
    const { stdout } = await done(look("show", change, "--repo", repo.path, ...from(bundle)));
    expect(stdout).toContain("-weight = 1\n+weight = 2\n");
    expect(stdout).toContain(`approve ${change.slice(0, 16)} --key KEY --out FILE --bundle ${bundle} --root `);
  });

  it("sees the packet without a clone, and is told where the lines are", async () => {
    using folder = tempFolder();
    const { look, from, bundle, change } = await reviewersMachine(folder.path);
    const { stdout, stderr } = await done(look("show", change, ...from(bundle)));
    expect(stdout).toContain("ranker/score.py");
    expect(stderr).toContain("--repo");
    expect(await look("show", change, "--hunks", ...from(bundle), "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.missing" },
    });
  });

  it("D18: is shown no packet, and signs none, but the one that the change record names", async () => {
    using folder = tempFolder();
    const { look, from, bundle, change, key, head, repo } = await reviewersMachine(folder.path);
    const forged = join(folder.path, "forged.bundle");
    const packet = (text: string) => `"packet":"${Buffer.from(text).toString("base64")}"`;
    writeFileSync(
      forged,
      readFileSync(bundle, "utf8").replace(/"packet":"([^"]+)"/, (_, base64: string) =>
        packet(Buffer.from(base64, "base64").toString("utf8").replace("ranker/score.py", "ranker/other.py")),
      ),
    );
    const refused = { exit: 6, json: { code: "packet.digest" } };
    const out = ["--key", key("dana"), "--yes", "--out", join(folder.path, "approve.json")];
    expect(await look("show", change, ...from(forged), "--json")).toMatchObject(refused);
    expect(await look("queue", ...from(forged), "--json")).toMatchObject(refused);
    expect(await look("approve", change, ...from(forged), ...out, "--json")).toMatchObject(refused);
    expect(await look("approve", change, ...from(bundle), ...out, "--json")).toMatchObject({ exit: 0 });
    // A gate has no use for packets, and believes none.
    const gate = ["gate", "--repo", repo.path, "--commit", head, "--env", "production", "--json"];
    const [mine, theirs] = [await look(...gate, ...from(bundle)), await look(...gate, ...from(forged))];
    expect(theirs.json).toEqual(mine.json);
  });

  it("is told how to get a bundle that has the packet", async () => {
    using folder = tempFolder();
    const { run, look, from, change } = await reviewersMachine(folder.path);
    const plain = join(folder.path, "plain.bundle");
    await done(run("bundle", "-o", plain));
    expect(await look("show", change, ...from(plain), "--json")).toMatchObject({
      exit: 6,
      json: { code: "packet.missing", message: expect.stringContaining("countersign bundle --packets") },
    });
    expect(await done(look("queue", ...from(plain)))).toMatchObject({ exit: 0 });
  });
});
