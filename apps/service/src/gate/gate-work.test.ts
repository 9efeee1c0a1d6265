import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { openFolder } from "@countersign/adapters/files";
import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { gateAnswers } from "./gate-answers.ts";
import { questionDigest } from "./gate-question.ts";
import { gateWork } from "./gate-work.ts";

const question = (requestId: string) =>
  ({
    requestId,
    repository: { id: "github:7" },
    ref: "refs/heads/main",
    commit: "a".repeat(40),
    environment: "production",
    artifact: null,
    intent: "deploy",
  }) as const;

it("forgets answers of which nobody spoke for 90 days, once a day, and no others", async () => {
  using folder = tempFolder();
  const answers = gateAnswers(await openFolder(folder.path));
  let now = Date.now();
  const work = gateWork({
    answers,
    now: () => new Date(now),
    gate: {
      evaluate: async () => ({ exit: 0, document: { decision: "allow" } }),
      receive: async () => ({ exit: 0, document: {} }),
    },
  });
  await work.ask("ci", question("one"));
  await work.ask("ci", question("two"));
  const requests = join(folder.path, "requests");
  for (const name of readdirSync(requests)) utimesSync(join(requests, name), new Date(0), new Date(0));
  await work.ask("ci", question("three"));
  expect(readdirSync(requests)).toHaveLength(3);
  now += 86_400_000;
  await work.ask("ci", question("four"));
  expect(readdirSync(requests)).toHaveLength(2);
  expect((await work.look("ci", "three")).exit).toBe(0);
  await expect(work.look("ci", "one")).rejects.toMatchObject({ code: "usage.request-unknown" });
  await expect(work.look("argo", "three")).rejects.toMatchObject({ code: "usage.request-unknown" });
});

it("a bundle is no part of a question", () => {
  expect(questionDigest({ ...question("one"), bundle: "AAAA" })).toBe(questionDigest(question("one")));
});
