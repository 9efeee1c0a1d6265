import { lastName } from "./names.ts";

/** What a call of that name makes. */
type Collection = {
  readonly ordered: boolean;
  readonly map: boolean;
  /** Takes another collection, and so one argument that is none is no element. */
  readonly converts: boolean;
};

const LIST: Collection = { ordered: true, map: false, converts: false };
const SET: Collection = { ordered: false, map: false, converts: false };
const MAP: Collection = { ordered: false, map: true, converts: false };

/** By the last name, or by the last two. */
const COLLECTIONS: ReadonlyMap<string, Collection> = new Map([
  ...["Seq", "List", "Vector", "Array", "IndexedSeq", "LinearSeq", "ListBuffer", "ArrayBuffer", "Iterable"].map(
    (name) => [name, LIST] as const,
  ),
  ...["Arrays.asList", "List.of", "ImmutableList.of", "Stream.of", "Lists.newArrayList", "NonEmptyList.of"].map(
    (name) => [name, LIST] as const,
  ),
  ...["Set", "HashSet", "Set.of", "ImmutableSet.of", "EnumSet.of", "Sets.newHashSet", "SortedSet", "ListSet"].map(
    (name) => [name, SET] as const,
  ),
  ...["Map", "HashMap", "ListMap", "SortedMap", "TreeMap", "Map.ofEntries", "Map.of", "ImmutableMap.of"].map(
    (name) => [name, MAP] as const,
  ),
  ...[
    "list",
    "tuple",
    "Vec.from",
    "VecDeque.from",
    "Array.from",
    "np.array",
    "torch.tensor",
    "jnp.array",
    "tf.constant",
  ].map((name) => [name, { ...LIST, converts: true }] as const),
  ...["set", "frozenset", "HashSet.from", "BTreeSet.from", "IndexSet.from"].map(
    (name) => [name, { ...SET, converts: true }] as const,
  ),
  ...["dict", "OrderedDict", "HashMap.from", "BTreeMap.from", "IndexMap.from", "Object.fromEntries"].map(
    (name) => [name, { ...MAP, converts: true }] as const,
  ),
]);

/** Calls that hand on their only argument in a box of some kind. */
export const BOXES: ReadonlySet<string> = new Set([
  "Arc.new",
  "Box.new",
  "Rc.new",
  "Mutex.new",
  "RwLock.new",
  "Ok",
  "Option",
  "Right",
  "Some",
  "Future.value",
  "Stitch.value",
  "Collections.unmodifiableList",
  "List.copyOf",
  "Object.freeze",
  "Set.copyOf",
]);

/** What a call makes, if it is a collection of its arguments; `type` is the node's, for constructors that take one collection. */
export function collectionOf(callee: string, type: string): Collection | undefined {
  const last = lastName(callee);
  const dot = callee.lastIndexOf(".", callee.length - last.length - 2);
  const found = COLLECTIONS.get(callee.slice(dot + 1)) ?? COLLECTIONS.get(last);
  if (found === undefined) return undefined;
  return type === "new_expression" || type === "object_creation_expression" ? { ...found, converts: true } : found;
}
