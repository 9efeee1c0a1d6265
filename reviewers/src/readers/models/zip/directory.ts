import { BrokenModel, ByteReader, beginsWith } from "../bytes/byte-reader.ts";
import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { inflated } from "./inflate.ts";

/** A member of an archive as its central directory describes it. */
export type Member = {
  readonly name: string;
  readonly method: number;
  readonly packed: bigint;
  readonly size: bigint;
  readonly at: bigint;
};

const MOST_MEMBERS = 100_000;
/** A member that grows more, and by more than this, is a bomb; arrays of zeros grow a lot. */
const LARGEST_RATIO = 200n;
const LEAST_BOMB = 10_000_000n;

/** Members of a zip archive. Flags names that leave the folder or stand twice, members over each other, and those that grow without measure. */
export function zipMembers(bytes: Uint8Array, outline: OutlineBuilder): readonly Member[] {
  const { count, start } = endRecord(bytes);
  const reader = new ByteReader(bytes, start);
  const members: Member[] = [];
  for (let index = 0n; index < count; index += 1n) {
    if (members.length >= MOST_MEMBERS) throw new BrokenModel(`more than ${MOST_MEMBERS} members`, "limit.rows");
    members.push(memberOf(reader));
  }
  check(members, bytes.length, outline);
  return members;
}

/** The first bytes of a member's content, at most `most`; undefined where it is packed in another way. */
export function memberContent(
  bytes: Uint8Array,
  { at, method, packed, name }: Member,
  most: number,
): Uint8Array | undefined {
  if (at > BigInt(bytes.length)) throw new BrokenModel(`${name} begins beyond the end`);
  const reader = new ByteReader(bytes, Number(at));
  if (!beginsWith(bytes, "PK\u0003\u0004", reader.at)) throw new BrokenModel(`${name} has no header of its own`);
  reader.skip(26);
  const [names, extra] = [reader.u16(), reader.u16()];
  const own = reader.text(names);
  if (own !== name) throw new BrokenModel(`${name} calls itself ${own}`);
  reader.skip(extra);
  const content = reader.take(reader.within(packed));
  if (method === 0) return content.subarray(0, most);
  return method === 8 ? inflated(content, most) : undefined;
}

/** Where the central directory begins, and how many members it has; those of archives beyond 4 GiB are elsewhere. */
function endRecord(bytes: Uint8Array): { readonly count: bigint; readonly start: number } {
  for (let at = bytes.length - 22; at >= 0 && at >= bytes.length - 65_557; at -= 1) {
    if (bytes[at] !== 0x50 || !beginsWith(bytes, "PK\u0005\u0006", at)) continue;
    const reader = new ByteReader(bytes, at + 10);
    const count = reader.u16();
    reader.skip(4);
    const start = reader.u32();
    if (start !== 0xffffffff && count !== 0xffff) return { count: BigInt(count), start };
    return largeRecord(bytes, at);
  }
  throw new BrokenModel("it has no directory");
}

function largeRecord(bytes: Uint8Array, end: number): { readonly count: bigint; readonly start: number } {
  const locator = new ByteReader(bytes, Math.max(0, end - 20) + 8);
  const record = locator.u64();
  if (record > BigInt(bytes.length)) throw new BrokenModel("its directory lies beyond the end");
  if (!beginsWith(bytes, "PK\u0006\u0006", Number(record))) throw new BrokenModel("it has no directory");
  const reader = new ByteReader(bytes, Number(record) + 32);
  const count = reader.u64();
  reader.skip(8);
  const start = reader.u64();
  if (start > BigInt(bytes.length)) throw new BrokenModel("its directory lies beyond the end");
  return { count, start: Number(start) };
}

function memberOf(reader: ByteReader): Member {
  if (!beginsWith(reader.bytes, "PK\u0001\u0002", reader.at)) throw new BrokenModel("its directory is broken");
  reader.skip(10);
  const method = reader.u16();
  reader.skip(8);
  const [packed, size] = [reader.u32(), reader.u32()];
  const [names, extra, comment] = [reader.u16(), reader.u16(), reader.u16()];
  reader.skip(8);
  const at = reader.u32();
  const name = reader.text(names);
  const large = new ByteReader(reader.take(extra));
  reader.skip(comment);
  const [sizeLarge, packedLarge, atLarge] = largeFields(large, [size, packed, at]);
  return { name, method, packed: packedLarge, size: sizeLarge, at: atLarge };
}

/** Fields of 0xffffffff stand in an extra field with eight bytes each. */
function largeFields(extra: ByteReader, small: readonly [number, number, number]): readonly [bigint, bigint, bigint] {
  while (extra.left >= 4) {
    const [id, length] = [extra.u16(), extra.u16()];
    const own = new ByteReader(extra.take(length));
    if (id !== 1) continue;
    const [a, b, c] = small.map((field) => (field === 0xffffffff && own.left >= 8 ? own.u64() : BigInt(field)));
    return [a ?? 0n, b ?? 0n, c ?? 0n];
  }
  return [BigInt(small[0]), BigInt(small[1]), BigInt(small[2])];
}

function check(members: readonly Member[], end: number, outline: OutlineBuilder): void {
  const names = new Set<string>();
  for (const { name, packed, size } of members) {
    if (names.has(name)) outline.warn("model.names", `${name} stands twice`);
    names.add(name);
    if (/^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/.test(name))
      outline.warn("model.names", `${name} leaves its folder`);
    if (size > LEAST_BOMB && size > packed * LARGEST_RATIO)
      outline.warn("model.ratio", `${name} grows from ${packed} to ${size} bytes`);
  }
  let [last, lastName] = [0n, ""];
  for (const { name, at, packed } of members.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    if (at < last) outline.warn("model.layout", `${name} overlaps ${lastName}`);
    [last, lastName] = [at + 30n + packed, name];
  }
  if (last > BigInt(end)) outline.warn("model.layout", `${lastName} goes beyond the end`);
}
