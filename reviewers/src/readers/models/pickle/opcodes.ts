/** What an opcode of a pickle has behind it. */
export type Argument =
  | "none"
  | "u1"
  | "u2"
  | "u4"
  | "i4"
  | "f8"
  | "frame"
  | "line"
  | "lines"
  | "text1"
  | "text4"
  | "text8"
  | "bytes1"
  | "bytes4"
  | "bytes8"
  | "long1"
  | "long4";

/** Opcodes by their byte, from all protocols up to 5. */
export const OPCODES: { readonly [mark: string]: readonly [name: string, argument: Argument] } = {
  "(": ["MARK", "none"],
  ".": ["STOP", "none"],
  "0": ["POP", "none"],
  "1": ["POP_MARK", "none"],
  "2": ["DUP", "none"],
  F: ["FLOAT", "line"],
  I: ["INT", "line"],
  J: ["BININT", "i4"],
  K: ["BININT1", "u1"],
  L: ["LONG", "line"],
  M: ["BININT2", "u2"],
  N: ["NONE", "none"],
  P: ["PERSID", "line"],
  Q: ["BINPERSID", "none"],
  R: ["REDUCE", "none"],
  S: ["STRING", "line"],
  T: ["BINSTRING", "text4"],
  U: ["SHORT_BINSTRING", "text1"],
  V: ["UNICODE", "line"],
  X: ["BINUNICODE", "text4"],
  a: ["APPEND", "none"],
  b: ["BUILD", "none"],
  c: ["GLOBAL", "lines"],
  d: ["DICT", "none"],
  "}": ["EMPTY_DICT", "none"],
  e: ["APPENDS", "none"],
  g: ["GET", "line"],
  h: ["BINGET", "u1"],
  i: ["INST", "lines"],
  j: ["LONG_BINGET", "u4"],
  l: ["LIST", "none"],
  "]": ["EMPTY_LIST", "none"],
  o: ["OBJ", "none"],
  p: ["PUT", "line"],
  q: ["BINPUT", "u1"],
  r: ["LONG_BINPUT", "u4"],
  s: ["SETITEM", "none"],
  t: ["TUPLE", "none"],
  ")": ["EMPTY_TUPLE", "none"],
  u: ["SETITEMS", "none"],
  G: ["BINFLOAT", "f8"],
  "\u0080": ["PROTO", "u1"],
  "\u0081": ["NEWOBJ", "none"],
  "\u0082": ["EXT1", "u1"],
  "\u0083": ["EXT2", "u2"],
  "\u0084": ["EXT4", "i4"],
  "\u0085": ["TUPLE1", "none"],
  "\u0086": ["TUPLE2", "none"],
  "\u0087": ["TUPLE3", "none"],
  "\u0088": ["NEWTRUE", "none"],
  "\u0089": ["NEWFALSE", "none"],
  "\u008A": ["LONG1", "long1"],
  "\u008B": ["LONG4", "long4"],
  B: ["BINBYTES", "bytes4"],
  C: ["SHORT_BINBYTES", "bytes1"],
  "\u008C": ["SHORT_BINUNICODE", "text1"],
  "\u008D": ["BINUNICODE8", "text8"],
  "\u008E": ["BINBYTES8", "bytes8"],
  "\u008F": ["EMPTY_SET", "none"],
  "\u0090": ["ADDITEMS", "none"],
  "\u0091": ["FROZENSET", "none"],
  "\u0092": ["NEWOBJ_EX", "none"],
  "\u0093": ["STACK_GLOBAL", "none"],
  "\u0094": ["MEMOIZE", "none"],
  "\u0095": ["FRAME", "frame"],
  "\u0096": ["BYTEARRAY8", "bytes8"],
  "\u0097": ["NEXT_BUFFER", "none"],
  "\u0098": ["READONLY_BUFFER", "none"],
};
