import { between } from "../../../apps/lumen/src/world/random.ts";
import type { Random } from "../../../apps/lumen/src/world/random.ts";
import { withItems, withPart, withStatements } from "./edit.ts";
import type { Expression, Item, Layout, Statement } from "./program.ts";
import type { Part, Service } from "./service.ts";

/** A service as it is laid out. */
export type Laid = { readonly service: Service; readonly layout: Layout };

/** A change of text that changes nothing of what is recommended. */
export type Refactoring = {
  readonly name: string;
  readonly title: string;
  readonly make: (random: Random, laid: Laid) => Laid;
};

/** Every harmless kind. */
export const REFACTORINGS: readonly Refactoring[] = [
  {
    name: "rename local",
    title: "Clearer names",
    make: (_, { service, layout }) => ({
      layout,
      service: withStatements(service, "score", (one) => renamedStatement(one, "weighted sum", "total value")),
    }),
  },
  {
    name: "rename constants",
    title: "Consistent naming",
    make: (_, { service, layout }) => ({
      layout,
      service: withItems(service, "score", (item) => renamedConstants(item, (name) => `post ${name}`)),
    }),
  },
  {
    name: "rename file",
    title: "Move scorer",
    make: (_, { service, layout }) => ({
      layout,
      service: withPart(service, "score", (source) => ({ ...source, name: `${source.name} v`, folder: "scorers" })),
    }),
  },
  {
    name: "move function",
    title: "Put things where they belong",
    make(_, { service, layout }) {
      const isMoved = (item: Item) => item.is === "function";
      const moved = service.judge.items.filter(isMoved);
      const without = withPart(service, "judge", (source) => ({
        ...source,
        items: source.items.filter((item) => !isMoved(item)),
      }));
      return {
        layout,
        service: withPart(without, "filter", (source) => ({ ...source, items: [...source.items, ...moved] })),
      };
    },
  },
  {
    name: "reorder items",
    title: "Order definitions",
    make: (_, { service, layout }) => ({
      layout,
      service: withPart(service, "sources", (source) => ({
        ...source,
        items: source.items.toReversed(),
      })),
    }),
  },
  {
    name: "reformat",
    title: "Reformat",
    make: (_, { service, layout }) => ({
      service,
      layout: { step: layout.step === 2 ? 4 : 2, tall: !layout.tall, airy: !layout.airy },
    }),
  },
  {
    name: "comments",
    title: "Document",
    make: (random, { service, layout }) => ({
      layout,
      service: PARTS.reduce(
        (all, part) =>
          withItems(all, part, (item) =>
            item.is === "constant"
              ? { ...item, note: `Reviewed by the ranking team, item ${between(random, 10, 99)}.` }
              : item,
          ),
        service,
      ),
    }),
  },
  {
    name: "import order",
    title: "Sort imports",
    make: (_, { service, layout }) => ({
      layout,
      service: PARTS.reduce(
        (all, part) => withPart(all, part, (source) => ({ ...source, imports: source.imports.toReversed() })),
        service,
      ),
    }),
  },
];

const PARTS: readonly Part[] = [
  "score",
  "filter",
  "stages",
  "sources",
  "features",
  "flags",
  "stream",
  "labels",
  "judge",
];

function renamedConstants(item: Item, rename: (name: string) => string): Item {
  if (item.is === "constant") return { ...item, name: rename(item.name) };
  if (item.is !== "function") return item;
  return {
    ...item,
    body: item.body.map((one) =>
      mapStatement(one, (inner) => (inner.is === "constant" ? { ...inner, name: rename(inner.name) } : inner)),
    ),
  };
}

function renamedStatement(one: Statement, from: string, to: string): Statement {
  const renamed = mapStatement(one, (inner) =>
    inner.is === "local" && inner.name === from ? { ...inner, name: to } : inner,
  );
  return renamed.is === "let" && renamed.name === from ? { ...renamed, name: to } : renamed;
}

function mapStatement(one: Statement, change: (expression: Expression) => Expression): Statement {
  switch (one.is) {
    case "let":
    case "return":
      return { ...one, value: mapExpression(one.value, change) };
    case "if":
      return { ...one, when: mapExpression(one.when, change), does: mapStatement(one.does, change) };
    case "do":
      return { ...one, call: mapExpression(one.call, change) };
    case "note":
      return one;
    default:
      return never(one);
  }
}

function mapExpression(one: Expression, change: (expression: Expression) => Expression): Expression {
  const inner = (other: Expression) => mapExpression(other, change);
  if (one.is === "both") return { ...one, left: inner(one.left), right: inner(one.right) };
  if (one.is === "call") return { ...one, args: one.args.map(inner) };
  if (one.is === "member") return { ...one, one: inner(one.one) };
  return change(one);
}

function never(value: never): never {
  throw new Error(`nobody knows ${JSON.stringify(value)}`);
}
