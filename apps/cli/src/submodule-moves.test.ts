import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";

const MODULES = { "lib/x": { gitlink: "1".repeat(40) }, "lib/y": { gitlink: "2".repeat(40) } } as const;

describe("a submodule that moves", () => {
  it("C30: is named before anybody approves it in vain, unless the policy names it", async () => {
    using folder = tempFolder();
    const { run, propose, repo } = await desk(folder.path, [
      ["submodules: []", 'submodules: [{path: lib/y, repository: "local:feed"}]'],
    ]);
    propose("feature", MODULES);
    const call = ["capture", "--repo", repo.path, "--base", "main", "--head", "feature"];
    const captured = await done(run(...call));
    const { json } = await done(run(...call, "--json"));
    expect(json).toMatchObject({ unnamedSubmodules: ["lib/x"] });
    const { change } = json as unknown as { readonly change: string };
    const [queue, show] = [await done(run("queue")), await done(run("show", change))];
    for (const { stdout } of [captured, queue, show]) {
      expect(stdout).toContain("the submodule lib/x moves, and the policy does not name it: the gate will deny it");
      expect(stdout).not.toContain("the submodule lib/y");
    }
  });
});
