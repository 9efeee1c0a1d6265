import { describe, expect, it } from "vitest";
import { examplePolicy, exampleWith, logKeyText, publicKeyLine } from "./example.testing.ts";
import { explainPolicy } from "./explain.ts";
import { parsePolicy } from "./parse.ts";

const explained = (document = examplePolicy()) => explainPolicy(parsePolicy(document)).join("\n");

describe("a policy in sentences", () => {
  it("says all of the example of the specification", () => {
    expect(explainPolicy(parsePolicy(examplePolicy()))).toEqual([
      "This is version 1.",
      "acme is the operator; its people are olga.",
      "oracle is a reviewer; its people are dana.",
      "nordsec is a reviewer; its people are nils.",
      "In github:123456 (git+https://github.com/acme/feed) refs/heads/main and refs/heads/release/1 are protected; in scope is everything.",
      "An approval for refs/heads/main counts on refs/heads/release/1 of github:123456 too.",
      "Nobody approves what he has a part in. A contributor whom nobody knows is let through; noreply@github.com counts as nobody.",
      "To go to production-eu, every change must be approved by dana as oracle (oracle), as the same change on any base (algorithm).",
      "To go to production-eu, changes in which the detectors find egress or feature.personal must be approved by nils as data-guard (nordsec), on a base that is the same within the scope (data-flow).",
      "The gate of production-eu wants a log that witnesses saw within 1 day.",
      "production-eu may go back, offline too, to one of the last 10 states that its gate allowed within 30 days, while the gate's own word is at most 3 days old.",
      "In an emergency olga (acme) and dana (oracle) together let one commit go to production-eu for at most 4 hours; it must be reviewed within 3 days.",
      "Any commit may go to staging: nothing is required there.",
      "Nobody checks what goes to staging.",
      "Everything is logged in log.acme.example/feed; a checkpoint counts with the cosignature of oracle-w; witnesses withhold it when a decision is not logged within 15 minutes.",
      "Changes are logged by service-1.",
      "gate-eu logs what is deployed to production-eu.",
      "The next version of this policy needs the signatures of olga (acme), dana (oracle) and nils (nordsec).",
    ]);
  });

  it("says all of a trial that asks for less", () => {
    const document = exampleWith(
      "environments",
      [{ id: "desk", requires: ["algorithm"] }],
      exampleWith(
        "repositories.0.refs.1",
        undefined,
        exampleWith(
          "requirements.0.paths",
          ["ranker/**", "ui/*.ts"],
          examplePolicy({
            trial: true,
            machines: [],
            log: { origin: "log.acme.example/feed", key: logKeyText("log"), witnesses: [], quorum: "none" },
          }),
        ),
      ),
    );
    const [first, ...others] = explained(document).split("\n");
    expect(first).toBe("This is version 1, a trial that real gates refuse.");
    expect(others.slice(3)).toEqual([
      "In github:123456 (git+https://github.com/acme/feed) refs/heads/main is protected; in scope is everything.",
      "Nobody approves what he has a part in. A contributor whom nobody knows is let through; noreply@github.com counts as nobody.",
      "To go to desk, changes to ranker/** or ui/*.ts must be approved by dana as oracle (oracle), as the same change on any base (algorithm).",
      "Paths claimed only by data-flow (**) pass desk unreviewed: it does not ask for data-flow.",
      "Nobody has to meet data-flow: no environment requires it.",
      "Nobody but the operator checks that the log shows everybody the same.",
      "Everything is logged in log.acme.example/feed; a checkpoint counts with the cosignature of no witness.",
      "The next version of this policy needs the signatures of olga (acme), dana (oracle) and nils (nordsec).",
    ]);
  });

  it("names who left, whom nobody knows, and what may move", () => {
    const contributors = { unresolved: "deny", ignore: ["a@x.example", "b@x.example"] };
    const dora = { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")], retired: true };
    const submodules = [{ path: "lib/x", repository: "github:123456" }];
    const document = exampleWith(
      "repositories.0.submodules",
      submodules,
      exampleWith("repositories.0.contributors", contributors, exampleWith("people.3", dora)),
    );
    const text = explained(document);
    expect(text).toContain("oracle is a reviewer; its people are dana.");
    expect(text).toContain("dora left: what they signed before stays, nothing new counts.");
    expect(text).toContain(
      "A contributor whom nobody knows stops the change; a@x.example and b@x.example count as nobody.",
    );
    expect(text).toContain("The submodule lib/x of github:123456 may move; it is github:123456.");
    expect(explained(exampleWith("repositories.0.contributors.ignore", []))).toContain("is let through.\n");
  });

  it("says who can let what go where", () => {
    expect(explained()).toContain("To go to production-eu, every change must be approved by dana as oracle (oracle)");
    expect(explained()).toContain(
      "changes in which the detectors find egress or feature.personal must be approved by nils as data-guard (nordsec)",
    );
  });

  it("says what nobody checks", () => {
    expect(explained()).toContain("Nobody checks what goes to staging.");
    const excluding = exampleWith("repositories.0.scope.exclude", ["docs/**/*.md"]);
    expect(explained(excluding)).toContain("Nobody checks docs/**/*.md in github:123456.");
  });

  it("says who can change it, and who opens the emergency exit", () => {
    expect(explained()).toContain("needs the signatures of olga (acme), dana (oracle) and nils (nordsec).");
    expect(explained()).toContain(
      "In an emergency olga (acme) and dana (oracle) together let one commit go to production-eu",
    );
  });

  it("F27 names every voided record and every revoked key", () => {
    const document = exampleWith(
      "void",
      [{ leaf: 3, record: "c".repeat(64), reason: "a broken envelope" }],
      exampleWith("revokedKeys", [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: 9 }]),
    );
    expect(explained(document)).toContain(`Record ${"c".repeat(64)} at leaf 3 never counted: a broken envelope`);
    expect(explained(document)).toContain(`SHA256:${"A".repeat(43)} signed from leaf 9 on`);
  });
});
