import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "../desk.testing.ts";

describe("why", () => {
  it("refuses a repository that is none, with the home still its own", async () => {
    using folder = tempFolder();
    const { run } = await desk(folder.path);
    expect(await run("why", "HEAD", "--repo", folder.path, "--json")).toMatchObject({
      exit: 6,
      json: { code: "git.not-a-repository" },
    });
  });
});
