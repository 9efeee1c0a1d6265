import type { Node, Span } from "oxc-parser";

/** What stands at a place, and what stands there instead. */
export type Replacement = { readonly at: Span; readonly after: string };

/** Comparisons, at their boundary, and arithmetic, turned round. */
const OTHER_OPERATOR: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "<<": ">>",
  ">>": "<<",
  "&": "|",
  "|": "&",
  "+=": "-=",
  "-=": "+=",
};

/** Methods that are left out, so that what they are called on stands in their place. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "filter",
  "sort",
  "toSorted",
  "slice",
  "subarray",
  "reverse",
  "toReversed",
  "trim",
  "trimEnd",
  "toLowerCase",
]);

const OTHER_METHOD: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
  min: "max",
  max: "min",
  indexOf: "lastIndexOf",
  lastIndexOf: "indexOf",
};

/** What may stand instead of a node or of a part of it. `above`: the nodes around it, the nearest first. */
export function replacements(node: Node, above: readonly Node[], source: string): readonly Replacement[] {
  const text = (part: Span) => source.slice(part.start, part.end);
  switch (node.type) {
    case "IfStatement":
      return [...condition(node.test), ...(node.alternate ? [{ at: node.alternate, after: "{}" }] : [])];
    case "ConditionalExpression":
      return condition(node.test);
    case "WhileStatement":
      return [{ at: node.test, after: "false" }];
    case "ForStatement":
    case "ForOfStatement":
      return [{ at: node.body, after: "{}" }];
    case "LogicalExpression":
      return [node.left, ...(node.operator === "??" ? [] : [node.right])].map((part) => ({
        at: node,
        after: text(part === node.left ? node.right : node.left),
      }));
    case "BinaryExpression":
      return decides(node, above) && ["===", "!=="].includes(node.operator) ? [] : otherOperator(node, source);
    case "AssignmentExpression":
      return otherOperator(node, source);
    case "UpdateExpression":
      return [{ at: node, after: text(node).replace(/\+\+|--/, (operator) => (operator === "++" ? "--" : "++")) }];
    case "UnaryExpression":
      return node.operator === "!" && !decides(node, above) ? [{ at: node, after: text(node.argument) }] : [];
    case "Literal":
      return literal(node);
    case "ArrayExpression":
      return node.elements.length > 0 ? [{ at: node, after: "[]" }] : [];
    case "CallExpression":
      return call(node, text);
    case "MemberExpression":
      return node.optional ? [{ at: node, after: withoutQuestion(node, text) }] : [];
    case "ExpressionStatement":
      return isDirective(node) ? [] : [{ at: node, after: ";" }];
    case "ThrowStatement":
      return isAlone(above) ? [] : [{ at: node, after: ";" }];
    case "ReturnStatement":
      return node.argument === null ? [] : returned(node.argument, above, source);
    case "ArrowFunctionExpression":
      return node.body.type === "BlockStatement" ? [] : returned(node.body, [node], source);
    default:
      return [];
  }
}

/** A condition that always holds, and one that never does, where leaving out one of its operands does not say it already. */
function condition(test: Node): readonly Replacement[] {
  const operator = test.type === "LogicalExpression" ? test.operator : undefined;
  return ["true", "false"]
    .filter((after) => after !== (operator === "&&" ? "true" : operator === "||" ? "false" : ""))
    .map((after) => ({ at: test, after }));
}

/** A condition or an operand of one: their own mutations say more than turning it round. */
function decides(node: Node, [around]: readonly Node[]): boolean {
  if (around?.type === "IfStatement" || around?.type === "ConditionalExpression") return around.test === node;
  return around?.type === "LogicalExpression";
}

function otherOperator(
  {
    left,
    right,
    operator,
  }: { readonly left: Span & Partial<Node>; readonly right: Span & Partial<Node>; readonly operator: string },
  source: string,
): readonly Replacement[] {
  const other = OTHER_OPERATOR[operator];
  const isText = [left, right].some(({ type, start }) => type === "TemplateLiteral" || source[start] === '"');
  if (other === undefined || isText) return [];
  const start = source.indexOf(operator, left.end);
  return [{ at: { start, end: start + operator.length }, after: other }];
}

/** Sentences are for people, and not mutated; a regular expression loses its anchors. */
function literal(node: Extract<Node, { type: "Literal" }>): readonly Replacement[] {
  if (typeof node.value === "boolean") return [{ at: node, after: String(!node.value) }];
  if (typeof node.value === "string")
    return node.value === "" || /\p{L},? \p{L}/u.test(node.value) ? [] : [{ at: node, after: '""' }];
  if (!("regex" in node)) return [];
  const { pattern, flags } = node.regex;
  const open = [pattern.replace(/^\^/, ""), pattern.replace(/(?<!\\)\$$/, "")].filter((one) => one !== pattern);
  return open.map((one) => ({ at: node, after: `/${one}/${flags}` }));
}

function call(node: Extract<Node, { type: "CallExpression" }>, text: (part: Span) => string): readonly Replacement[] {
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return [];
  const { name } = callee.property;
  const other = OTHER_METHOD[name];
  return [
    ...(LEFT_OUT.has(name) ? [{ at: node, after: text(callee.object) }] : []),
    ...(other === undefined ? [] : [{ at: callee.property, after: other }]),
  ];
}

function withoutQuestion(node: Extract<Node, { type: "MemberExpression" }>, text: (part: Span) => string): string {
  const property = text(node.property);
  return `${text(node.object)}${node.computed ? `[${property}]` : `.${property}`}`;
}

function isDirective(node: Extract<Node, { type: "ExpressionStatement" }>): boolean {
  return node.expression.type === "Literal";
}

/** A statement that is all of what a condition guards: the condition's own mutations leave it out. */
function isAlone([around, further]: readonly Node[]): boolean {
  return (
    around?.type === "IfStatement" ||
    (around?.type === "BlockStatement" && around.body.length === 1 && further?.type === "IfStatement")
  );
}

/** Another value of the type that the function around says it returns. */
function returned(value: Node, above: readonly Node[], source: string): readonly Replacement[] {
  const around = above.find(
    ({ type }) => type === "FunctionDeclaration" || type === "FunctionExpression" || type === "ArrowFunctionExpression",
  );
  const type = around !== undefined && "returnType" in around ? around.returnType?.typeAnnotation : undefined;
  if (type === undefined || around === undefined) return [];
  return otherValues(type, source)
    .filter((after) => after !== source.slice(value.start, value.end))
    .filter(() => !["Literal", "ArrayExpression", "TemplateLiteral", "TSSatisfiesExpression"].includes(value.type))
    .map((after) => ({ at: value, after }));
}

function otherValues(type: Node, source: string): readonly string[] {
  switch (type.type) {
    case "TSBooleanKeyword":
      return ["true", "false"];
    case "TSNumberKeyword":
      return ["0"];
    case "TSStringKeyword":
      return ['""'];
    case "TSArrayType":
    case "TSTypeOperator":
      return source.slice(type.start, type.end).endsWith("[]") ? ["[]"] : [];
    case "TSUnionType":
      return type.types.some((one) => one.type === "TSUndefinedKeyword") ? ["undefined"] : [];
    default:
      return [];
  }
}
