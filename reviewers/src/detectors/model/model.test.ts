import { describe, expect, it } from "vitest";
import { examined } from "../../examined.testing.ts";
import type { ModelOutline } from "../../readers/models/outline.ts";
import { saidBy } from "../analysed.testing.ts";
import { told } from "../detect.testing.ts";
import { model } from "./model.ts";

const outline = (inputs: readonly string[], more: Partial<ModelOutline> = {}): ModelOutline => ({
  format: "lightgbm",
  inputs,
  outputs: [],
  sizes: { trees: "3" },
  parts: [],
  warnings: [],
  ...more,
});
const changed = (path: string, before: ModelOutline, after: ModelOutline, kinds: readonly "test"[] = []) => {
  const file = examined(path, kinds, [], []);
  const side = (one: ModelOutline) => ({
    analysed: "typed" as const,
    language: "",
    troubles: [],
    facts: [],
    words: new Set<string>(),
    model: one,
  });
  return told(model, { ...file, base: side(before), result: side(after) });
};

describe("a model's file", () => {
  it("has other inputs, of which one is about a person", () => {
    expect(
      changed(
        "models/heavy.txt",
        outline(["likes"]),
        outline(["likes", "inferred_religion"], { sizes: { trees: "4" } }),
      ),
    ).toEqual([
      "R4 feature.added: The model heavy.txt takes inferred_religion: data about a person (religion)",
      "R4 model.bytes: The model heavy.txt has other contents",
      "R4 model.inputs: The model heavy.txt takes other inputs: +inferred_religion",
    ]);
  });

  it("is a pointer to what is not in the repository", () => {
    const lfs = (digest: string) => outline([], { format: "lfs", sizes: {}, pointer: { digest, bytes: "10" } });
    expect(changed("models/emb.safetensors", lfs("a1"), lfs("b2"))).toEqual([
      "R3 model.absent: The content of emb.safetensors is not in the repository: only its digest is",
      "R4 model.reference: The model emb.safetensors has other contents",
    ]);
  });

  it("has something dangerous in it", () => {
    const bad = { code: "model.opcodes", what: "It calls os.system when it is loaded" };
    expect(changed("models/a.pkl", outline([]), outline([], { sizes: { trees: "9" }, warnings: [bad] }))).toContain(
      "R4 model.opcodes: It calls os.system when it is loaded",
    );
  });

  it("under test raises nothing", () => {
    const found = changed("tests/heavy.txt", outline(["a"]), outline(["b"]), ["test"]);
    expect(found.filter((one) => !one.startsWith("R1"))).toEqual([]);
  });
});

describe("a reference to a model", () => {
  const said = (path: string, before: string | undefined, after: string) =>
    saidBy("model", { [path]: [before, after] });

  it("names another version, or one that may be another tomorrow", async () => {
    const yaml = (uri: string) => `model:\n  uri: ${uri}\n`;
    expect(await said("config/ranker.yaml", yaml("models:/heavy/12"), yaml("models:/heavy/latest"))).toEqual([
      "R4 model.reference: Which model: uri is models:/heavy/latest instead of models:/heavy/12",
      "R4 model.unpinned: models:/heavy/latest may be another model tomorrow without any change here",
    ]);
  });

  it("names a hosted judge", async () => {
    expect(
      await said(
        "config/config.py",
        "class Name:\n    A = 1\n",
        'class Name:\n    A = 1\n    JUDGE = "gate-grok-4-6-internal"\n',
      ),
    ).toEqual(["R4 model.reference: Which model: JUDGE is gate-grok-4-6-internal"]);
  });

  it("is no name of a metric, nor a text that has the word", async () => {
    const text = (name: string) =>
      `def cross_model_validate(x):\n    metric = "ptos.${name}_with_grok_4_5"\n    return metric\n`;
    expect(await said("flows/a.py", text("cross"), text("child_cross"))).toEqual([]);
    expect(await said("flows/a.py", undefined, 'HELP = "the model 4 of last year"\n')).toEqual([]);
  });
});
