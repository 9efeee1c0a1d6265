import type { OutlineBuilder } from "../bytes/outline-builder.ts";
import { ByteReader } from "../bytes/byte-reader.ts";
import { ELEMENT_TYPES } from "./value-type.ts";
import { fieldsOf, textOf } from "./wire.ts";

type OnnxTensor = { readonly name: string; readonly says: string; readonly elements: bigint };

/** A tensor by its name, type and shape. Flags data in another file, above all outside the folder. */
export function tensorFacts(bytes: Uint8Array, outline: OutlineBuilder): OnnxTensor {
  const dims: bigint[] = [];
  let [name, type, outside] = ["", 0n, ""];
  for (const { number, value, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) dims.push(...(inner.length > 0 ? packed(inner) : [value]));
    else if (number === 2) type = value;
    else if (number === 8) name = textOf(inner);
    else if (number === 13) outside = location(inner) ?? outside;
  }
  if (outside !== "") {
    const leaves = /^[/\\]|^[A-Za-z]:|^\w{2,10}:\/\/|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(outside);
    outline.warn(
      "model.external",
      leaves ? `${name} is read from ${outside}, outside its folder` : `${name} is in ${outside}`,
    );
  }
  const elements = dims.reduce((product, size) => BigInt.asUintN(128, product * size), 1n);
  return { name, says: `${ELEMENT_TYPES[Number(type)] ?? `type ${type}`} [${dims.join(", ")}]`, elements };
}

function location(bytes: Uint8Array): string | undefined {
  let [key, value] = ["", ""];
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    if (number === 1) key = textOf(inner);
    if (number === 2) value = textOf(inner);
  }
  return key === "location" ? value : undefined;
}

/** Numbers without their keys. */
function packed(bytes: Uint8Array): readonly bigint[] {
  const reader = new ByteReader(bytes);
  const found: bigint[] = [];
  while (reader.left > 0 && found.length < 100) {
    let value = 0n;
    for (let shift = 0n, more = true; more && shift < 70n; shift += 7n) {
      const byte = reader.u8();
      value |= BigInt(byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    found.push(BigInt.asUintN(64, value));
  }
  return found;
}
