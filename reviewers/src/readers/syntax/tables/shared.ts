import type { Rule } from "../rule.ts";

export const COMMENT: Rule = { is: "comment" };
export const NUMBER: Rule = { is: "number" };
export const BOOLEAN: Rule = { is: "boolean" };
export const NAME: Rule = { is: "name" };
export const ANNOTATION: Rule = { is: "annotation" };
export const ARGUMENTS: Rule = { is: "arguments" };
export const STRING: Rule = { is: "string" };
export const WRAPPER: Rule = { is: "wrapper" };
export const SEQUENCE: Rule = { is: "list", ordered: true };
export const UNARY: Rule = { is: "unary" };
export const LAMBDA: Rule = { is: "lambda" };
export const BINARY: Rule = { is: "binary", left: "left", operator: "operator", right: "right" };
export const TERNARY: Rule = { is: "branch", when: "condition", taken: "consequence", otherwise: "alternative" };
