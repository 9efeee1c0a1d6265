import { describe, expect, it } from "vitest";
import { examplePolicy, exampleWith, publicKeyLine, witnessKeyText } from "../example.testing.ts";
import { parsePolicy } from "../parse.ts";
import { facetsOf } from "./facets.ts";

/** Each facet as `name = what it says`, with what it is a part of; keys are shortened. */
function said(document = examplePolicy()): readonly string[] {
  return [...facetsOf(parsePolicy(document))].map(([name, { says, whole, part }]) => {
    const of = part === undefined ? "" : ` [${part}]`;
    return `${name} = ${says}${whole === undefined ? "" : `(${whole})`}${of}`.replace(/\b[0-9a-f]{64}\b/g, "HEX");
  });
}

describe("what a policy says", () => {
  it("is said about environments", () => {
    expect(said().slice(0, 19)).toEqual([
      "environment production-eu = (requires algorithm and data-flow, a log of the last 1 day, rollback to one of the last 10 states within 30 days, an emergency exit opened by olga (acme) and dana (oracle) for 4 hours)",
      "production-eu requires algorithm = required [environment production-eu]",
      "production-eu requires data-flow = required [environment production-eu]",
      "freshness of production-eu = 1 day [environment production-eu]",
      "life of a verdict for production-eu = 1 hour [environment production-eu]",
      "rollback of production-eu = (to one of the last 10 states within 30 days) [environment production-eu]",
      "time of rollback of production-eu = 30 days [rollback of production-eu]",
      "depth of rollback of production-eu = 10 [rollback of production-eu]",
      "staleness of rollback of production-eu = 3 days [rollback of production-eu]",
      "emergency exit of production-eu = (opened by olga (acme) and dana (oracle) for 4 hours) [environment production-eu]",
      "emergency exit of production-eu by acme = (olga (acme)) [emergency exit of production-eu]",
      "people who must agree for emergency exit of production-eu by acme = 1 [emergency exit of production-eu by acme]",
      "olga in emergency exit of production-eu by acme = may sign [emergency exit of production-eu by acme]",
      "emergency exit of production-eu by oracle = (dana (oracle)) [emergency exit of production-eu]",
      "people who must agree for emergency exit of production-eu by oracle = 1 [emergency exit of production-eu by oracle]",
      "dana in emergency exit of production-eu by oracle = may sign [emergency exit of production-eu by oracle]",
      "time of the emergency exit of production-eu = 4 hours [emergency exit of production-eu]",
      "review after the emergency exit of production-eu = 3 days [emergency exit of production-eu]",
      "environment staging = (anything may go there)",
    ]);
  });

  it("is said about requirements and detectors", () => {
    expect(said().slice(19, 32)).toEqual([
      "requirement algorithm = (every change must be approved by dana as oracle (oracle), as the same change on any base)",
      "paths that algorithm claims = everything [requirement algorithm]",
      "classes that algorithm claims = whatever changes [requirement algorithm]",
      "role that meets algorithm = oracle [requirement algorithm]",
      "people who must agree for algorithm = 1 [requirement algorithm]",
      "coverage of algorithm = as the same change on any base [requirement algorithm]",
      "requirement data-flow = (changes in which the detectors find egress or feature.personal must be approved by nils as data-guard (nordsec), on a base that is the same within the scope)",
      "paths that data-flow claims = everything [requirement data-flow]",
      "classes that data-flow claims = only egress, feature.personal [requirement data-flow]",
      "role that meets data-flow = data-guard [requirement data-flow]",
      "people who must agree for data-flow = 1 [requirement data-flow]",
      "coverage of data-flow = on a base that is the same within the scope [requirement data-flow]",
      `detectors = 1.0.0 (HEX)`,
    ]);
    const folders = exampleWith("requirements.0.paths", ["ranker/**", "ui/*"]);
    expect(said(folders)).toContain("paths that algorithm claims = ranker/**, ui/* [requirement algorithm]");
  });

  it("is said about repositories", () => {
    expect(said().slice(32, 39)).toEqual([
      "repository github:123456 = git+https://github.com/acme/feed(git+https://github.com/acme/feed, in scope everything, unknown contributors are let through)",
      "scope of github:123456 = everything [repository github:123456]",
      "refs/heads/main of github:123456 = protected [repository github:123456]",
      "refs/heads/release/1 of github:123456 = protected [repository github:123456]",
      "approvals for refs/heads/main on refs/heads/release/1 of github:123456 = accepted [refs/heads/release/1 of github:123456]",
      "unknown contributors of github:123456 = are let through [repository github:123456]",
      "contributor noreply@github.com of github:123456 = counts as nobody [repository github:123456]",
    ]);
    const careful = exampleWith("repositories.0", {
      id: "github:123456",
      uri: "git+https://github.com/acme/feed",
      refs: [{ ref: "refs/heads/main" }],
      scope: { include: ["ranker/**", "ui/*"], exclude: ["ui/*.md"] },
      submodules: [{ path: "lib/x", repository: "github:123456" }],
      oldHeaderDefects: ["a".repeat(40)],
    });
    expect(said(careful)).toEqual(
      expect.arrayContaining([
        "scope of github:123456 = ranker/**, ui/* [repository github:123456]",
        "exclusion of ui/*.md in github:123456 = out of scope [repository github:123456]",
        "unknown contributors of github:123456 = stop a change [repository github:123456]",
        "submodule lib/x of github:123456 = may move, in github:123456 [repository github:123456]",
        `malformed commit ${"a".repeat(40)} of github:123456 = let through [repository github:123456]`,
      ]),
    );
  });

  it("is said about people, roles, governance and machines", () => {
    expect(said().slice(39, 74)).toEqual([
      "organisation acme = the operator",
      "addresses *@acme.example of acme = known [organisation acme]",
      "organisation oracle = a reviewer",
      "page https://review.oracle.example of oracle = signs with passkeys of review.oracle.example [organisation oracle]",
      "organisation nordsec = a reviewer",
      "person olga = of acme",
      "whether olga signs = yes [person olga]",
      "key ssh-ed25519 HEX of olga = signs [person olga]",
      "olga@acme.example of olga = known [person olga]",
      "account 1001 of olga = known [person olga]",
      "person dana = of oracle",
      "whether dana signs = yes [person dana]",
      "key ssh-ed25519 HEX of dana = signs [person dana]",
      "person nils = of nordsec",
      "whether nils signs = yes [person nils]",
      "key ssh-ed25519 HEX of nils = signs [person nils]",
      "role data-guard = nordsec(nils (nordsec))",
      "nils in the role data-guard = decides [role data-guard]",
      "role oracle = oracle(dana (oracle))",
      "dana in the role oracle = decides [role oracle]",
      "governance by acme = (olga (acme))",
      "people who must agree for governance by acme = 1 [governance by acme]",
      "olga in governance by acme = may sign [governance by acme]",
      "governance by oracle = (dana (oracle))",
      "people who must agree for governance by oracle = 1 [governance by oracle]",
      "dana in governance by oracle = may sign [governance by oracle]",
      "governance by nordsec = (nils (nordsec))",
      "people who must agree for governance by nordsec = 1 [governance by nordsec]",
      "nils in governance by nordsec = may sign [governance by nordsec]",
      "machine service-1 = service, key HEX",
      "machine gate-eu = gate of production-eu, key HEX",
      "kind of policy = real",
      "log = log.acme.example/feed",
      expect.stringMatching(/^key of the log = log\.acme\.example\/feed\+e54e464e\+/),
      "quorum = oracle-w",
    ]);
    const otto = { id: "otto", organisation: "acme", keys: [publicKeyLine("otto")], retired: true };
    expect(said(exampleWith("people.3", otto))).toContain("whether otto signs = no more: left [person otto]");
  });

  it("is said about two thresholds of one organisation apart", () => {
    const dora = { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] };
    const again = { organisation: "oracle", people: ["dora"], count: 1 };
    const document = exampleWith("governance.3", again, exampleWith("people.3", dora));
    expect(said(document)).toContain("governance by oracle (2) = (dora (oracle))");
  });

  it("is said about the log, its witnesses, and what is taken back", () => {
    expect(said().slice(74)).toEqual([
      "time until a decision is logged = 15 minutes",
      expect.stringMatching(
        /^witness oracle-w = of oracle, key witness\.example\/oracle-w\+\S+, https:\/\/witness\.oracle\.example$/,
      ),
    ]);
    const silent = exampleWith("log.witnesses.0", {
      name: "oracle-w",
      organisation: "oracle",
      key: witnessKeyText("oracle-w"),
    });
    expect(said(silent).at(-1)).toMatch(/^witness oracle-w = of oracle, key [^ ,]+$/);
    expect(said(exampleWith("trial", true))).toContain("kind of policy = trial");
    const revokedKeys = [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: 9 }];
    const voided = [{ leaf: 3, record: "c".repeat(64), reason: "a broken envelope" }];
    expect(said(examplePolicy({ revokedKeys, void: voided }))).toEqual(
      expect.arrayContaining([
        `key SHA256:${"A".repeat(43)} = revoked from leaf 9 on`,
        "record HEX at leaf 3 = a broken envelope",
      ]),
    );
  });
});
