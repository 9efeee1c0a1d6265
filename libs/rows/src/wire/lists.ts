import { refuse } from "@countersign/attest";
import type { JsonList, JsonValue, Place } from "@countersign/attest";

// Lists of this package are long: where an item stands is not spelled out for each.

/** The items of an array; `<area>.field-type`. */
export function readList(value: JsonValue, place: Place): JsonList {
  return isList(value) ? value : refuse(place, "field-type", "not an array");
}

/** Numbers in an array; `<area>.field-type`. */
export function readNumbers(value: JsonValue, place: Place): readonly number[] {
  return readList(value, place).map((item) =>
    typeof item === "number" ? item : refuse(place, "field-type", "not an integer"),
  );
}

/** Arrays of exactly so many numbers; `<area>.field-type`, `<area>.field-value`. */
export function numberTuples(length: number): (value: JsonValue, place: Place) => readonly (readonly number[])[] {
  return (value, place) =>
    readList(value, place).map((item) => {
      const numbers = readNumbers(item, place);
      return numbers.length === length ? numbers : refuse(place, "field-value", `not ${length} numbers`);
    });
}

/** Arrays of numbers, of any length; `<area>.field-type`. */
export function numberLists(value: JsonValue, place: Place): readonly (readonly number[])[] {
  return readList(value, place).map((item) => readNumbers(item, place));
}

function isList(value: JsonValue): value is JsonList {
  return Array.isArray(value);
}
