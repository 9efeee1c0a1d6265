import type { Fact, List, Setting } from "../../facts/fact.ts";
import { lastName } from "../extract.ts";
import type { Side } from "../extract.ts";

/** Settings that begin before a list and are asked whether they hold it. */
const MOST_ASKED = 40;

const BUILDS: ReadonlySet<string> = new Set(
  "from_iter,from,of,apply,Set,List,Seq,Vector,Array,Map,HashSet,FxHashSet,BTreeSet,HashMap,LongOpenHashSet,frozenset,set,tuple,list,new,asList,listOf,setOf,copyOf,vec,phf_set,lazy_static,Ok,Some".split(
    ",",
  ),
);

/**
 * The name that a list goes by: its own, or where only a constructor of collections names it, that of the innermost setting that holds it
 * (`static IDS = Lazy::new(|| HashSet::from_iter([…]))`), with what is noted there.
 */
export function heldBy(side: Side, list: List): Pick<List, "name" | "notes"> {
  if (list.name !== "" && !isConstructor(list.name)) return list;
  const holder = holderOf(settingsOf(side), list);
  const constructor = list.name === "" || isConstructor(list.name);
  if (holder === undefined) return constructor ? { name: "", notes: list.notes } : list;
  return { name: holder.name, notes: [...holder.notes, ...list.notes] };
}

function isConstructor(name: string): boolean {
  return BUILDS.has(lastName(name).replace(/!$/u, ""));
}

function holderOf(settings: readonly Setting[], list: List): Setting | undefined {
  const last = lastUpTo(settings, list.from);
  let best: Setting | undefined;
  for (let at = last; at >= 0 && at > last - MOST_ASKED; at -= 1) {
    const one = settings[at];
    if (one === undefined || one.to < list.to || one.value.is === "name") continue;
    if (best === undefined || one.to - one.from < best.to - best.from) best = one;
    else if (one.from === best.from && one.to === best.to && one.notes.length > best.notes.length) best = one;
  }
  return best;
}

/** Index of the last setting that begins on a line or before it; −1 where there is none. */
function lastUpTo(settings: readonly Setting[], line: number): number {
  let [low, high] = [0, settings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((settings[middle]?.from ?? Infinity) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const known = new WeakMap<readonly Fact[], readonly Setting[]>();

function settingsOf({ facts }: Side): readonly Setting[] {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const settings = facts
    .filter((fact): fact is Setting => fact.fact === "setting")
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
  known.set(facts, settings);
  return settings;
}
