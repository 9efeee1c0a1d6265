/** Whether a file is a `root.json` and no bundle: canonical JSON of a root begins with its log. */
export function isRootFile(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 7)) === '{"log":';
}

/** The lines of a file, each without its line feed; what follows the last line feed is a line as well. */
export function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at);
    yield bytes.subarray(at, end === -1 ? bytes.length : end);
    at = end === -1 ? bytes.length : end + 1;
  }
}
