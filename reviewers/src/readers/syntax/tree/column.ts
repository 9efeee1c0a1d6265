/** A growing row of whole numbers. */
export class Column<T extends Uint16Array | Uint32Array> {
  readonly #make: new (length: number) => T;
  #numbers: T;
  #length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#numbers = new make(1_024);
  }

  get length(): number {
    return this.#length;
  }

  get(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#numbers[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const wider = new this.#make(this.#length * 2);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.#length] = value;
    this.#length += 1;
  }

  /** The numbers so far, without room to spare. The column is not to be used afterwards. */
  cut(): T {
    const cut = new this.#make(this.#length);
    cut.set(this.#numbers.subarray(0, this.#length));
    return cut;
  }
}
