import { exactLiteral } from "./number-literal.ts";
import type { Exact } from "./number-literal.ts";

/** Bits that a literal may be shifted by, and digits of a result. */
const MOST_SHIFTED = 256n;
const MOST_DIGITS = 1_000;

/**
 * A literal, or literals joined by `+`, `-`, `*`, `<<` and parentheses, read with the usual precedence. Both sides of an operator must be
 * whole numbers. Undefined for anything else; names are never looked up. The text is bounded by who calls.
 */
export function foldArithmetic(text: string, spelled: "code" | "data"): Exact | undefined {
  const parts = text.match(/<<|[-+*()−]|(?:[\d.][\w.']*[eE][-+]\d[\w']*)|[\d.][\w.']*|\S/g) ?? [];
  const folding = new Folding(parts, spelled);
  const value = folding.shift();
  return folding.done ? value : undefined;
}

/** Recursive descent over the parts; undefined as soon as something does not fit. */
class Folding {
  readonly #parts: readonly string[];
  readonly #spelled: "code" | "data";
  #at = 0;

  constructor(parts: readonly string[], spelled: "code" | "data") {
    this.#parts = parts;
    this.#spelled = spelled;
  }

  get done(): boolean {
    return this.#at === this.#parts.length;
  }

  shift(): Exact | undefined {
    return this.#chain(["<<"], () => this.#sum());
  }

  #sum(): Exact | undefined {
    return this.#chain(["+", "-", "−"], () => this.#product());
  }

  #product(): Exact | undefined {
    return this.#chain(["*"], () => this.#signed());
  }

  #chain(operators: readonly string[], next: () => Exact | undefined): Exact | undefined {
    let left = next();
    for (let part = this.#part(); left !== undefined && operators.includes(part); part = this.#part()) {
      this.#at += 1;
      const right = next();
      left = right === undefined ? undefined : applied(left, part, right);
    }
    return left;
  }

  #signed(): Exact | undefined {
    const part = this.#part();
    this.#at += 1;
    if (part === "(") return this.#closed();
    if (part !== "-" && part !== "+" && part !== "−") return exactLiteral(part, this.#spelled);
    const value = this.#signed();
    return value === undefined || part === "+" ? value : { ...value, digits: -value.digits };
  }

  #closed(): Exact | undefined {
    const value = this.shift();
    if (this.#part() !== ")") return undefined;
    this.#at += 1;
    return value;
  }

  #part(): string {
    return this.#parts[this.#at] ?? "";
  }
}

function applied(left: Exact, operator: string, right: Exact): Exact | undefined {
  if (left.places !== 0 || right.places !== 0) return undefined;
  if (operator === "<<" && (right.digits < 0n || right.digits > MOST_SHIFTED)) return undefined;
  const digits = computed(left.digits, operator, right.digits);
  return String(digits).length > MOST_DIGITS ? undefined : { digits, places: 0 };
}

function computed(left: bigint, operator: string, right: bigint): bigint {
  if (operator === "*") return left * right;
  if (operator === "<<") return left << right;
  return operator === "+" ? left + right : left - right;
}
