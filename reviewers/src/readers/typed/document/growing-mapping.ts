import type { DocumentEntry, DocumentNode, MappingNode } from "./node.ts";

/** A mapping that is filled from several places of a text, as tables of TOML and paths of HOCON are. */
export class GrowingMapping implements MappingNode {
  readonly is = "mapping";
  readonly from: number;
  readonly #entries: DocumentEntry[] = [];
  readonly #known = new Map<string, DocumentNode>();
  readonly #rows = new Map<string, DocumentNode[]>();
  #to: number;

  constructor(line: number) {
    this.from = line;
    this.#to = line;
  }

  get to(): number {
    return this.#to;
  }

  get entries(): readonly DocumentEntry[] {
    return this.#entries;
  }

  /** Adds a value; a key that is there already stays there. */
  add(key: string, line: number, node: DocumentNode): void {
    this.#entries.push({ key, line, node });
    this.#known.set(key, node);
    this.#to = Math.max(this.#to, line);
  }

  /** The mapping below a key, the last one of a sequence of mappings, or a new one. */
  below(key: string, line: number): GrowingMapping {
    const known = this.#rows.get(key)?.at(-1) ?? this.#known.get(key);
    if (known instanceof GrowingMapping) return known;
    const made = new GrowingMapping(line);
    this.add(key, line, made);
    return made;
  }

  /** A new mapping at the end of the sequence below a key. */
  row(key: string, line: number): GrowingMapping {
    const made = new GrowingMapping(line);
    const rows = this.#rows.get(key);
    if (rows !== undefined) rows.push(made);
    else {
      const items: DocumentNode[] = [made];
      this.#rows.set(key, items);
      this.add(key, line, { is: "sequence", items, from: line, to: line });
    }
    return made;
  }

  /** The mapping at a path below this one; made where it is not there. */
  at(path: readonly string[], line: number): GrowingMapping {
    return path.reduce((mapping: GrowingMapping, key) => mapping.below(key, line), this);
  }
}
