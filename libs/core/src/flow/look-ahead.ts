/** Something on its way: how many bytes it keeps, and what is being made ready for it meanwhile. */
export type Underway<T, R> = { readonly item: T; readonly bytes: number; readonly ready: Promise<R> };

/** How far to look ahead; the item that exceeds `bytes` is the last that is taken. */
export type LookAheadLimits = { readonly items: number; readonly bytes: number };

type Queue<T, R> = {
  readonly waiting: Underway<T, R>[];
  bytes: number;
  /** Nothing more is taken: the source has ended, or nobody asks for it any more. */
  ended: boolean;
  changed: PromiseWithResolvers<void>;
};

/**
 * The items of a source in their order, each with what was made ready for it, while as many as the limits allow are taken
 * from the source ahead of whoever asks. What the source throws comes after all items before it. No `ready` rejects.
 */
export async function* lookAhead<T, R>(
  source: AsyncIterable<Underway<T, R>>,
  limits: LookAheadLimits,
): AsyncGenerator<{ readonly item: T; readonly ready: R }, void, undefined> {
  const queue: Queue<T, R> = { waiting: [], bytes: 0, ended: false, changed: Promise.withResolvers() };
  const filling = fill(queue, source, limits);
  // Judged where its turn comes.
  filling.catch(() => {});
  try {
    for (let next = await first(queue); next !== undefined; next = await first(queue)) {
      const ready = await next.ready;
      queue.waiting.shift();
      queue.bytes -= next.bytes;
      notify(queue);
      yield { item: next.item, ready };
    }
    await filling;
  } finally {
    queue.ended = true;
    notify(queue);
    await filling.catch(() => {});
  }
}

async function first<T, R>(queue: Queue<T, R>): Promise<Underway<T, R> | undefined> {
  while (queue.waiting.length === 0 && !queue.ended) await queue.changed.promise;
  return queue.waiting[0];
}

async function fill<T, R>(
  queue: Queue<T, R>,
  source: AsyncIterable<Underway<T, R>>,
  limits: LookAheadLimits,
): Promise<void> {
  const isFull = () => queue.waiting.length >= limits.items || queue.bytes >= limits.bytes;
  try {
    for await (const next of source) {
      if (queue.ended) return;
      queue.waiting.push(next);
      queue.bytes += next.bytes;
      notify(queue);
      while (isFull() && !queue.ended) await queue.changed.promise;
    }
  } finally {
    queue.ended = true;
    notify(queue);
  }
}

function notify<T, R>(queue: Queue<T, R>): void {
  queue.changed.resolve();
  queue.changed = Promise.withResolvers();
}
