import { counted, field, floats, join, little, npy, safetensors, zip } from "./writers.testing.ts";

export const TENSORS = safetensors(
  {
    __metadata__: { format: "pt" },
    "emb.weight": { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    bias: { dtype: "F32", shape: [1], data_offsets: [16, 20] },
  },
  floats(1, 0, 0, 1, 5),
);

export const ARRAY = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", floats(1, 2));

const TENSOR = join(
  field(1, 2),
  field(2, 1),
  field(8, "w"),
  field(13, join(field(1, "location"), field(2, "../../secret.bin"))),
);
const INPUT = join(
  field(1, "x"),
  field(2, field(1, join(field(1, 1), field(2, join(field(1, field(2, "N")), field(1, field(1, 3))))))),
);
const NODE = join(field(1, "x"), field(4, "Weird"), field(7, "com.acme"));
const GRAPH = join(
  field(1, NODE),
  field(1, field(4, "MatMul")),
  field(5, TENSOR),
  field(11, INPUT),
  field(12, field(1, "y")),
);
export const ONNX = join(
  field(1, 8),
  field(2, "me"),
  field(7, GRAPH),
  field(8, field(2, 13)),
  field(14, join(field(1, "k"), field(2, "v"))),
  field(20, ""),
  field(25, join(field(1, "f"), field(10, "own"), field(7, field(4, "Inner")))),
);

export const SAVED_MODEL = join(
  field(1, 1),
  field(
    2,
    join(
      field(2, join(field(1, join(field(1, "a"), field(2, "EagerPyFunc"))))),
      field(5, join(field(1, "serve"), field(2, field(1, field(1, "x"))))),
    ),
  ),
);

export const LIGHTGBM = join(
  "tree\nversion=v4\nnum_class=1\nfeature_names=age likes religion\nobjective=binary sigmoid:1\n\nTree=0\nnum_leaves=3\nsplit_feature=0 2\nsplit_gain=12.5 1.5e-1\n\n\nTree=1\nsplit_feature=0\nsplit_gain=1\n\n\nend of trees\n\nparameters:\n[learning_rate: 0.1]\nend of parameters\n",
);

export const XGBOOST = join(
  JSON.stringify({
    learner: {
      feature_names: ["age", "likes"],
      feature_types: ["float", "int"],
      gradient_booster: {
        model: { trees: [{ left_children: [1, -1, -1], split_indices: [1, 0, 0], loss_changes: [2.5, 0, 0] }] },
        name: "gbtree",
      },
      learner_model_param: { base_score: "5E-1" },
      objective: { name: "binary:logistic" },
    },
  }),
);

function short(text: string): Uint8Array {
  return join("U", [text.length], text);
}

export const UBJSON = join(
  "{",
  short("learner"),
  "{",
  short("feature_names"),
  "[#U\u0001S",
  short("age"),
  short("gradient_booster"),
  "{",
  short("model"),
  "{",
  short("trees"),
  "[{",
  short("left_children"),
  "[$l#U\u0001",
  [0, 0, 0, 1],
  short("split_indices"),
  "[$U#U\u0001\0",
  short("loss_changes"),
  "[$d#U\u0001",
  [0x40, 0x20, 0, 0],
  "}]}}",
  short("objective"),
  "{",
  short("name"),
  "S",
  short("rank:ndcg"),
  "}}}",
);

export const GGUF = join(
  "GGUF",
  little(3, 4),
  little(1, 8),
  little(3, 8),
  counted("general.architecture"),
  little(8, 4),
  counted("llama"),
  counted("tokenizer.chat_template"),
  little(8, 4),
  counted("{% if x %}hi{% endif %}"),
  counted("tokens"),
  little(9, 4),
  little(8, 4),
  little(2, 8),
  counted("a"),
  counted("b"),
  counted("blk.0"),
  little(2, 4),
  little(4, 8),
  little(2, 8),
  little(1, 4),
  little(0, 8),
);

/** Protocol 4: a list of what `posix.system` answers, its names on the stack. */
export const EVIL = join(
  "\u0080\u0004\u008C\u0005posix\u0094\u008C\u0006system\u0094\u0093\u0094\u008C\u0002hi\u0094\u0085\u0094R\u0094.",
);
/** Protocol 2: an ordered dictionary. */
export const HARMLESS = join("\u0080\u0002ccollections\nOrderedDict\n)Rq\0.");

export const TORCH = zip([
  { name: "archive/data.pkl", data: EVIL },
  { name: "archive/data/0", data: floats(1) },
]);

export const KERAS = zip([
  { name: "config.json", data: join('{"class_name": "Functional", "config": {"layers": [{"class_name": "Lambda"}]}}') },
  { name: "model.weights.h5", data: join("x") },
]);

export const NPZ = zip([{ name: "w.npy", data: ARRAY }]);
