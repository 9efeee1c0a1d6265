import { describe, expect, it } from "vitest";
import * as examples from "./examples.testing.ts";
import { readModel } from "./read-model.ts";
import { floats, join, little, npy, safetensors, zip } from "./writers.testing.ts";

function outline(path: string, bytes: Uint8Array) {
  const found = readModel(path, bytes);
  if (found === undefined) throw new Error(`${path} is no model`);
  return found;
}

function warnings(path: string, bytes: Uint8Array): readonly string[] {
  return outline(path, bytes).warnings.map(({ code, what }) => `${code}: ${what}`);
}

const tensor = (dtype: string, shape: readonly number[], begin: number, end: number) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("safetensors", () => {
  it("have tensors by name, type and shape, and metadata", () => {
    expect(outline("a", examples.TENSORS)).toMatchObject({
      format: "safetensors",
      sizes: { tensors: "2", parameters: "5" },
      parts: [
        { name: "__metadata__.format", says: "pt" },
        { name: "emb.weight", says: "F32 [2, 2]" },
        { name: "bias", says: "F32 [1]" },
      ],
      warnings: [],
    });
  });

  it.each([
    ["overlap", { a: tensor("U8", [4], 0, 4), b: tensor("U8", [4], 2, 6) }, "model.layout: b overlaps a"],
    [
      "leave a hole",
      { a: tensor("U8", [1], 0, 1), b: tensor("U8", [4], 2, 6) },
      "model.layout: 1 bytes before b belong to nothing",
    ],
    [
      "lie beyond the end",
      { a: tensor("U8", [6], 0, 6), b: tensor("U8", [9], 6, 15) },
      "model.layout: b lies at 6 to 15, beyond the end",
    ],
    ["do not fill their bytes", { a: tensor("F32", [2], 0, 6) }, "model.shape: a is F32 [2] in 6 bytes"],
    [
      "have absurd shapes",
      { a: { dtype: "F32", shape: [4e9, 4e9, 4e9], data_offsets: [0, 6] } },
      "model.shape: a is F32 [4000000000, 4000000000, 4000000000] in 6 bytes",
    ],
  ])("tensors that %s are flagged", (_, header, warning) => {
    expect(warnings("a", safetensors(header, new Uint8Array(6)))).toContain(warning);
  });

  it("flag a name that stands twice, and a header that is no JSON or too long", () => {
    const one = JSON.stringify({ a: tensor("U8", [6], 0, 6) }).slice(1, -1);
    expect(warnings("a", safetensors(`{${one},${one}}`, new Uint8Array(6)))).toContain("model.names: a stands twice");
    expect(warnings("a", safetensors("{'a': 1}", new Uint8Array(6)))).toEqual(["model.broken: its header is not JSON"]);
    expect(warnings("a.safetensors", join(little(2n ** 62n, 8), "{}"))).toEqual([
      "model.broken: 4611686018427387904 more were announced, 2 bytes are left",
    ]);
  });
});

describe("ONNX", () => {
  it("has inputs, operators and operator sets, and flags data outside, other domains, functions and training", () => {
    const found = outline("m.onnx", examples.ONNX);
    expect(found).toMatchObject({
      inputs: ["x: float [N, 3]"],
      outputs: ["y: unknown"],
      sizes: { nodes: "3", parameters: "2" },
    });
    expect(found.parts).toContainEqual({ name: "opset ai.onnx", says: "13" });
    expect(found.parts).toContainEqual({ name: "operator com.acme.Weird", says: "1 times" });
    expect(found.warnings.map(({ what }) => what)).toEqual([
      "it uses operators of the domain com.acme",
      "w is read from ../../secret.bin, outside its folder",
      "it has instructions for training",
      "it defines the function own.f",
    ]);
    expect(readModel("nameless", examples.ONNX)?.format).toBe("onnx");
  });

  it("SavedModel flags operators that run Python", () => {
    expect(outline("saved_model.pb", examples.SAVED_MODEL)).toMatchObject({
      inputs: ["serve.x"],
      warnings: [{ code: "model.custom", what: "it runs EagerPyFunc" }],
    });
  });
});

