import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { AUDIENCE, actionsIssuer } from "../access/actions-issuer.testing.ts";
import { callersOf } from "./gate-callers.ts";

const digest = (token: string) => createHash("sha256").update(token).digest("hex");
const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("callers of a gate", () => {
  it("are known by their tokens, under their names", async () => {
    const find = callersOf(`# pipelines\nci ${digest("one")}\n\nargo ${digest("two")}\n`);
    expect((await find(bearing("two"))).name).toBe("argo");
    await expect(find(bearing("three"))).rejects.toMatchObject({ code: "auth.token" });
    await expect(find(bearing("a.b.c"))).rejects.toMatchObject({ code: "auth.token" });
    await expect(find({ headers: {} })).rejects.toMatchObject({ code: "auth.missing" });
  });

  it("H10: are none by a line of another form", () => {
    for (const text of [
      "",
      "# nobody",
      "ci",
      `ci ${digest("one").toUpperCase()}`,
      `actions:7 ${AUDIENCE} issuer.example`,
      `actions:7 ${AUDIENCE} https://user@issuer.example`,
      `actions:07 ${AUDIENCE}`,
      `actions:x ${digest("one")}`,
      "actions:7",
    ])
      expect(() => callersOf(text)).toThrow(expect.objectContaining({ code: "usage.callers" }));
  });

  it("H10: are jobs of a repository only where a line names it, by a token for the audience of that line", async () => {
    using from = await actionsIssuer();
    const find = callersOf(`actions:7 ${AUDIENCE} ${from.issuer}\nactions:8 other ${from.issuer}\n`);
    const seven = await find(bearing(await from.token({ repository_id: "7" })));
    expect(seven.name).toBe("job:github:7:99:production");
    const own = {
      requestId: "one",
      repository: { id: "github:7" },
      ref: "refs/heads/main",
      commit: "a".repeat(40),
      environment: "production",
      artifact: null,
      intent: "deploy",
    } as const;
    seven.requireOwn(own);
    expect(() => seven.requireOwn({ ...own, environment: "staging" })).toThrow(
      expect.objectContaining({ code: "auth.scope" }),
    );
    expect((await find(bearing(await from.token({ repository_id: "8", aud: "other" })))).name).toBe(
      "job:github:8:99:production",
    );
    for (const [claims, code] of [
      [{ repository_id: "9" }, "auth.token"],
      [{ repository_id: "8" }, "auth.token"],
      [{ repository_id: "7", aud: "other" }, "auth.token"],
      [{ repository_id: "7", aud: "nobody" }, "auth.job-token"],
    ] as const)
      await expect(find(bearing(await from.token(claims)))).rejects.toMatchObject({ code });
  });
});
