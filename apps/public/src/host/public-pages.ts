import type { IncomingMessage, ServerResponse } from "node:http";
import { atomFeed, jsonFeed } from "../feeds.ts";
import { publicState } from "../public-state.ts";
import type { PublicSource } from "../public-state.ts";
import { PUBLIC_POLICY, renderPublic } from "../render-public.ts";
import type { VerifyPage } from "./verify-page.ts";

/** What the pages work with. */
export type PublicParts = {
  /** Where the service is reached. */
  readonly service: string;
  /** Reads and verifies the log; rejects where it does not verify. Asked at most once in `every` milliseconds. */
  readonly read: () => Promise<PublicSource>;
  /** Keeps the last good copy over a restart; `put` is durable. */
  readonly kept: {
    readonly get: (name: string) => Promise<Uint8Array | undefined>;
    readonly put: (name: string, bytes: Uint8Array) => Promise<void>;
  };
  /** The verify page as it was built; absent where it was not. */
  readonly verify?: VerifyPage;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly every?: number;
  /** Told why the log could not be read. */
  readonly failed: (error: unknown) => void;
};

type Page = { readonly type: string; readonly body: string; readonly status: number };
type Pages = ReadonlyMap<string, Page>;

const TYPES: Readonly<Record<string, string>> = {
  "/public": "text/html; charset=utf-8",
  "/public/feed.atom": "application/atom+xml; charset=utf-8",
  "/public/feed.json": "application/json; charset=utf-8",
};

/**
 * Answers `/public`, its feeds and `/verify`; false where a request is for something else, and nothing was answered. While the log cannot be
 * read or does not verify, the last good copy is answered, which says of when it is.
 */
export function publicPages(
  parts: PublicParts,
): (request: Pick<IncomingMessage, "method" | "url">, response: ServerResponse) => Promise<boolean> {
  const pages = refreshed(parts);
  return async ({ method, url }, response) => {
    if (method !== "GET" && method !== "HEAD") return false;
    const path = url?.split("?", 1)[0] ?? "";
    if (path === "/verify" && parts.verify !== undefined) {
      answer(
        response,
        method,
        { type: "text/html; charset=utf-8", body: parts.verify.html, status: 200 },
        parts.verify.policy,
      );
      return true;
    }
    if (!Object.hasOwn(TYPES, path)) return false;
    const page = (await pages()).get(path);
    answer(
      response,
      method,
      page ?? { type: "text/plain; charset=utf-8", body: NOTHING_YET, status: 503 },
      PUBLIC_POLICY,
    );
    return true;
  };
}

const NOTHING_YET =
  "The log cannot be read at the moment, and there is no earlier copy of this page. Please come back later.\n";
const EVERY = 60_000;

/** One reading at a time, however many ask; what was read is kept before it is shown. */
function refreshed(parts: PublicParts): () => Promise<Pages> {
  let last: { readonly at: number; readonly pages: Promise<Pages> } | undefined;
  return () => {
    const at = parts.now();
    if (last === undefined || at - last.at >= (parts.every ?? EVERY)) last = { at, pages: readPages(parts) };
    return last.pages;
  };
}

async function readPages(parts: PublicParts): Promise<Pages> {
  const { service, kept } = parts;
  try {
    const state = publicState(await parts.read(), Math.floor(parts.now() / 1000));
    const [atom, json] = [atomFeed(state, service), jsonFeed(state)];
    await kept.put(keptName("/public"), utf8(renderPublic(state, { service, copy: true })));
    await kept.put(keptName("/public/feed.atom"), utf8(atom));
    await kept.put(keptName("/public/feed.json"), utf8(json));
    return pagesOf(
      new Map([
        ["/public", renderPublic(state, { service })],
        ["/public/feed.atom", atom],
        ["/public/feed.json", json],
      ]),
    );
  } catch (error) {
    parts.failed(error);
    return keptPages(parts);
  }
}

async function keptPages({ kept }: PublicParts): Promise<Pages> {
  const bodies = new Map<string, string>();
  for (const path of Object.keys(TYPES)) {
    const bytes = await kept.get(keptName(path)).catch(() => undefined);
    if (bytes !== undefined) bodies.set(path, new TextDecoder().decode(bytes));
  }
  return pagesOf(bodies);
}

function pagesOf(bodies: ReadonlyMap<string, string>): Pages {
  return new Map([...bodies].map(([path, body]) => [path, { type: TYPES[path] ?? "", body, status: 200 }]));
}

function keptName(path: string): string {
  return `public/${path === "/public" ? "page.html" : path.slice("/public/".length)}`;
}

function answer(response: ServerResponse, method: string, { type, body, status }: Page, policy: string): void {
  const bytes = utf8(body);
  response.writeHead(status, {
    "content-type": type,
    "content-length": bytes.length,
    "cache-control": status === 200 ? "public, max-age=60" : "no-store",
    "content-security-policy": policy,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
  response.end(method === "HEAD" ? undefined : bytes);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
