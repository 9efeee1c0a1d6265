import { dictionary, formatCanonical, json, list, parseCanonical, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { formatFact, parseFact } from "../state/fact.ts";
import type { Fact } from "../state/fact.ts";
import { EMPTY_TABLE } from "../state/page-table.ts";
import type { PageTable } from "../state/page-table.ts";
import { concurrently } from "./concurrently.ts";
import type { ContentStore } from "./log-parts.ts";

/**
 * Facts by key, in immutable pages that are named by their hash: so whoever has the table has all of it, and a run reads
 * and writes only the pages of what it is about, however long the log is.
 */
export type PageIndex = {
  /** Brings the pages of these keys; `state.page` for one that is missing or not what the table says. */
  readonly load: (keys: Iterable<string>) => Promise<void>;
  /** The facts under a key whose page was loaded, those added since included. */
  readonly facts: (key: string) => readonly Fact[];
  readonly add: (key: string, fact: Fact) => void;
  /** Replaces all facts under a key whose page was loaded. */
  readonly replace: (key: string, facts: readonly Fact[]) => void;
  /** Every key of every page with what was added; reads all of it. */
  readonly all: () => AsyncGenerator<readonly [key: string, facts: readonly Fact[]]>;
  /** Writes the pages that changed, durably, and answers the table that names them. Nothing refers to them before. */
  readonly flush: () => Promise<PageTable>;
};

/** Pages grow to about this many keys before the index takes one more digit. */
const KEYS_OF_A_PAGE = 512;
const MOST_DIGITS = 3;
const MOST_BYTES = 1024 * 1024 * 1024;
const CONCURRENCY = 16;

type Page = { [key: string]: readonly JsonValue[] };

/** Opens the index that a table names. */
export function openPageIndex(store: ContentStore, table: PageTable = EMPTY_TABLE): PageIndex {
  const loaded = new Map<string, Page>();
  const added = new Map<string, Fact[]>();
  const replaced = new Map<string, readonly Fact[]>();
  const pageOf = (key: string) => key.slice(0, table.digits);
  const readPage = async (prefix: string): Promise<Page> => {
    const digest = table.pages.get(prefix);
    return digest === undefined ? {} : parsePage(await storedPage(store, prefix, digest));
  };
  const onPage = (key: string): readonly Fact[] => {
    const page = loaded.get(pageOf(key));
    if (page === undefined) throw new CountersignError("internal.page", `the page of ${key} was not loaded`);
    return Object.hasOwn(page, key) ? (page[key] ?? []).map(parseFact) : [];
  };
  const facts = (key: string) => [...(replaced.get(key) ?? onPage(key)), ...(added.get(key) ?? [])];
  return {
    async load(keys) {
      const wanted = new Set([...keys].map(pageOf).filter((prefix) => !loaded.has(prefix)));
      await concurrently([...wanted], CONCURRENCY, async (prefix) => loaded.set(prefix, await readPage(prefix)));
    },
    facts,
    add(key, fact) {
      const known = added.get(key);
      if (known === undefined) added.set(key, [fact]);
      else known.push(fact);
    },
    replace(key, now) {
      replaced.set(key, now);
      added.delete(key);
    },
    async *all() {
      for (const prefix of table.pages.keys())
        for (const [key, values] of Object.entries(loaded.get(prefix) ?? (await readPage(prefix))))
          yield [key, [...(replaced.get(key) ?? values.map(parseFact)), ...(added.get(key) ?? [])]];
    },
    flush: () =>
      flush(store, table, { added, replaced, page: async (prefix) => loaded.get(prefix) ?? readPage(prefix) }),
  };
}

type Changes = {
  readonly added: ReadonlyMap<string, readonly Fact[]>;
  readonly replaced: ReadonlyMap<string, readonly Fact[]>;
  readonly page: (prefix: string) => Promise<Page>;
};

/**
 * Page by page, so that a long log needs no more memory than a short one. Where pages have become large, each is divided
 * while it is written.
 */
async function flush(store: ContentStore, table: PageTable, changes: Changes): Promise<PageTable> {
  const keys = new Set([...changes.added.keys(), ...changes.replaced.keys()]);
  const byPage = Map.groupBy(keys, (key) => key.slice(0, table.digits));
  const digits = digitsFor(table, keys.size);
  const divided = digits > table.digits;
  const touched = new Set(divided ? [...table.pages.keys(), ...byPage.keys()] : byPage.keys());
  const pages = new Map(divided ? [] : table.pages);
  let count = table.keys;
  await concurrently([...touched], CONCURRENCY, async (prefix) => {
    const page: Page = { ...(await changes.page(prefix)) };
    for (const key of byPage.get(prefix) ?? []) {
      if (page[key] === undefined) count += 1;
      page[key] = changedFacts(changes, key, page[key] ?? []);
    }
    for (const [name, entries] of Map.groupBy(Object.entries(page), ([key]) => key.slice(0, digits)))
      pages.set(name, await storePage(store, Object.fromEntries(entries)));
  });
  return { digits, keys: count, pages };
}

function changedFacts({ added, replaced }: Changes, key: string, before: Page[string]): Page[string] {
  const kept = replaced.get(key)?.map(formatFact) ?? before;
  return [...kept, ...(added.get(key) ?? []).map(formatFact)];
}

/** As many digits as keep pages small with so many keys more; never fewer than there are. */
function digitsFor({ digits, keys }: PageTable, more: number): number {
  let wanted = digits;
  while (wanted < MOST_DIGITS && keys + more > KEYS_OF_A_PAGE * 16 ** wanted) wanted += 1;
  return wanted;
}

async function storePage(store: ContentStore, page: Page): Promise<string> {
  return (await store.put(formatCanonical(page))).digest;
}

async function storedPage(store: ContentStore, prefix: string, digest: string): Promise<Uint8Array> {
  try {
    const bytes = await store.get(digest, MOST_BYTES);
    if (bytes !== undefined) return bytes;
  } catch (cause) {
    if (!(cause instanceof CountersignError) || cause.code !== "files.digest") throw cause;
    throw new CountersignError("state.page", `page '${prefix}' is not the one that the state names`, { cause });
  }
  throw new CountersignError("state.page", `page '${prefix}' (${digest}) is missing`);
}

/** Facts stay unread until somebody asks for their key. */
function parsePage(bytes: Uint8Array): Page {
  return read(pageReader, parseCanonical(bytes, "state"), "state");
}

const pageReader = dictionary(list(json));
