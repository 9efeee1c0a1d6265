import type { JsonValue } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import { formatFact, parseFact } from "../state/fact.ts";
import type { Fact } from "../state/fact.ts";
import { EMPTY_PAGE, divided, lookUp, rewritten, valuesOn } from "../state/page.ts";
import type { Page } from "../state/page.ts";
import { EMPTY_TABLE, MOST_DIGITS } from "../state/page-table.ts";
import type { PageTable } from "../state/page-table.ts";
import { concurrently } from "./concurrently.ts";
import type { ContentStore } from "./log-parts.ts";
import { recentPages } from "./recent-pages.ts";

/**
 * Facts by key, in immutable pages that are named by their hash: so whoever has the table has all of it, and a run reads
 * and writes only the pages of what it is about, however long the log is.
 */
export type PageIndex = {
  /** Brings what stands under these keys; `state.page` for a page that is missing or not what the table says. */
  readonly load: (keys: Iterable<string>) => Promise<void>;
  /** The facts under a key that was loaded, those added since included. */
  readonly facts: (key: string) => readonly Fact[];
  readonly add: (key: string, fact: Fact) => void;
  /** Replaces all facts under a key that was loaded. */
  readonly replace: (key: string, facts: readonly Fact[]) => void;
  /** Every key of every page with what was added; reads all of it. */
  readonly all: () => AsyncGenerator<readonly [key: string, facts: readonly Fact[]]>;
  /** Writes the pages that changed, durably, and answers the table that names them. Nothing refers to them before. */
  readonly flush: () => Promise<PageTable>;
};

/** Pages grow to about this many keys before the index takes one more digit. */
const KEYS_OF_A_PAGE = 512;
/** The largest page that is read. */
const MOST_BYTES = 1024 * 1024 * 1024;
/** Pages that are held at once, all together. */
const MOST_HELD = 128 * 1024 * 1024;
const CONCURRENCY = 16;

/** Opens the index that a table names. */
export function openPageIndex(store: ContentStore, table: PageTable = EMPTY_TABLE): PageIndex {
  const asked = new Map<string, readonly JsonValue[]>();
  const added = new Map<string, Fact[]>();
  const replaced = new Map<string, readonly Fact[]>();
  const prefixOf = (key: string) => key.slice(0, table.digits);
  const pages = recentPages(async (prefix) => {
    const digest = table.pages.get(prefix);
    return digest === undefined ? EMPTY_PAGE : await storedPage(store, prefix, digest);
  }, MOST_HELD);
  const onPage = (key: string): readonly Fact[] => {
    const values = asked.get(key);
    if (values === undefined) throw new CountersignError("internal.page", `what stands under ${key} was not loaded`);
    return values.map(parseFact);
  };
  const facts = (key: string) => [...(replaced.get(key) ?? onPage(key)), ...(added.get(key) ?? [])];
  return {
    async load(keys) {
      const wanted = new Set([...keys].filter((key) => !asked.has(key)));
      await concurrently([...Map.groupBy(wanted, prefixOf)], CONCURRENCY, async ([prefix, keysThere]) => {
        const unknown = keysThere.filter((key) => !pages.lacks(prefix, key));
        const page = unknown.length === 0 ? EMPTY_PAGE : await pages.page(prefix);
        for (const key of keysThere) asked.set(key, lookUp(page, key));
      });
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
        for (const [key, values] of valuesOn(await pages.page(prefix)))
          yield [key, [...(replaced.get(key) ?? values.map(parseFact)), ...(added.get(key) ?? [])]];
    },
    flush: () => flush(store, table, { added, replaced, page: pages.page }),
  };
}

type Changes = {
  readonly added: ReadonlyMap<string, readonly Fact[]>;
  readonly replaced: ReadonlyMap<string, readonly Fact[]>;
  readonly page: (prefix: string) => Promise<Page>;
};

/** Page by page, so that a long log needs no more memory than a short one. */
async function flush(store: ContentStore, table: PageTable, changes: Changes): Promise<PageTable> {
  const keys = new Set([...changes.added.keys(), ...changes.replaced.keys()]);
  const digits = digitsFor(table, keys.size);
  const byPage = Map.groupBy(keys, (key) => key.slice(0, digits));
  const parts = digits > table.digits ? await dividedPages(table, changes, digits) : undefined;
  const pages = new Map(parts === undefined ? table.pages : []);
  let count = table.keys;
  await concurrently([...new Set([...(parts?.keys() ?? []), ...byPage.keys()])], CONCURRENCY, async (prefix) => {
    const before = parts === undefined ? await changes.page(prefix) : (parts.get(prefix) ?? EMPTY_PAGE);
    const now = rewritten(before, byPage.get(prefix) ?? [], (key, values) => changedFacts(changes, key, values));
    count += now.added;
    pages.set(prefix, (await store.put(now.page)).digest);
  });
  return { digits, keys: count, pages };
}

/** Pages that have become large, by more digits; all together they are not large yet. */
async function dividedPages({ pages }: PageTable, { page }: Changes, digits: number): Promise<Map<string, Page>> {
  const parts = await concurrently([...pages.keys()], CONCURRENCY, async (prefix) => [
    ...divided(await page(prefix), digits),
  ]);
  return new Map(parts.flat());
}

function changedFacts({ added, replaced }: Changes, key: string, before: readonly JsonValue[]): readonly JsonValue[] {
  const kept = replaced.get(key)?.map(formatFact) ?? before;
  return [...kept, ...(added.get(key) ?? []).map(formatFact)];
}

/** As many digits as keep pages small with so many keys more; never fewer than there are. */
function digitsFor({ digits, keys }: PageTable, more: number): number {
  let wanted = digits;
  while (wanted < MOST_DIGITS && keys + more > KEYS_OF_A_PAGE * 16 ** wanted) wanted += 1;
  return wanted;
}

async function storedPage(store: ContentStore, prefix: string, digest: string): Promise<Page> {
  try {
    const bytes = await store.get(digest, MOST_BYTES);
    if (bytes !== undefined) return bytes;
  } catch (cause) {
    if (!(cause instanceof CountersignError) || cause.code !== "files.digest") throw cause;
    throw new CountersignError("state.page", `page '${prefix}' is not the one that the state names`, { cause });
  }
  throw new CountersignError("state.page", `page '${prefix}' (${digest}) is missing`);
}
