import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import type { Commit } from "../objects/commit.ts";
import { absentOid } from "../objects/oid.ts";
import type { Policy } from "../policy/policy.ts";
import { contributorsOf } from "./contributors.ts";

const person = (id: string, ...git: readonly string[]): Policy["people"][number] => ({
  id,
  organisation: "acme",
  keys: [],
  git,
  github: [],
  retired: false,
});
const policy: Pick<Policy, "organisations" | "people"> = {
  organisations: [{ id: "acme", kind: "operator", git: ["*@acme.example"], origins: [] }],
  people: [
    person("olga", "olga@acme.example"),
    person("dana", "dana@oracle.example"),
    person("bea", "team@oracle.example"),
    person("abe", "team@oracle.example"),
  ],
};
const identity = (email: string, name = "N") => ({ name, email });
const commit = (author: string, committer: string, message = ""): Commit => ({
  tree: absentOid("sha1"),
  parents: [],
  author: identity(author),
  committer: identity(committer),
  message: text(message),
});
const peopleIn = (commits: readonly Commit[], ignore: readonly string[] = []) =>
  contributorsOf(commits, policy, ignore).contributors.flatMap(({ as }) => as);
const unresolvedIn = (email: string, ignore: readonly string[] = []) =>
  contributorsOf([commit(email, email)], policy, ignore).unresolved.map((each) => each.email);

describe("the contributors of commits", () => {
  it("B1 are authors and committers", () => {
    expect(peopleIn([commit("dana@oracle.example", "olga@acme.example")])).toEqual(["dana", "olga"]);
    expect(peopleIn([commit("olga@acme.example", "dana@oracle.example")])).toEqual(["dana", "olga"]);
  });

  it.each([
    "Co-authored-by: D <dana@oracle.example>",
    "CO-AUTHORED-BY : D <dana@oracle.example>\r\n\r\nmore text",
    "x\n\nCo-authored-by: D\n <dana@oracle.example>\n\nSigned-off-by: x <x@y>",
  ])("B2 are co-authors, wherever they are named: %j", (message) => {
    expect(peopleIn([commit("olga@acme.example", "olga@acme.example", message)])).toContain("dana");
  });

  it("B3 come from every commit, the last one as well as the first", () => {
    const all = [commit("olga@acme.example", "olga@acme.example"), commit("dana@oracle.example", "olga@acme.example")];
    expect(peopleIn(all)).toContain("dana");
    expect(peopleIn(all.toReversed())).toContain("dana");
  });

  it("are known by their address in any case of the letters A to Z, and by no other likeness", () => {
    expect(peopleIn([commit("Dana@ORACLE.example", "x@acme.example")])).toEqual(["dana"]);
    expect(peopleIn([commit("dana@oracle.example.evil", "dána@oracle.example")])).toEqual([]);
    expect(peopleIn([commit("DANA@ORACLE.EXAMPLE\u212a", "x@acme.example")])).toEqual([]);
  });

  it("are all the people who share an address, sorted", () => {
    expect(peopleIn([commit("team@oracle.example", "team@oracle.example")])).toEqual(["abe", "bea"]);
  });

  it("stand once for each spelling, sorted by address and name", () => {
    const one = { ...commit("b@acme.example", "a@acme.example"), author: identity("a@acme.example", "A") };
    const { contributors } = contributorsOf([one, commit("b@acme.example", "b@acme.example"), one], policy, []);
    expect(contributors.map(({ name, email }) => `${name} ${email}`)).toEqual([
      "A a@acme.example",
      "N a@acme.example",
      "N b@acme.example",
    ]);
  });

  it.each(["x@nowhere.example", "", "x@sub.acme.example", "x@acme.example.evil", "x@y@acme.example", "acme.example"])(
    "B5 are unresolved with the address %j",
    (email) => {
      expect(unresolvedIn(email)).toEqual([email]);
    },
  );

  it("B5 are resolved as a person, by the pattern of an organisation, or when the policy ignores them", () => {
    expect(unresolvedIn("dana@oracle.example")).toEqual([]);
    expect(unresolvedIn("Somebody@Acme.example")).toEqual([]);
    expect(unresolvedIn("noreply@github.com", ["noreply@github.com"])).toEqual([]);
    expect(unresolvedIn("1+x@users.noreply.github.com", ["*@users.noreply.github.com"])).toEqual([]);
    expect(unresolvedIn("", ["*"])).toEqual([""]);
  });

  it.each([
    ["a*b*c@x", "abc@x", true],
    ["a*b*c@x", "a1b2b3c@x", true],
    ["a*b*c@x", "ac@x", false],
    ["ab*ba@x", "aba@x", false],
    ["*a*a@x", "a@x", false],
    ["?@x", "a@x", false],
  ])("B5 a star stands for any text without @: %s and %s", (pattern, email, matched) => {
    expect(unresolvedIn(email, [pattern])).toEqual(matched ? [] : [email]);
  });

  it("B5 an ignored address of a reviewer still counts as that reviewer", () => {
    expect(peopleIn([commit("dana@oracle.example", "dana@oracle.example")], ["dana@oracle.example"])).toEqual(["dana"]);
  });

  it("B6 gain nothing by a name or a sign-off", () => {
    const message = "Signed-off-by: dana <dana@oracle.example>\nReviewed-by: dana <dana@oracle.example>";
    const found = contributorsOf(
      [{ ...commit("x@y", "x@y", message), author: identity("x@y", "countersign[bot]") }],
      policy,
      [],
    );
    expect(found.contributors.flatMap(({ as }) => as)).toEqual([]);
    expect(found.unresolved).toHaveLength(2);
  });
});
