import { CountersignError } from "@countersign/core/error";

/** What a server answered: its status, and its body, which comes as it is read. */
export type ServerAnswer = {
  readonly url: string;
  readonly status: number;
  /** The whole body; `undefined` if it has more than `limit` bytes. */
  readonly bytes: (limit: number) => Promise<Uint8Array | undefined>;
  readonly pieces: () => AsyncGenerator<Uint8Array, void, undefined>;
};

/** What is asked of a server. */
export type ServerQuestion = {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
};

/** Milliseconds: how long nothing may come, and how long the whole answer may take. */
export type ServerPatience = { readonly idle: number; readonly whole: number };

/**
 * Asks a server over HTTP and follows it nowhere. `log.unreachable` where it does not answer, answers with a redirect or a
 * status of 500 and more, or stops in the middle; how much is read, the caller says.
 */
export async function askServer(
  url: string,
  question: ServerQuestion,
  patience: ServerPatience,
): Promise<ServerAnswer> {
  const watch = watchdog(patience);
  const { method = "GET", headers = {}, body } = question;
  try {
    const response = await fetch(url, {
      method,
      headers: { "accept-encoding": "identity", ...headers },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      redirect: "manual",
      signal: watch.signal,
    });
    watch.alive();
    const { status } = response;
    if ((status >= 300 && status < 400) || status >= 500) {
      await response.body?.cancel();
      watch.end();
      throw new CountersignError("log.unreachable", `${url} answered ${status}`);
    }
    if (status === 404) {
      // There is nothing in it that anybody reads.
      await response.body?.cancel();
      watch.end();
      return { url, status, pieces: nothing, bytes: async () => new Uint8Array() };
    }
    const pieces = () => piecesOf(url, response, watch);
    return { url, status, pieces, bytes: (limit) => collect(pieces(), limit) };
  } catch (error) {
    watch.end();
    throw unreachable(url, error);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

type Watchdog = { readonly signal: AbortSignal; readonly alive: () => void; readonly end: () => void };

/** Ends a conversation in which nothing comes, or too slowly ever to end. */
function watchdog({ idle, whole }: ServerPatience): Watchdog {
  const controller = new AbortController();
  const give = (what: string) => controller.abort(new Error(what));
  const overall = setTimeout(give, whole, `it took more than ${whole} ms`);
  let silence = setTimeout(give, idle, `nothing came for ${idle} ms`);
  return {
    signal: controller.signal,
    alive() {
      clearTimeout(silence);
      silence = setTimeout(give, idle, `nothing came for ${idle} ms`);
    },
    end() {
      clearTimeout(overall);
      clearTimeout(silence);
    },
  };
}

async function* piecesOf(
  url: string,
  { body }: Response,
  watch: Watchdog,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const piece of body ?? []) {
      watch.alive();
      yield piece;
      // Whoever reads may be slow: only the server's silence counts.
      watch.alive();
    }
  } catch (error) {
    throw unreachable(url, error);
  } finally {
    watch.end();
  }
}

async function collect(pieces: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of pieces) {
    size += part.length;
    if (size > limit) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function unreachable(url: string, error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const detail = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return new CountersignError("log.unreachable", `${url}: ${detail}`, { cause: error });
}
