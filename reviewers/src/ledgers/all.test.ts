import { describe, expect, it } from "vitest";
import { call, comparison, definition, examined, list, setting } from "../examined.testing.ts";
import { ledgerChanges } from "./all.ts";
import type { LedgerName, RowChange } from "./row.ts";

describe("the parameter ledger", () => {
  it("has a row for what changed, with the spelling of the source and the exact number", () => {
    const file = examined(
      "scorer.rs",
      ["score"],
      [setting("REPLY_WEIGHT", "27.0f32", { within: ["params"] })],
      [setting("REPLY_WEIGHT", "1.35e1", { within: ["params"] })],
    );
    const [change] = changes("parameter", file);
    expect(change).toMatchObject({
      how: "changed",
      columns: ["decimal", "value"],
      base: { key: "scorer.rs#params.REPLY_WEIGHT", cells: { kind: "constant", decimal: "27", value: "27.0f32" } },
      result: { cells: { decimal: "13.5" } },
    });
  });

  it("names an argument by its call, and a literal by what it is compared with", () => {
    const base = [
      setting("weight", "20.0", { as: "argument", callee: "thrift.LinearParams", within: ["Search"] }),
      comparison("candidate.stats.followers.unwrap_or(0)", "<", "15000", { within: ["Spam"] }),
    ];
    expect(changes("parameter", examined("a.scala", [], base, [])).map((one) => keyOf(one))).toEqual([
      "a.scala#Search.LinearParams(weight)",
      "a.scala#Spam.followers",
    ]);
  });

  it("opens a vector that is packed into a string", () => {
    const file = examined(
      "a.py",
      [],
      [setting("weights", '"reply=12, profile_visit=4, like=.5"')],
      [setting("weights", '"reply=12, profile_visit=2, like=.5"')],
    );
    expect(changes("parameter", file)).toMatchObject([
      {
        how: "changed",
        base: { name: "weights[profile_visit]", cells: { decimal: "4" } },
        result: { cells: { decimal: "2" } },
      },
    ]);
    const spaced = (value: string) => [setting("packed", `"profile_visit=${value} dwell=0.6"`, { as: "config" })];
    expect(changes("parameter", examined("a.yaml", [], spaced("4.0"), spaced("2.0")))).toMatchObject([
      { how: "changed", base: { name: "packed[profile_visit]" } },
    ]);
  });
});

describe("the name of a thing in a remote system", () => {
  it("may be a key beside it in a document", () => {
    const side = (name: string) => [setting("remote", `"${name}"`, { as: "config", within: ["topic_judge"] })];
    expect(
      changes("parameter", examined("flags.yaml", ["flags"], side("home_judge"), side("home_topics"))),
    ).toMatchObject([
      { how: "renamed", base: { name: "topic_judge", remote: "home_judge" }, result: { remote: "home_topics" } },
    ]);
  });
});

describe("the pipeline ledger", () => {
  it("knows stages by their names, phases, and whether they meet candidates before scoring", () => {
    const items = (more: string) =>
      `Box::new(AgeFilter),${more} Box::new(MutedFilter::new())`.split(/, ?/).filter((item) => item !== "");
    const file = examined(
      "candidate_pipeline/for_you.rs",
      ["pipeline"],
      [list("filters", items(""))],
      [list("filters", items("Box::new(ElectionFilter),"))],
    );
    expect(changes("pipeline", file)).toMatchObject([
      {
        how: "added",
        result: {
          name: "ElectionFilter",
          position: 1,
          cells: { phase: "filter", surface: "for you", scoring: "before" },
        },
      },
    ]);
  });

  it("says that a stage moved across scoring", () => {
    const lists = (before: readonly string[], after: readonly string[]) => [
      list("filters", before),
      list("post_selection_filters", after),
    ];
    const file = examined(
      "p.rs",
      ["pipeline"],
      lists(["AFilter", "SafetyFilter", "BFilter"], ["CFilter", "DFilter"]),
      lists(["AFilter", "BFilter"], ["CFilter", "SafetyFilter", "DFilter"]),
    );
    expect(changes("pipeline", file)).toMatchObject([
      {
        how: "moved",
        base: { name: "SafetyFilter", cells: { scoring: "before" } },
        result: { cells: { scoring: "after" } },
      },
    ]);
  });

  it("leaves lists of anything else alone", () => {
    const file = examined("a.rs", ["score"], [], [list("names", ['"a"', '"b"']), list("numbers", ["1", "2"])]);
    expect(changes("pipeline", file)).toEqual([]);
  });
});