describe("models of trees", () => {
  it("LightGBM has splits and gain by feature", () => {
    expect(outline("heavy.txt", examples.LIGHTGBM)).toMatchObject({
      format: "lightgbm",
      inputs: ["age", "likes", "religion"],
      outputs: ["binary sigmoid:1"],
      sizes: { trees: "2" },
      warnings: [],
    });
    const parts = outline("heavy.txt", examples.LIGHTGBM).parts.map(({ name, says }) => `${name}: ${says}`);
    expect(parts).toContain("feature age: 2 splits, gain 13.5");
    expect(parts).toContain("feature religion: 1 splits, gain 0.15");
    expect(parts).toContain("feature likes: 0 splits, gain 0");
    expect(parts).toContain("parameter learning_rate: 0.1");
  });

  it("XGBoost has the same in JSON and in UBJSON", () => {
    expect(outline("x.json", examples.XGBOOST)).toMatchObject({
      inputs: ["age: float", "likes: int"],
      outputs: ["binary:logistic"],
      parts: expect.arrayContaining([{ name: "feature likes", says: "1 splits, gain 2.5" }]),
    });
    expect(outline("x.ubj", examples.UBJSON)).toMatchObject({
      format: "xgboost-ubjson",
      inputs: ["age"],
      outputs: ["rank:ndcg"],
      parts: expect.arrayContaining([{ name: "feature age", says: "1 splits, gain 2.5" }]),
    });
    expect(warnings("x.model", join("binf", new Uint8Array(20)))).toEqual([
      "model.unknown: nobody here reads this format",
    ]);
  });
});

describe("pickles", () => {
  it("are never loaded: what they import is listed, and flagged unless it makes numbers alone", () => {
    expect(outline("a.pkl", examples.EVIL)).toMatchObject({
      parts: [{ name: "posix.system" }],
      sizes: { REDUCE: "1" },
    });
    expect(warnings("a.pkl", examples.EVIL)).toEqual([
      "model.opcodes: it imports posix.system, which may run anything",
    ]);
    expect(warnings("a.pkl", examples.HARMLESS)).toEqual([]);
    expect(warnings("a.pkl", join("cos\nsystem\n(S'hi'\ntR."))).toEqual([
      "model.opcodes: it imports os.system, which may run anything",
    ]);
    expect(warnings("a.pkl", join("\u0080\u0004)\u0085)\u0093."))[0]).toContain("a computed name");
  });

  it("a second pickle behind the first, and bytes that are no operations, are seen", () => {
    expect(warnings("a.pkl", join(examples.HARMLESS, examples.EVIL))).toContain(
      "model.opcodes: it imports posix.system, which may run anything",
    );
    expect(warnings("a.pkl", join(examples.HARMLESS, [255]))[0]).toContain("cannot be followed");
  });

  it("an array of joblib hides nothing from whoever loads it otherwise", () => {
    const wrapper =
      "cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\u0081}(X\u0005\0\0\0shapeK\u0018\u0085X\u0005\0\0\0dtypecnumpy\ndtype\nX\u0002\0\0\0u1\u0085Rub";
    const inside = "cos\nsystem\nX\u0002\0\0\0hi\u0085R.";
    const bytes = join("\u0080\u0002", wrapper, inside, new Uint8Array(24 - inside.length).fill(46), ".");
    expect(warnings("a.joblib", bytes)).toEqual(["model.opcodes: read by anything but joblib, it imports os.system"]);
  });

  it("are found in files of PyTorch and in arrays of objects", () => {
    expect(outline("m.pt", examples.TORCH).format).toBe("torch");
    expect(warnings("m.pt", examples.TORCH)).toEqual([
      "model.opcodes: it imports posix.system, which may run anything",
    ]);
    const objects = npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", examples.EVIL);
    expect(warnings("o.npy", objects)).toHaveLength(2);
    expect(warnings("o.npz", zip([{ name: "o.npy", data: objects }]))).toHaveLength(2);
  });
});

