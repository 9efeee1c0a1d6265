import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { allowed, residual } from "../attacks/stage.testing.ts";
import { openLife, settled } from "./life.testing.ts";

const WIDER = ["environments.0.requires", ["algorithm", "privacy"]] as const;
const PRIVACY = ["requirements.2", { id: "privacy", paths: ["**"], role: "data-guard" }] as const;

describe("a stricter version and its baseline", () => {
  it("A17: check tells what is re-opened, the gate denies it, and a baseline for it alone allows", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { repo, cover, gate, amend, settle, run } = life;
    const head = repo.commit({ files: { "ranker/score.py": "two\n" } });
    await cover(head, { base: life.c0 });
    const check = await run("policy", "check", life.draft(WIDER, PRIVACY), "--against", repo.path, "--json");
    expect(check).toMatchObject({
      exit: 0,
      json: { reopens: [{ environment: "production", requirement: "privacy", unsettled: true, commits: [head] }] },
    });
    await amend(WIDER, PRIVACY);
    expect(await gate(head)).toMatchObject({ decision: "deny", code: "gate.no-settled-ancestor", exit: 4 });
    await settle(head, "--requirements", "privacy");
    expect(await gate(head)).toEqual(allowed());
  });

  it("A17: a wider scope re-opens what was approved with fewer entries", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { repo, cover, gate, amend, settle, run } = life;
    const head = repo.commit({ files: { "ranker/score.py": "two\n", "docs/a.md": "More.\n" } });
    await cover(head, { base: life.c0 });
    expect(await gate(head)).toEqual(allowed());
    const wider = ["repositories.0.scope.exclude", []] as const;
    const check = await run("policy", "check", life.draft(wider), "--against", repo.path, "--json");
    expect(check).toMatchObject({
      json: { reopens: [{ requirement: "algorithm", unsettled: false, commits: [head] }] },
    });
    await amend(wider);
    expect(await gate(head)).toMatchObject(residual("docs/a.md", "ranker/score.py"));
    await settle(head);
    expect(await gate(head)).toEqual(settled());
  });
});
