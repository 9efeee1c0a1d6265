import type { Random } from "../../../apps/lumen/src/world/random.ts";
import type { Risk } from "../../../apps/lumen/history/expectation.ts";
import type { Item, Source, Statement, Tongue } from "./program.ts";
import type { Part, Service } from "./service.ts";

/** What an edit makes of a service, and what an analysis owes of it. */
type Edit = {
  readonly service: Service;
  readonly part: Part;
  readonly expected: readonly Owed[];
  /** Classes that are true of the same file as well. */
  readonly allowed?: readonly string[];
};

/** A finding that is owed, in the file of the edit's part. */
type Owed = { readonly class: string; readonly code: string; readonly risk: Risk };

/** One kind of edit. */
export type Kind = {
  readonly name: string;
  /** What an author may say of it. */
  readonly title: string;
  readonly make: (random: Random, service: Service, tongue: Tongue) => Edit;
};

/** A service with one of its parts changed. */
export function withPart(service: Service, part: Part, change: (source: Source) => Source): Service {
  return { ...service, [part]: change(service[part]) };
}

/** A part with its items changed. */
export function withItems(service: Service, part: Part, change: (item: Item) => Item | readonly Item[]): Service {
  return withPart(service, part, (source) => ({ ...source, items: source.items.flatMap(change) }));
}

/** A part with the statements of its functions changed. */
export function withStatements(
  service: Service,
  part: Part,
  change: (statement: Statement) => Statement | readonly Statement[],
): Service {
  return withItems(service, part, (item) =>
    item.is === "function" ? { ...item, body: item.body.flatMap(change) } : item,
  );
}
