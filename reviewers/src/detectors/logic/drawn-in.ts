import { fileName } from "../../content/names.ts";
import type { Examined, MarkedLine, Moved } from "../../contract.ts";
import type { Fact } from "../../facts/fact.ts";

/** Documents in which what is drawn in is read as if it stood there. */
const DOCUMENTS: ReadonlySet<string> = new Set(["hocon", "ini", "yaml", "toml", "json", "jinja"]);

/** Names of what stands elsewhere now: where it was, and where it is. */
export type Places = { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> };

/** Names of files and definitions that moved in a change, and of files that went from one folder to another. */
export function movedPlaces(files: readonly Examined[], moved: readonly Moved[]): Places {
  const gone = files.filter(({ entry }) => entry.newMode === "000000").map(({ path }) => stemOf(path));
  const come = new Set(files.filter(({ entry }) => entry.oldMode === "000000").map(({ path }) => stemOf(path)));
  const folders = gone.filter((stem) => come.has(stem));
  return {
    from: new Set([...folders, ...moved.flatMap(({ from }) => [stemOf(from.path), from.definition.name])]),
    to: new Set([...folders, ...moved.flatMap(({ to }) => [stemOf(to.path), to.definition.name])]),
  };
}

/**
 * Whether what a file draws in is more than layout: a name comes from another place that nothing in the change moved it to, it is another
 * name there, or something is drawn in and nothing else of the file changes, so that it is drawn in for what it does.
 */
export function drawsInOtherwise(file: Examined, places: Places): boolean {
  const language = (file.result ?? file.base)?.language ?? "";
  const [gone, come] = [modulesOf(file.base?.facts), modulesOf(file.result?.facts)];
  if (DOCUMENTS.has(language)) return gone.length + come.length > 0;
  const follows = (module: string, names: ReadonlySet<string>) => partsOf(module).some((part) => names.has(part));
  if (gone.length > 0 && come.length > 0)
    return !(gone.every((one) => follows(one, places.from)) && come.every((one) => follows(one, places.to)));
  if (gone.length > 0) return false;
  if (come.length > 0) return !file.added.some(isCode) && !file.removed.some(isCode);
  return file.removed.some(isRenaming) && file.added.some(isRenaming);
}

function isCode({ sort, layout }: MarkedLine): boolean {
  return sort === "code" && !layout;
}

function isRenaming({ sort, layout, text }: MarkedLine): boolean {
  return sort === "import" && !layout && /\bas\b|=>/u.test(text);
}

function modulesOf(facts: readonly Fact[] = []): readonly string[] {
  return facts.flatMap((fact) => (fact.fact === "import" && !fact.test ? [fact.module] : []));
}

function partsOf(module: string): readonly string[] {
  return module.slice(0, 1_000).split(/[./:\\]+/u);
}

function stemOf(path: string): string {
  return fileName(path).replace(/\..*$/s, "");
}
