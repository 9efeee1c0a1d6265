export { readBounded } from "./read-bounded.ts";
export { readLines } from "./read-lines.ts";
