import { isRootFile, linesOf } from "./files.ts";
import { parseRoot } from "@countersign/core";
import type { Root } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { checkBundle } from "@countersign/log-check";
import type { CheckedBundle } from "@countersign/log-check";
import { checkList } from "./check-list.ts";
import { element } from "./element.ts";
import { entryForm } from "./entry-form.ts";
import { moveByKeys } from "./keys.ts";
import { verdictSentence } from "./verdict.ts";

/** What was given so far: files may come one after the other. */
const given: { root?: Root; bundle?: { readonly name: string; readonly bytes: Uint8Array } } = {};
/** The newest reading; an earlier one that ends later is not shown. */
let turn = 0;

const result = byId("result");
const status = byId("given");
const drop = document.querySelector(".drop");
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop?.classList.add("over");
});
document.addEventListener("dragleave", () => drop?.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop?.classList.remove("over");
  void take([...(event.dataTransfer?.files ?? [])]);
});
const input = byId("files");
if (input instanceof HTMLInputElement) input.addEventListener("change", () => void take([...(input.files ?? [])]));
moveByKeys();

async function take(files: readonly File[]): Promise<void> {
  const own = ++turn;
  try {
    for (const file of files) await takeFile(file);
    if (given.bundle === undefined) return say("root.json is read. Now the bundle.");
    say(`${given.bundle.name}${given.root === undefined ? ", without a root.json" : " and root.json"}: reading …`);
    await drawn();
    const checked = await check(given.bundle.bytes);
    if (own !== turn) return;
    say(`${given.bundle.name}${given.root === undefined ? ", without a root.json" : " and root.json"}: read.`);
    result.replaceChildren(...shown(checked));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    result.replaceChildren(element("p", { class: "verdict failed" }, `The file cannot be read: ${why}`));
    say("");
  }
}

async function takeFile(file: File): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isRootFile(bytes)) given.root = parseRoot(bytes);
  else given.bundle = { name: file.name, bytes };
}

function check(bytes: Uint8Array): Promise<CheckedBundle> {
  return checkBundle({
    crypto: nobleCrypto,
    lines: linesOf(bytes),
    ...(given.root === undefined ? {} : { root: given.root }),
    async progress(read, size) {
      say(`${read} of ${size} leaves are read.`);
      await drawn();
    },
  });
}

function shown(checked: CheckedBundle): readonly HTMLElement[] {
  const save = element(
    "a",
    { download: "checks.json", href: saved(checked.evidence()) },
    "Save the checks with their bytes as JSON",
  );
  return [
    element("p", { class: `verdict ${checked.verdict}`, role: "status" }, verdictSentence(checked)),
    element("h2", {}, "Every check"),
    checkList(checked.checks, "Checks of the bundle"),
    element("p", {}, save),
    ...entryForm(checked),
  ];
}

function saved(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: "application/json" }));
}

function say(text: string): void {
  status.replaceChildren(element("span", {}, text));
}

/** Lets the page draw what it says before it goes on. */
function drawn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no ${id}`);
  return found;
}
