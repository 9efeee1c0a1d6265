import { describe, expect, it } from "vitest";
import { examplePolicy, exampleWith } from "./example.testing.ts";
import { explainPolicy } from "./explain.ts";
import { parsePolicy } from "./parse.ts";

const explained = (document = examplePolicy()) => explainPolicy(parsePolicy(document)).join("\n");

describe("a policy in sentences", () => {
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
