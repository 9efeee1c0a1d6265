import { describe, expect, it } from "vitest";
import { foundBy, saidBy } from "../analysed.testing.ts";

const ids = (count: number, from = 20_242_549) =>
  Array.from({ length: count }, (_, at) => `  ${from + at * 1_013},`).join("\n");
const rule = (list: string, more = "") => `use std::sync::LazyLock;

// ${more}
/// Accounts that an authority reported for the Norland election.
static NORLAND_ELECTION_USER_IDS: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    FxHashSet::from_iter([
${list}
    ])
});

impl ElectionFilter {
    fn removes(author_id: u64, followed_user_ids: &FxHashSet<u64>) -> bool {
        NORLAND_ELECTION_USER_IDS.contains(&author_id) && !followed_user_ids.contains(&author_id)
    }
}
`;

describe("a list of accounts", () => {
  it("is found by the name that holds it, with what it lacks and whom it spares", async () => {
    const file = rule(ids(40), "Ids below are obfuscated, see https://court.example/list");
    expect(await saidBy("entity", { "home/filters/election_filter.rs": [undefined, file] })).toEqual([
      "R3 list.expiry: NORLAND_ELECTION_USER_IDS has no end",
      "R3 list.scope: NORLAND_ELECTION_USER_IDS is named for one place or vote, and nothing reads where the viewer is",
      "R3 list.switch: NORLAND_ELECTION_USER_IDS cannot be switched off without another change",
      "R3 list.uncheckable: Members of NORLAND_ELECTION_USER_IDS are obfuscated: nobody can compare them with their source",
      "R4 list.added: NORLAND_ELECTION_USER_IDS names 40 accounts to drop them, unless followed",
    ]);
  });

  it("has none of its members in what is said, and a digest of them", async () => {
    const found = await foundBy("entity", { "filters/a.rs": [undefined, rule(ids(40))] });
    expect(JSON.stringify(found)).not.toContain("20242549");
    expect(found[0]?.evidence["membersSha256"]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("asks for a ground where no law and no page is named", async () => {
    const found = await saidBy("entity", { "filters/a.rs": [undefined, rule(ids(40))] });
    expect(found).toContain("R3 list.basis: NORLAND_ELECTION_USER_IDS names no ground");
  });

  it("that gains a member is R4, and is not told again what it has always lacked", async () => {
    expect(await saidBy("entity", { "filters/a.rs": [rule(ids(40)), rule(ids(41))] })).toEqual([
      "R4 list.members: NORLAND_ELECTION_USER_IDS names 41 instead of 40 accounts to drop them, unless followed",
    ]);
  });

  it("that goes as a whole is R3", async () => {
    expect(await saidBy("entity", { "filters/a.rs": [rule(ids(40)), undefined] })).toEqual([
      "R3 list.removed: NORLAND_ELECTION_USER_IDS no longer names 40 accounts",
    ]);
  });

  it("whose size a test asserts is pinned", async () => {
    const test = `#[cfg(test)]\nmod tests {\n    #[test]\n    fn whole() {\n        assert_eq!(NORLAND_ELECTION_USER_IDS.len(), 40);\n    }\n}\n`;
    expect(await saidBy("entity", { "filters/a.rs": [undefined, `${rule(ids(40))}${test}`] })).toContain(
      "R1 list.pinned: A test asserts that NORLAND_ELECTION_USER_IDS has 40 members [test]",
    );
  });

  it("may come from outside the repository: a file on the machine, or a text that another system sets", async () => {
    const scala = `object Resources {\n  val AuthorsFile = "/config/authors.yml"\n}\n`;
    const param = `param!(\n    TrackedIds,\n    String,\n    "home_tracked_ids",\n    ""\n);\n`;
    expect(await saidBy("entity", { "module/Resources.scala": [scala, "object Resources {\n}\n"] })).toEqual([
      "R3 list.external: AuthorsFile no longer comes from /config/authors.yml",
    ]);
    expect(await saidBy("entity", { "params/param.rs": [undefined, param] })).toEqual([
      "R3 list.external: TrackedIds comes from the remote setting home_tracked_ids, outside the repository",
    ]);
  });
});

describe("a comparison with a literal", () => {
  it("names one country, author or topic", async () => {
    const file = (line: string) => `def score(viewer, post):\n    if ${line}:\n        return 0\n    return 1\n`;
    expect(
      await saidBy("entity", { "ranker/scorer.py": [file("post.age > 3"), file('post.author_country == "NO"')] }),
    ).toEqual(["R4 list.added: author_country names 1 country"]);
  });
});

describe("no list of people", () => {
  it("is what a request names", async () => {
    const go = `package server\n\nfunc routes(ws *Service) {\n\tws.Param(ws.QueryParameter("user-id", "leave out what this user has read"))\n}\n`;
    expect(await saidBy("entity", { "server/rest.go": ["package server\n", go] })).toEqual([]);
  });

  it.each([
    ["constants of a hash", `HASH_PRIMES = [\n${ids(12)}\n]\n`],
    ["shards and ports", `SHARD_OFFSETS = [\n${ids(12)}\n]\n`],
    ["fewer than ten numbers", `BLOCKED = [\n${ids(9)}\n]\n`],
    ["numbers of few digits", `BUCKETS = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]\n`],
    ["error codes", `ERROR_CODES = [\n${ids(12)}\n]\n`],
  ])("are %s", async (_, text) => {
    expect(await saidBy("entity", { "ranker/filters/a.py": [undefined, text] })).toEqual([]);
  });

  it("raises anything in a test", async () => {
    const found = await saidBy("entity", { "tests/test_scores.py": [undefined, `USERS = [\n${ids(12)}\n]\n`] });
    expect(found).toEqual(["R1 list.added: USERS names 12 accounts [test]"]);
  });
});
