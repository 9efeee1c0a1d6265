import { LONGEST_DRAWN, drawRow, hiddenMarks } from "@countersign/rows";
import type { Range, Span } from "@countersign/rows";
import { TOKEN_CLASSES } from "@countersign/rows/tokens-wire";
import type { LineTokens } from "@countersign/rows/tokens-wire";
import { HARMLESS, HIDDEN_WORDS } from "./hidden-words.ts";

/** What is known of a row's text beside it; `suspected` as in `hiddenMarks`. `whole`: it is drawn however long it is. */
export type CodeLayers = {
  readonly words: readonly Range[];
  readonly tokens: LineTokens;
  readonly suspected: boolean;
  readonly whole: boolean;
};

/**
 * Draws the text of a row into an element: text and classes, no markup. What would not be seen as what it is stands there as a boxed escape
 * (attacks D5, D7); a row is cut where it is long, and says so with a button, which has `more` called.
 */
export function drawCode(into: HTMLElement, text: string, layers: CodeLayers, more: () => void): void {
  const { words, tokens, suspected, whole } = layers;
  const marks = hiddenMarks(text, { suspected });
  const { spans, rest } = drawRow(text, { words, marks, tokens }, whole ? Infinity : LONGEST_DRAWN);
  const pieces = spans.map(pieceOf);
  if (rest > 0) pieces.push(restButton(rest, more));
  into.replaceChildren(...pieces);
}

function pieceOf({ text, token, changed, mark }: Span): Node | string {
  const classes = [
    ...(token === undefined ? [] : [`token-${TOKEN_CLASSES[token]}`]),
    ...(changed ? ["word"] : []),
    ...(mark === undefined ? [] : [HARMLESS.has(mark.kind) ? "unseen" : "escape"]),
  ];
  if (classes.length === 0) return text;
  const piece = document.createElement("span");
  piece.className = classes.join(" ");
  piece.textContent = mark?.shown ?? text;
  if (mark !== undefined) piece.title = HIDDEN_WORDS[mark.kind];
  return piece;
}

function restButton(rest: number, more: () => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "rest";
  button.textContent = `Show the other ${rest} characters of this line`;
  button.addEventListener("click", more);
  return button;
}
