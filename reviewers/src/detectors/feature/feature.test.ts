import { describe, expect, it } from "vitest";
import { foundBy, saidBy } from "../analysed.testing.ts";

describe("a feature", () => {
  const model = (names: readonly string[]) =>
    `object HomeFeatures {\n${names.map((name) => `  object ${name} extends Feature[Query, Set[Long]]`).join("\n")}\n}\n`;
  const hydrator = (names: readonly string[]) =>
    `import home.HomeFeatures._\n\nclass QueryHydrator {\n  override val features: Set[Feature[_, _]] = Set(${["Base", ...names].join(", ")})\n}\n`;
  const change = (names: readonly string[]) => ({
    "home/model/HomeFeatures.scala": [model(["Base", ...names]), model(["Base"])] as const,
    "home/feature_hydrator/QueryHydrator.scala": [hydrator(names), hydrator([])] as const,
  });

  it("that goes is told once, with every place", async () => {
    const found = await foundBy("feature", change(["StatsVipsFeature"]));
    expect(found).toMatchObject([
      { code: "feature.removed", risk: "R3", title: "The feature StatsVipsFeature is gone" },
    ]);
    expect(found[0]?.at.map(({ path }) => path)).toEqual([
      "home/feature_hydrator/QueryHydrator.scala",
      "home/model/HomeFeatures.scala",
    ]);
  });

  it("with personal meaning is R4 when it comes and R2 when it goes", async () => {
    const { "home/model/HomeFeatures.scala": sides } = change(["ViewerReligionFeature"]);
    expect(await saidBy("feature", { "model/HomeFeatures.scala": sides })).toEqual([
      "R2 feature.removed: The feature ViewerReligionFeature, data about a person (religion) is gone",
    ]);
    expect(await saidBy("feature", { "model/HomeFeatures.scala": [sides[1], sides[0]] })).toEqual([
      "R4 feature.added: New feature ViewerReligionFeature, data about a person (religion)",
    ]);
  });

  it("is given nothing where a new branch says so, unless the call is new as a whole", async () => {
    const live = "    stamp(&mut out, post.favs, post.replies);\n";
    const branch = `    if is_stale {\n        stamp(&mut out, 0, 0);\n    } else {\n    ${live}    }\n`;
    const rust = (body: string) => `fn fill(post: &Post, is_stale: bool) {\n${body}}\n`;
    expect(await saidBy("feature", { "hydrators/counts.rs": [rust(live), rust(branch)] })).toEqual([
      "R3 feature.computed: stamp gets nothing instead of post.favs, post.replies, by is_stale",
    ]);
    expect(await saidBy("feature", { "hydrators/counts.rs": [rust(""), rust(branch)] })).toEqual([]);
  });

  it("is switched on or off by a configuration, where sizes of vocabularies tell of inputs too", async () => {
    const text = (on: string, more = "") => `CONFIG = {\n    "enable_user_gender_feature": ${on},${more}\n}\n`;
    expect(
      await saidBy("feature", {
        "configs/features.py": [text("False"), text("True", '\n    "ip_vocab_size": 10_000,')],
      }),
    ).toEqual([
      "R4 feature.added: New feature ip_vocab_size, data about a person (ip)",
      "R4 feature.live: The feature enable_user_gender_feature, data about a person (demographic) is switched on",
    ]);
  });

  it("is declared as another sort of data", async () => {
    const text = (tag: string) => `struct User {\n  1: optional string home (personalDataType = '${tag}')\n}\n`;
    const found = await saidBy("feature", { "src/thrift/user.thrift": [text("Location"), text("None")] });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^R4 feature\.data-class: home is declared as /);
  });
});

describe("an input", () => {
  const file = (value: string) =>
    `impl Buffer {\n    fn fill(n: usize) -> Candidates {\n        let candidate_bool_features = stamp(n);\n        Candidates { ids: ids(n), bool_features: ${value} }\n    }\n}\n`;

  it("that was constant and has a value now is live", async () => {
    expect(
      await saidBy("feature", { "recsys/util.rs": [file("vec![false; n]"), file("candidate_bool_features")] }),
    ).toEqual(["R3 feature.live: bool_features was the constant a list of false and has a value now"]);
  });

  it("that had a value before, or has none after, is not", async () => {
    expect(await saidBy("feature", { "recsys/util.rs": [file("old(n)"), file("candidate_bool_features")] })).toEqual(
      [],
    );
    expect(await saidBy("feature", { "recsys/util.rs": [file("vec![false; n]"), file("vec![false; m]")] })).toEqual([]);
  });
});

describe("no feature", () => {
  it.each([
    [
      "is a word that only contains one of a lexicon",
      "home/Model.scala",
      "object A {\n  val traceClip = 1\n  val pageSize = 2\n}\n",
    ],
    ["is an option of a package", "Cargo.toml", '[dependencies]\nrcgen = { version = "0.13", features = ["pem"] }\n'],
    ["is an example in a page", "docs/features.md", "```yaml\nfeatures:\n  - name: price\n    type: number\n```\n"],
    [
      "is a field of what is stored",
      "storage/vectors.go",
      'package storage\n\nfunc f() []string {\n\tfields := []string{hiddenField, categoriesField, "timestamp"}\n\treturn fields\n}\n',
    ],
    [
      "is a client of the code that fetches some",
      "home/candidate_hydrators/text_hydrator.rs",
      "pub struct TextHydrator {\n    pub tes_client: Arc<dyn Client>,\n}\n",
    ],
    [
      "is the name or the codec of one",
      "home/Payload.scala",
      "object P {\n  case class Used(name: FeatureName)\n  implicit val usedFeatureCodec: Codec[UsedFeature] = derive\n}\n",
    ],
  ])("%s", async (_, path, text) => {
    expect(await saidBy("feature", { [path]: [undefined, text] })).toEqual([]);
  });
});