describe("archives", () => {
  it("have arrays by type and shape, and layers by class", () => {
    expect(outline("w.npz", examples.NPZ)).toMatchObject({ format: "npz", parts: [{ name: "w", says: "<f4 [2]" }] });
    expect(outline("m.keras", examples.KERAS)).toMatchObject({
      format: "keras",
      warnings: [{ code: "model.custom", what: "it has 1 Lambda, which run code that is in it" }],
    });
  });

  it("flag names that leave the folder or stand twice, and members that grow without measure", () => {
    const data = examples.ARRAY;
    expect(
      warnings(
        "w.npz",
        zip([
          { name: "../../w.npy", data },
          { name: "/w.npy", data },
          { name: "/w.npy", data },
        ]),
      ),
    ).toEqual([
      "model.names: ../../w.npy leaves its folder",
      "model.names: /w.npy leaves its folder",
      "model.names: /w.npy stands twice",
    ]);
    expect(warnings("w.npz", zip([{ name: "w.npy", data, size: 2 ** 31 }]))[0]).toContain("model.ratio: w.npy grows");
  });
});

describe("GGUF", () => {
  it("has its keys, whole texts among them, and tensors", () => {
    expect(outline("m.gguf", examples.GGUF)).toMatchObject({
      format: "gguf",
      sizes: { tensors: "1", parameters: "8" },
      parts: [
        { name: "general.architecture", says: "llama" },
        { name: "tokenizer.chat_template", says: "{% if x %}hi{% endif %}" },
        { name: "tokens", says: "2 of type 8" },
        { name: "blk.0", says: "F16 [4, 2]" },
      ],
    });
  });
});

describe("pointers", () => {
  const digest = "a".repeat(64);

  it.each([
    [
      "heavy.bin",
      `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize 12\n`,
      "lfs",
      `sha256:${digest}`,
    ],
    [
      "heavy.bin",
      `../.git/annex/objects/aa/bb/SHA256E-s12--${digest}.bin/SHA256E-s12--${digest}.bin`,
      "annex",
      `${digest}.bin`,
    ],
    ["heavy.bin.dvc", `outs:\n- md5: ${digest}\n  size: 12\n  path: heavy.bin\n`, "dvc", digest],
  ])("%s of another store has the digest and size of the content", (path, text, format, expected) => {
    expect(outline(path, join(text))).toMatchObject({
      format,
      pointer: { digest: expected, bytes: "12" },
      warnings: [],
    });
  });

  it("a pointer that is not as it has to be is flagged", () => {
    expect(warnings("a", join("version https://git-lfs.github.com/spec/v1\noid md5:1\n"))).toHaveLength(1);
  });
});

describe("hostile models", () => {
  const all = Object.entries(examples).map(([name, bytes]) => [name, bytes] as const);

  it.each(all)("%s: every truncation and every changed byte is an outline without a failure", (name, bytes) => {
    const path = `m.${EXTENSIONS[name] ?? "bin"}`;
    const check = (own: Uint8Array) => {
      const found = readModel(path, own);
      expect(found?.warnings.filter(({ what }) => what.startsWith("the reader failed")) ?? []).toEqual([]);
    };
    for (let end = 0; end < bytes.length; end += 1) check(bytes.subarray(0, end));
    for (let at = 0; at < bytes.length; at += 1)
      for (const value of [0, 255, 0x80]) {
        const own = bytes.slice();
        own[at] = value;
        check(own);
      }
  });

  it("what is no model is none", () => {
    expect(readModel("a.ts", join("const a = 1;\n"))).toBeUndefined();
    expect(readModel("a.json", join('{"a": 1}'))).toBeUndefined();
    expect(readModel("a.bin", floats(1, 2))).toBeUndefined();
  });
});

const EXTENSIONS: { readonly [name: string]: string } = {
  TENSORS: "safetensors",
  ONNX: "onnx",
  EVIL: "pkl",
  HARMLESS: "joblib",
  TORCH: "pt",
  KERAS: "keras",
  NPZ: "npz",
};
