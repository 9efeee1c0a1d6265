/** What a model's file is, without anything of it being run. All texts, for a ledger and a digest. */
export type ModelOutline = {
  /** `safetensors`, `onnx`, `lightgbm`, `xgboost-json`, `npy`, `npz`, `gguf`, `pickle`, `torch`, `lfs`, `annex`, `dvc`, … */
  readonly format: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Counts and sizes by name: `trees`, `tensors`, `parameters`, `bytes`. Decimal integers. */
  readonly sizes: { readonly [name: string]: string };
  /** Parts by name with their shape and type, in the file's order: tensors, operators, imported names of a pickle. */
  readonly parts: readonly { readonly name: string; readonly says: string }[];
  /** Digest and place of the real content, where this is a pointer. */
  readonly pointer?: { readonly digest: string; readonly bytes: string };
  /** What is dangerous or broken: `model.opcodes`, `model.external`, `model.shape`, …, with a sentence each. */
  readonly warnings: readonly { readonly code: string; readonly what: string }[];
};
