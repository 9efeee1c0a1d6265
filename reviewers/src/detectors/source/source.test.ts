import { describe, expect, it } from "vitest";
import { call, definition, examined, list, setting } from "../../examined.testing.ts";
import { detected, told } from "../detect.testing.ts";
import { source } from "./source.ts";

describe("a source", () => {
  const lists = (items: readonly string[]) => [list("sources", items)];

  it("that is registered is R3, one that is gone R4, one under another name R1", () => {
    const change = (before: readonly string[], after: readonly string[]) =>
      told(source, examined("for_you.rs", ["pipeline"], lists(before), lists(after)));
    expect(change(["ThunderSource", "AdsSource"], ["ThunderSource", "FreshPostsSource", "AdsSource"])).toEqual([
      "R3 pipeline.added: New FreshPostsSource in the pipeline of for you",
    ]);
    expect(change(["ThunderSource", "FreshPostsSource"], ["ThunderSource"])).toEqual([
      "R4 pipeline.removed: FreshPostsSource leaves the pipeline of for you",
    ]);
    expect(change(["ThunderSource", "FreshPostsSource"], ["ThunderSource", "NewFreshPostsSource"])).toEqual([
      "R1 pipeline.renamed: FreshPostsSource is now named NewFreshPostsSource of for you",
    ]);
  });

  it("is registered in a document by its name alone", () => {
    const side = (items: readonly string[]) => [list("sources", items)];
    const file = examined("sources.toml", ["source"], side(['"fresh"', '"trending"']), side(['"fresh"']));
    expect(told(source, file)).toEqual(["R4 pipeline.removed: trending leaves the pipeline of sources"]);
  });

  it("is told once where it is defined and registered", () => {
    const files = [
      examined(
        "sources/fresh.rs",
        ["source"],
        [],
        [definition("FreshSource", "", { sort: "type", types: ["Source"] })],
      ),
      examined("p.rs", ["pipeline"], lists(["ASource", "BSource"]), lists(["ASource", "FreshSource", "BSource"])),
    ];
    expect(detected(source, ...files)).toHaveLength(1);
  });

  it("that reads another index is another source", () => {
    const side = (index: string) => [setting("index_name", index)];
    expect(told(source, examined("sources/a.py", ["source"], side('"posts_v1"'), side('"posts_v2"')))).toEqual([
      "R3 param.changed: index name posts_v1 → posts_v2",
    ]);
  });

  it("is a new table of a document that says where its candidates come from", () => {
    const doc = { as: "config" as const, within: ["recommend", "external", "trending"] };
    const table = [
      list("external", ["trending"], { within: ["recommend"], by: "typed" }),
      setting("name", '"trending"', doc),
      setting("script", '"fetch(...)"', doc),
    ];
    expect(told(source, examined("config.toml", ["params"], [], table))).toEqual([
      "R3 pipeline.added: New source trending in recommend.external",
    ]);
    const [names = table[0], , script = table[2]] = table;
    const known = [list("external", ["trending"], { within: ["recommend"], by: "typed" })];
    expect(
      told(
        source,
        examined(
          "config.toml",
          ["params"],
          known,
          [names, script].filter((one) => one !== undefined),
        ),
      ),
    ).toEqual([]);
  });

  it("with a further window is R3", () => {
    const file = examined("rankall/config.rs", ["source"], [], [call("WindowConfig.new", ['"video"', "336"])]);
    expect(told(source, file)).toEqual(["R3 param.added: New WindowConfig.new(video, 336)"]);
  });
});
