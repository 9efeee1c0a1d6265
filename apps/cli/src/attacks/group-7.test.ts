import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { allowed, openStage, residual } from "./stage.testing.ts";

describe("group 7: what lands without being asked for", () => {
  it("G11: an administrator's push is denied with what it changes, until somebody reviews what has landed", async () => {
    using folder = tempFolder();
    const { repo, c0, cover, gate } = await openStage(folder.path);
    const files = { "ranker/score.py": "weight = 9\n", "docs/a.md": "Other.\n" };
    const pushed = repo.commit({ files, parents: [c0], ref: "refs/heads/main" });
    expect(await gate(pushed)).toMatchObject({ ...residual("ranker/score.py"), exit: 4 });
    await cover(pushed, { base: c0 });
    expect(await gate(pushed)).toEqual(allowed());
  });
});
