import type { Dialect } from "../lexemes.ts";

/** Words may be dotted; comments are those of C, and of shells in Thrift. */
export const IDL_DIALECT: Dialect = {
  bare: /[A-Za-z_][\w.]*|\.?\d[\w.]*(?:(?<=[eE])[-+]\d+)?/y,
  comments: ["//", "#"],
  blocks: [["/*", "*/"]],
  quotes: [
    { open: '"', close: '"', escapes: "backslash", lines: false },
    { open: "'", close: "'", escapes: "backslash", lines: false },
  ],
};
