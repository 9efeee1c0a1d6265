/** Units of a body that are looked at. */
const LONGEST = 20_000;

/**
 * The operators, and the calls of a lexicon of arithmetic, of a body in their order: what a computation does apart from its names and
 * numbers. Operators of anything but numbers (pointers, lifetimes, options, concatenated text) are left out.
 */
export function arithmeticOf(body: string, functions: ReadonlySet<string>): readonly string[] {
  const tokens = body.slice(0, LONGEST).split(" ");
  return tokens.flatMap((token, index): readonly string[] => {
    if (isArithmetic(tokens, index) || isNegation(tokens, index)) return [token];
    return functions.has(token) && tokens[index + 1] === "(" ? [token] : [];
  });
}

/** Whether a token is an operator that computes with what stands beside it. */
export function isArithmetic(tokens: readonly string[], index: number): boolean {
  const token = tokens[index] ?? "";
  if (ASSIGNING.has(token)) return isNumeric(tokens[index + 1]);
  return OPERATORS.has(token) && isBinary(tokens[index - 1], tokens[index + 1]);
}

/** A minus in front of a name or a bracket, of which the sign flips; that of a number belongs to the number. */
function isNegation(tokens: readonly string[], index: number): boolean {
  const [before = "", token, after = ""] = tokens.slice(Math.max(0, index - 1), index + 2);
  return token === "-" && /^[\p{L}_(]/u.test(after) && (/^[-+*/%=(,:?{[]|=>$/u.test(before) || KEYWORDS.has(before));
}

const OPERATORS: ReadonlySet<string> = new Set(["*", "+", "-", "/", "%", "**", "^"]);
const ASSIGNING: ReadonlySet<string> = new Set(["*=", "+=", "-=", "/="]);

/** Not a text: what stands there is a number, a name or a bracket. */
function isNumeric(after = ""): boolean {
  return /^[-\p{L}\p{N}_.(]/u.test(after) && !/["'`]/u.test(after);
}

/** Between two values, and neither of them a text. */
function isBinary(before = "", after = ""): boolean {
  return /[\p{L}\p{N}_)\]]$/u.test(before) && isNumeric(after) && !KEYWORDS.has(before);
}

const KEYWORDS: ReadonlySet<string> = new Set(["return", "in", "case", "yield", "let", "mut", "import", "from", "as"]);
