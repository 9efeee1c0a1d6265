import type { LexemeWalk } from "../lexeme-walk.ts";

/** `map<string, list<i64>>`, with what follows up to the last bracket. */
export function takeType(walk: LexemeWalk): void {
  walk.next();
  if (!walk.sees("<")) return;
  let depth = 0;
  do {
    if (walk.sees("<")) depth += 1;
    if (walk.sees(">")) depth -= 1;
    walk.next();
  } while (!walk.done && depth > 0);
}

/** Everything from an opening bracket of any sort to the one that ends it. */
export function takeBrackets(walk: LexemeWalk): void {
  let depth = 0;
  do {
    const lexeme = walk.next();
    const mark = lexeme?.is === "mark" ? lexeme.text : "";
    if (mark === "(" || mark === "[" || mark === "{") depth += 1;
    if (mark === ")" || mark === "]" || mark === "}") depth -= 1;
  } while (!walk.done && depth > 0);
}
