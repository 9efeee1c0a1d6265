import { visiblePieces } from "../text/visible.ts";

/** An element with classes and what stands in it, as text or elements; with a role where a table is drawn. */
export function element(
  name: "div" | "span" | "bdi",
  className: string,
  role: "row" | "cell" | "rowgroup" | undefined,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  if (role !== undefined) made.setAttribute("role", role);
  made.append(...children);
  return made;
}

/** A button that says what it does. */
export function buttonOf(text: string, run: () => void, label = text): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link";
  made.textContent = text;
  if (label !== text) made.setAttribute("aria-label", label);
  made.addEventListener("click", run);
  return made;
}

/** As `OthersText`, where rows are drawn without React. */
export function othersElement(text: string): HTMLElement {
  const pieces = visiblePieces(text).map((piece) =>
    piece.escaped ? element("span", "escape", undefined, piece.text) : piece.text,
  );
  return element("bdi", "", undefined, ...pieces);
}
