/** The body of an answer as text; rejects above `limit` bytes, and for what is not UTF-8. */
export async function boundedText(response: Response, limit: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > limit) throw new RangeError(`its answer has more than ${limit} bytes`);
    parts.push(part);
  }
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
}
