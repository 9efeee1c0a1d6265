import type { Path } from "@countersign/core";
import type { Moved } from "../contract.ts";
import type { Definition, Fact, Setting } from "../facts/fact.ts";
import { renamed, valueKey } from "../facts/same-fact.ts";
import type { Renames } from "../facts/same-fact.ts";
import { similar } from "./similar.ts";

/** What is left of both sides of a file. */
export type Sides = { readonly path: Path; readonly base: readonly Fact[]; readonly result: readonly Fact[] };

/** Definitions that stand elsewhere or under another name, and the names that were replaced with them. */
export type Movement = { readonly moved: readonly Moved[]; readonly renames: Renames };

/** Units of a body below which it says too little to be recognised. */
const SHORTEST = 40;

type Standing = { readonly path: Path; readonly definition: Definition };

/**
 * Finds what was moved or renamed: a definition that is gone has the body of one that is new, and of no other; or its name, its sort,
 * and most of its body. `renames` are those known so far, because a body may name other things that were renamed.
 */
export function movement(files: readonly Sides[], renames: Renames): Movement {
  const gone = files.flatMap(({ path, base }) => standing(path, base));
  const come = files.flatMap(({ path, result }) => standing(path, result));
  const same = pairs(gone, come, ({ definition }) => bodyKey(definition, renames), bodyKeyOf);
  const [left, more] = [
    without(
      gone,
      same.map(([from]) => from),
    ),
    without(
      come,
      same.map(([, to]) => to),
    ),
  ];
  const edited = pairs(left, more, nameKey, nameKey).filter(
    ([from, to]) => from.path !== to.path && similar(from.definition.body, to.definition.body),
  );
  const found = [...same, ...edited];
  return {
    moved: found
      .filter(([from, to]) => from.path !== to.path || from.definition.name !== to.definition.name)
      .map(([from, to]) => ({ from, to })),
    renames: new Map([
      ...renames,
      ...found.flatMap(([from, to]) => renaming(from.definition.name, to.definition.name)),
      ...files.flatMap(renamedConstants),
    ]),
  };
}

function standing(path: Path, facts: readonly Fact[]): readonly Standing[] {
  return facts.flatMap((fact) => (fact.fact === "definition" ? [{ path, definition: fact }] : []));
}

function bodyKeyOf({ definition }: Standing): string | undefined {
  return bodyKey(definition, new Map());
}

function bodyKey({ sort, body, types }: Definition, renames: Renames): string | undefined {
  if (body.length < SHORTEST) return undefined;
  return renamed(`${sort} ${types.join(" ")} ${body}`, renames);
}

function nameKey({ definition: { sort, name, body } }: Standing): string | undefined {
  return name === "" || body.length < SHORTEST ? undefined : `${sort} ${name}`;
}

/** Pairs what has one key on both sides, and nothing else has; of several with equal names, those that stand in the same file. */
function pairs(
  gone: readonly Standing[],
  come: readonly Standing[],
  keyOfGone: (one: Standing) => string | undefined,
  keyOfCome: (one: Standing) => string | undefined,
): readonly (readonly [Standing, Standing])[] {
  const candidates = Map.groupBy(come, keyOfCome);
  return [...Map.groupBy(gone, keyOfGone)].flatMap(([key, from]) => {
    const to = key === undefined ? [] : (candidates.get(key) ?? []);
    const [first, second] = [from[0], to[0]];
    if (from.length === 1 && to.length === 1 && first !== undefined && second !== undefined) return [[first, second]];
    if (to.length === 0) return [];
    const [likes, alone] = [likeness(to), likeness(from)];
    return from.flatMap((one) => {
      const like = likes(one);
      return like === undefined || alone(one) === undefined ? [] : [[one, like] as const];
    });
  });
}

/** Finds the only one of these that stands in the same file, or has the same name; undefined where several do. Linear in all. */
function likeness(all: readonly Standing[]): (one: Standing) => Standing | undefined {
  const inFile = Map.groupBy(all, ({ path }) => path);
  const named = Map.groupBy(all, ({ definition }) => definition.name);
  const both = Map.groupBy(all, placeOf);
  return (one) => {
    const [there, alike] = [inFile.get(one.path) ?? [], named.get(one.definition.name) ?? []];
    const count = there.length + alike.length - (both.get(placeOf(one)) ?? []).length;
    return count === 1 ? (there[0] ?? alike[0]) : undefined;
  };
}

function placeOf({ path, definition }: Standing): string {
  return JSON.stringify([path, definition.name]);
}

function without(all: readonly Standing[], some: readonly Standing[]): readonly Standing[] {
  const taken = new Set(some);
  return all.filter((one) => !taken.has(one));
}

function renaming(from: string, to: string): readonly (readonly [string, string])[] {
  return from === to || from === "" || to === "" ? [] : [[from, to]];
}

/** A constant that has the value and the surroundings of another one that is gone, and of no other. */
function renamedConstants({ base, result }: Sides): readonly (readonly [string, string])[] {
  const come = Map.groupBy(constants(result), constantKey);
  return [...Map.groupBy(constants(base), constantKey)].flatMap(([key, from]) => {
    const to = come.get(key) ?? [];
    const [first, second] = [from[0], to[0]];
    return from.length === 1 && to.length === 1 && first !== undefined && second !== undefined
      ? renaming(first.name, second.name)
      : [];
  });
}

function constants(facts: readonly Fact[]): readonly Setting[] {
  return facts.filter((fact): fact is Setting => fact.fact === "setting" && fact.as === "constant");
}

function constantKey({ within, value, test }: Setting): string {
  return JSON.stringify([within, valueKey(value), test]);
}
