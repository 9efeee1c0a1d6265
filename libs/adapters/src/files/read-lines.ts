import { CountersignError } from "@countersign/core/error";
import { mapped } from "./error.ts";
import { openRegular } from "./open-regular.ts";
import type { OpenOptions } from "./open-regular.ts";
import { lineSplitter } from "./split-lines.ts";

/** The most bytes of one line, without its "\n", and of the whole file. */
export type LineLimits = { readonly maxLine: number; readonly maxBytes: number };

const CHUNK = 256 * 1024;

/**
 * The lines of a file, as raw bytes without their "\n", in memory for one line and one chunk. A last line without "\n" is
 * `bundle.truncated`, raised after the whole lines before it; an empty file has no lines. `limit.line`, `limit.file` beyond
 * the limits; other errors: the codes of `openRegular`. The file is closed when the loop ends, early too.
 */
export async function* readLines(
  path: string,
  limits: LineLimits & OpenOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  await using file = await openRegular(path, limits);
  const splitter = lineSplitter(limits.maxLine);
  const chunk = new Uint8Array(CHUNK);
  for (let total = 0; ;) {
    const { bytesRead } = await mapped(path, file.read(chunk, 0, CHUNK, null));
    if (bytesRead === 0) break;
    total += bytesRead;
    if (total > limits.maxBytes) {
      throw new CountersignError("limit.file", `${path} has more than the ${limits.maxBytes} bytes allowed`);
    }
    yield* splitter.push(chunk.subarray(0, bytesRead));
  }
  if (splitter.begun() > 0) {
    throw new CountersignError("bundle.truncated", `the last line of ${path} does not end: the file was cut off`);
  }
}
