/** Names that a pickle of numbers alone imports: containers, arrays, tensors. Whatever else one imports may run anything. */
const ALLOWED: ReadonlySet<string> = new Set([
  "collections.OrderedDict",
  "collections.defaultdict",
  "_codecs.encode",
  "copyreg._reconstructor",
  "copy_reg._reconstructor",
  ...["builtins", "__builtin__"].flatMap((module) =>
    [
      "object",
      "set",
      "frozenset",
      "slice",
      "range",
      "complex",
      "bytearray",
      "list",
      "dict",
      "tuple",
      "int",
      "float",
    ].map((name) => `${module}.${name}`),
  ),
  "numpy.ndarray",
  "numpy.dtype",
  ...["numpy.core", "numpy._core"].flatMap((module) => [
    `${module}.multiarray._reconstruct`,
    `${module}.multiarray.scalar`,
    `${module}.numeric._frombuffer`,
  ]),
  "numpy.random._pickle.__randomstate_ctor",
  "joblib.numpy_pickle.NumpyArrayWrapper",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_parameter",
  "torch._tensor._rebuild_from_type_v2",
  "torch.Tensor",
  "torch.Size",
  "torch.device",
  "torch.nn.parameter.Parameter",
]);

/** Whether an import of a pickle makes numbers and nothing else. */
export function isAllowed(name: string): boolean {
  return (
    ALLOWED.has(name) ||
    /^torch\.(?:storage\.UntypedStorage|\w{1,20}Storage|(?:bfloat|float|int|uint)\d{1,2}|bool)$/.test(name)
  );
}
