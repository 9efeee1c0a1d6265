import { formatHex } from "@countersign/attest";
import type { Check, CheckedBytes, PathStep } from "@countersign/log-check";
import { element } from "./element.ts";

/** Checks as lines, each with a mark, a sentence and, when it is opened, the bytes that it looked at. */
export function checkList(checks: readonly Check[], label: string): HTMLElement {
  return element("ol", { "aria-label": label }, ...checks.map(checkLine));
}

const MARKS = { ok: ["✓", "passed"], failed: ["✗", "failed"], "not-checked": ["–", "not checked"] } as const;

function checkLine({ name, about, state, sentence, code, bytes, path }: Check): HTMLElement {
  const [glyph, word] = MARKS[state];
  const summary = element(
    "summary",
    {},
    element("span", { class: "glyph", role: "img", "aria-label": word }, glyph),
    element("span", { class: "name" }, about === undefined ? name : `${name} · ${about}`),
    element(
      "span",
      { class: "sentence" },
      sentence,
      ...(code === undefined ? [] : [" ", element("span", { class: "code" }, code)]),
    ),
  );
  const shown = [...bytes.map(bytesShown), ...(path === undefined ? [] : [pathTable(path)])];
  const inside = shown.length === 0 ? [element("p", { class: "quiet small" }, "No bytes of its own.")] : shown;
  return element(
    "li",
    { class: state },
    element("details", {}, summary, element("div", { class: "inside" }, ...inside)),
  );
}

const MOST_SHOWN = 8192;

function bytesShown({ label, bytes }: CheckedBytes): HTMLElement {
  const cut = bytes.length > MOST_SHOWN ? `, the first ${MOST_SHOWN}` : "";
  const name = `${label} (${bytes.length} bytes${cut})`;
  const pre = element("pre", { tabindex: "0", "aria-label": name });
  pre.textContent = readable(bytes.subarray(0, MOST_SHOWN));
  return element("div", {}, element("div", { class: "small quiet" }, name), pre);
}

/** Printable ASCII and line feeds as text, with the few characters of notes; everything else in hexadecimal. */
function readable(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text !== "" && /^[\n\x20-\x7e—]*$/.test(text)) return text;
  } catch {
    // Bytes that are no UTF-8 are shown in hexadecimal.
  }
  return formatHex(bytes)
    .replace(/(.{8})/g, "$1 ")
    .trim();
}

function pathTable(path: readonly PathStep[]): HTMLElement {
  const head = ["Level", "Sibling stands", "Sibling", "Result"].map((name) => element("th", { scope: "col" }, name));
  const rows = path.map(({ level, side, sibling, result }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, String(level)),
      element("td", {}, side),
      element("td", { class: "hex" }, formatHex(sibling)),
      element("td", { class: "hex" }, formatHex(result)),
    ),
  );
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  table.prepend(element("caption", { class: "small quiet" }, "The Merkle path, each step recomputed"));
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Merkle path" }, table);
}
