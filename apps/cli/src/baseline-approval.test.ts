import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";

describe("approve of a baseline", () => {
  it("signs what was proposed, and logs it with the last signature", async () => {
    using folder = tempFolder();
    const { run, repo, say, commit } = await desk(folder.path);
    const { json } = await done(run("baseline", "--repo", repo.path, "--commit", "main", "--json"));
    const { change } = json as { change: string };
    const short = change.slice(0, 16);
    expect(await say("approve", short, "olga")).toMatchObject({
      exit: 0,
      json: {
        change,
        decision: "approve",
        kind: "baseline",
        person: "olga",
        complete: false,
        waitingFor: ["1 of oracle (dana)", "1 of nordsec (nils)"],
      },
    });
    expect((await say("approve", short, "olga")).json).toMatchObject({ complete: false });
    await done(say("approve", short, "dana"));
    const last = await say("approve", short, "nils");
    expect(last).toMatchObject({
      exit: 0,
      json: { complete: true, leaf: { index: 1 }, statement: { sha256: change } },
    });
    expect(last.stderr).toContain(commit);
    expect(await say("approve", short, "nils")).toMatchObject({
      exit: 0,
      json: { complete: true, leaf: { index: 1 } },
    });
  });

  it("asks first, and takes no option that says something about a change", async () => {
    using folder = tempFolder();
    const { run, repo, key, say } = await desk(folder.path);
    const { json } = await done(run("baseline", "--repo", repo.path, "--commit", "main", "--json"));
    const { change } = json as { change: string };
    expect(await run("approve", change, "--key", key("dana"), "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.confirm" },
    });
    expect(await say("approve", change, "dana", "--expires", "P1D")).toMatchObject({
      exit: 2,
      json: { code: "usage.option" },
    });
    expect(await say("reject", change, "dana")).toMatchObject({ exit: 2, json: { code: "usage.change" } });
  });
});
