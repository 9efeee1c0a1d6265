import { beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../../facts/fact.ts";
import type { Syntax } from "./load.ts";
import { factsOf, loadAll, only } from "./syntax.testing.ts";

let syntax: Syntax;
beforeAll(async () => {
  syntax = await loadAll();
});

/** The same small recommender in every language. */
const SOURCES = {
  scala: `
import app.stats.Counter
object Ranking {
  // favours answers
  val ReplyWeight: Double = 13.5
  val Blocked = Set("a.example", "b.example")
  val Weights = Map("like" -> 0.5, "report" -> -369.0)
  val MaxResults = Flag("max_results", 800)
  def keep(post: Post, limit: Int): Boolean = {
    if (post.age < 5_000 && !Blocked.contains(post.host)) true else false
    stats.scope("ranking").counter("kept")
    country match { case "NO" => drop(post) }
    try { load() } catch { case e: Failed => open() }
  }
}`,
  java: `
import app.stats.Counter;
class Ranking {
  // favours answers
  static final double ReplyWeight = 13.5;
  static final Set<String> Blocked = Set.of("a.example", "b.example");
  static final Map<String, Double> Weights = Map.of("like", 0.5, "report", -369.0);
  static final Flag MaxResults = new Flag("max_results", 800);
  boolean keep(Post post, int limit) {
    if (post.age < 5_000 && !Blocked.contains(post.host)) { yes(); } else { no(); }
    stats.scope("ranking").counter("kept");
    switch (country) { case "NO": drop(post); }
    try { load(); } catch (Failed e) { open(); }
  }
}`,
  python: `
from app.stats import Counter
# favours answers
ReplyWeight: float = 13.5
Blocked = {"a.example", "b.example"}
Weights = {"like": 0.5, "report": -369.0}
MaxResults = Flag("max_results", 800)
def keep(post, limit):
    if post.age < 5_000 and post.host not in Blocked:
        yes()
    else:
        no()
    stats.scope("ranking").counter("kept")
    match country:
        case "NO":
            drop(post)
    try:
        load()
    except Failed as e:
        open()
`,
  rust: `
use app::stats::Counter;
// favours answers
pub const ReplyWeight: f64 = 13.5_f64;
fn setup() {
  let Blocked = HashSet::from(["a.example", "b.example"]);
  let Weights = HashMap::from([("like", 0.5), ("report", -369.0)]);
  let MaxResults = Flag::flag("max_results", 800);
}
fn keep(post: &Post, limit: usize) -> bool {
  if post.age < 5_000 && !Blocked.contains(&post.host) { yes(); } else { no(); }
  stats.scope("ranking").counter("kept");
  match country { "NO" => drop(post), _ => {} }
  match load() { Err(e) => open(), Ok(v) => v }
}`,
  go: `package ranking
import "app/stats/Counter"
// favours answers
const ReplyWeight = 13.5
var Blocked = map[string]bool{"a.example": true, "b.example": true}
var Weights = map[string]float64{"like": 0.5, "report": -369.0}
var MaxResults = flag.Int("max_results", 800, "how many")
func keep(post Post, limit int) bool {
  if post.age < 5_000 && !slices.Contains(Blocked, post.host) { yes() } else { no() }
  stats.scope("ranking").counter("kept")
  switch country { case "NO": drop(post) }
  if err != nil { open() }
}`,
  typescript: `
import { Counter } from "app/stats/Counter";
// favours answers
const ReplyWeight: number = 13.5;
const Blocked = new Set(["a.example", "b.example"]);
const Weights = { like: 0.5, report: -369.0 };
const MaxResults = flag("max_results", 800);
function keep(post: Post, limit: number): boolean {
  if (post.age < 5_000 && !Blocked.has(post.host)) { yes(); } else { no(); }
  stats.scope("ranking").counter("kept");
  switch (country) { case "NO": drop(post); }
  try { load(); } catch (e) { open(); }
}`,
} as const;

const LANGUAGES = [
  ...Object.entries(SOURCES),
  ["tsx", SOURCES.typescript] as const,
  ["javascript", SOURCES.typescript.replaceAll(/: (?:number|boolean|Post)/g, "")] as const,
];

function text(value: Value | undefined): string {
  if (value === undefined) return "";
  if (value.is === "list") return value.items.map(text).join(" ");
  return value.is === "number" ? value.decimal : value.text;
}

describe.each(LANGUAGES)("in %s", (language, source) => {
  const facts = () => factsOf(syntax, language, source);
  const setting = (name: string) => only(facts(), "setting").find((fact) => fact.name === name);

  it("a constant has its exact value and the comment above", () => {
    expect(setting("ReplyWeight")).toMatchObject({
      as: "constant",
      value: { is: "number", decimal: "13.5" },
      notes: ["favours answers"],
      by: "syntax",
      language,
      test: false,
    });
  });

  it("pairs of a map are settings within its name", () => {
    expect(setting("like")).toMatchObject({ value: { is: "number", decimal: "0.5" } });
    expect(setting("report")).toMatchObject({ value: { is: "number", decimal: "-369" } });
    expect(setting("report")?.within.at(-1)).toBe("Weights");
  });

  it("a declared flag has its default and its remote name", () => {
    expect(setting("MaxResults")).toMatchObject({
      as: "default",
      value: { is: "number", decimal: "800" },
      remote: "max_results",
    });
    expect(only(facts(), "setting").filter(({ name }) => name === "MaxResults")).toHaveLength(1);
  });

  it("a set has its members, a map its keys", () => {
    const lists = only(facts(), "list");
    const blocked = lists.find(({ name }) => name === "Blocked");
    expect(blocked?.items.map(text)).toEqual(["a.example", "b.example"]);
    expect(blocked?.ordered).toBe(false);
    expect(lists.find(({ name }) => name === "Weights")?.items.map(text)).toEqual(["like", "report"]);
  });

  it("a comparison has both sides, and membership is one", () => {
    const said = only(facts(), "comparison").map(
      ({ left, operator, right }) => `${text(left)} ${operator} ${text(right)}`,
    );
    expect(said).toContain("post.age < 5000");
    expect(said).toContain("post.host not in Blocked");
    expect(said).toContain("country == NO");
  });

  it("a call through a chain is dotted", () => {
    const call = only(facts(), "call").find(({ callee }) => callee === "stats.scope.counter");
    expect(call?.args.map(({ value }) => text(value))).toEqual(["kept"]);
  });

  it("what is defined has a name, and what it contains is within it", () => {
    const keep = only(facts(), "definition").find(({ name }) => name === "keep");
    expect(keep?.sort).toBe("function");
    expect(keep?.body).toContain("post . age < 5_000");
    expect(
      only(facts(), "call")
        .find(({ callee }) => callee === "open")
        ?.within.at(-1),
    ).toBe("keep");
  });

  it("what is done when something failed is an error's branch", () => {
    const error = only(facts(), "branch").find(({ sort }) => sort === "error");
    expect(error?.then).toBe("open ( )");
  });

  it("a condition and both ways are one branch", () => {
    const branch = only(facts(), "branch").find(({ sort }) => sort === "if");
    expect(branch?.when).toMatch(/^post \. age < 5_000 /);
    expect([branch?.then, branch?.otherwise]).toEqual(
      language === "scala"
        ? ["true", "false"]
        : [expect.stringContaining("yes ( )"), expect.stringContaining("no ( )")],
    );
  });

  it("an import says its module", () => {
    expect(only(facts(), "import").map(({ module }) => module.replaceAll("/", "."))).toEqual(["app.stats.Counter"]);
  });

  it("the same text gives the same facts", () => {
    expect(facts()).toEqual(facts());
  });
});