describe("the entity ledger", () => {
  const ids = Array.from({ length: 12 }, (_, index) => String(14_160_928 + index * 7));

  it("counts accounts and digests them in any order, and has none of them in its rows", () => {
    const one = changes("entity", examined("filters/a.rs", ["filter"], [], [list("USER_IDS", ids)]));
    const other = changes("entity", examined("filters/a.rs", ["filter"], [], [list("USER_IDS", ids.toReversed())]));
    expect(one).toEqual(other);
    expect(one).toMatchObject([{ how: "added", result: { cells: { kind: "account", size: "12", action: "drop" } } }]);
    expect(JSON.stringify(one)).not.toContain("14160928");
  });

  it("says what the code around reads: scope, expiry, switch, exception", () => {
    const words = "viewer_country expires_at enabled followed_user_ids author retweeted";
    const file = examined("filters/a.rs", ["filter"], [], [list("USER_IDS", ids)], { words });
    expect(changes("entity", file)).toMatchObject([
      { result: { cells: { scope: "viewer country", expires: "expires", switch: "enabled", exception: "followed" } } },
    ]);
  });

  it("knows a comparison of a person or a place with a literal, and no comparison with nobody", () => {
    const facts = [
      comparison("viewer.country", "==", '"NO"'),
      comparison("author_id", "==", "0"),
      comparison("count", "==", "7"),
    ];
    expect(changes("entity", examined("a.py", ["score"], [], facts)).map((one) => keyOf(one))).toEqual([
      "a.py#country",
    ]);
  });

  it("has lists from outside the repository", () => {
    const facts = [setting("AuthorsFile", '"/config/authors.yml"')];
    expect(changes("entity", examined("a.scala", [], facts, []))).toMatchObject([
      { how: "removed", base: { cells: { external: "/config/authors.yml" } } },
    ]);
  });
});

describe("the feature ledger", () => {
  it("gives each feature its class of data", () => {
    const file = examined(
      "features.scala",
      ["feature"],
      [],
      [
        definition("DDGStatsDemocratsFeature", "", { sort: "type", types: ["Feature[Query, Set[Long]]"] }),
        definition("PageSizeFeature", "", { sort: "type", types: ["Feature[Query, Int]"] }),
        definition("ClientIpFeature", "", { sort: "type", types: ["Feature[Query, String]"] }),
      ],
    );
    const rows = changes("feature", file).map((one) => (one.how === "added" ? one.result.cells["dataClass"] : ""));
    expect(rows.toSorted()).toEqual(["ip", "none", "politics"]);
  });
});

describe("the egress ledger", () => {
  it("knows a new host, its environment and a mirror, and no place that is nowhere", () => {
    const facts = [
      setting("shadow_host", '"rank.prod.svc.local:8080"'),
      setting("licence_url", '"https://www.apache.org/licenses/LICENSE-2.0"'),
      call("client.post", ['"https://analytics.example-tracker.ai/v1"']),
    ];
    expect(changes("egress", examined("a.yaml", ["egress"], [], facts))).toMatchObject([
      { result: { name: "post()", cells: { kind: "host", destination: "https://analytics.example-tracker.ai/v1" } } },
      { result: { name: "shadow_host", cells: { mirror: "yes", environment: "production" } } },
    ]);
  });
});

describe("the egress ledger of what is sent", () => {
  it("has its fields with their class of data, and how long it is kept", () => {
    const sent = setting("ip", "viewer.ip", { as: "argument", callee: "topic.publish" });
    expect(changes("egress", examined("side-effects/a.ts", ["egress"], [], [sent]))).toMatchObject([
      { result: { name: "ip", cells: { kind: "field", destination: "publish", dataClass: "ip" } } },
    ]);
    const kept = setting("retention_days", "400", { as: "config", within: ["impressions"] });
    expect(changes("egress", examined("deploy/a.yaml", ["deploy"], [], [kept]))).toMatchObject([
      { result: { cells: { retention: "400" } } },
    ]);
  });
});

describe("the model ledger", () => {
  it("says whether a reference is pinned", () => {
    const facts = [setting("model_uri", '"models:/heavy/latest"')];
    expect(changes("model", examined("a.yaml", [], [], facts))).toMatchObject([
      { result: { cells: { reference: "models:/heavy/latest", pinned: "no" } } },
    ]);
  });
});

function changes(name: LedgerName, ...files: Parameters<typeof ledgerChanges>[0]): readonly RowChange[] {
  return ledgerChanges(files)[name];
}

function keyOf(change: RowChange): string {
  return change.how === "removed" ? change.base.key : change.result.key;
}
