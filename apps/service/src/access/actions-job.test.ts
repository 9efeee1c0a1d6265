import { describe, expect, it } from "vitest";
import { AUDIENCE, actionsIssuer } from "./actions-issuer.testing.ts";
import { isJobToken, readJobs, requireOwnQuestion } from "./actions-job.ts";

const DAY = 86_400;
const now = () => Math.floor(Date.now() / 1000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("the token of a job", () => {
  it("says what the job is, by keys that are fetched once", async () => {
    using from = await actionsIssuer();
    const read = readJobs({ issuer: from.issuer, audience: AUDIENCE });
    const job = { repository: "github:123456", run: "99", sha: "a".repeat(40) };
    expect(await read(await from.token())).toEqual({ ...job, environment: "production" });
    expect(await read(await from.token({ environment: undefined }))).toEqual(job);
    expect(from.state.asked).toBe(1);
  });

  it("H10: is refused where any part of it is not as it has to be", async () => {
    using from = await actionsIssuer();
    const read = readJobs({ issuer: from.issuer, audience: AUDIENCE });
    const good = await from.token();
    const [head = "", body = "", signature = ""] = good.split(".");
    const unsigned = `${part({ alg: "none" })}.${body}.`;
    const symmetric = `${part({ alg: "HS256", kid: "one" })}.${body}.${signature}`;
    const bad = [
      await from.forged(),
      await from.token({ aud: "https://github.com/acme" }),
      await from.token({ iss: "https://token.actions.githubusercontent.com" }),
      await from.token({ iat: now() - 2 * DAY, exp: now() - DAY }),
      await from.token({ repository_id: 123456 }),
      await from.token({ repository_id: "0123456" }),
      await from.token({ run_id: undefined }),
      await from.token({ sha: "main" }),
      unsigned,
      symmetric,
      `${head}.${part({ repository_id: "1" })}.${signature}`,
      `${head}.${body}.${signature.slice(0, -4)}`,
    ];
    for (const token of bad) await expect(read(token)).rejects.toMatchObject({ code: "auth.job-token" });
  });

  it("H12: is refused while the keys cannot be had, wherever the issuer sends to", async () => {
    using from = await actionsIssuer();
    for (const status of [500, 302]) {
      from.state.status = status;
      const read = readJobs({ issuer: from.issuer, audience: AUDIENCE });
      await expect(read(await from.token())).rejects.toMatchObject({ code: "auth.issuer-unreachable" });
    }
    const nowhere = readJobs({ issuer: "http://127.0.0.1:1", audience: AUDIENCE });
    await expect(nowhere(await from.token())).rejects.toMatchObject({ code: "auth.issuer-unreachable" });
  });

  it("is told from tokens of this service by its form", () => {
    expect(["a.b.c", `cs_token_${"x".repeat(43)}`, "a.b", "a.b.c.d", "a..c", "a.b.c "].map(isJobToken)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it("H11: asks for the job's own repository, environment and commit, and for the way back to any commit", () => {
    const job = { repository: "github:7", run: "99", sha: "a".repeat(40), environment: "production" };
    const own = {
      repository: { id: "github:7" },
      environment: "production",
      commit: "a".repeat(40),
      intent: "deploy",
    } as const;
    requireOwnQuestion(job, own);
    requireOwnQuestion(job, { ...own, commit: "b".repeat(40), intent: "rollback" });
    const { environment: _, ...without } = job;
    for (const [asking, asked] of [
      [job, { ...own, repository: { id: "github:8" } }],
      [job, { ...own, environment: "staging" }],
      [job, { ...own, commit: "b".repeat(40) }],
      [without, own],
    ] as const)
      expect(() => requireOwnQuestion(asking, asked)).toThrow(expect.objectContaining({ code: "auth.scope" }));
  });
});
