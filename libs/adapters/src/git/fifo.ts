/** A queue with constant cost at both ends. */
export type Fifo<T> = {
  readonly push: (item: T) => void;
  readonly shift: () => T | undefined;
  readonly size: () => number;
};

/** An empty queue. */
export function fifo<T>(): Fifo<T> {
  let items: T[] = [];
  let head = 0;
  return {
    push: (item) => void items.push(item),
    shift() {
      const item = items[head];
      if (head < items.length) head += 1;
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    size: () => items.length - head,
  };
}
