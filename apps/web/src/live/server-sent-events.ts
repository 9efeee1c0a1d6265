/** One event of a stream, as WHATWG HTML §9.2.6 reads it; `id` is the last one that was said. */
export type SentEvent = { readonly id: string; readonly event: string; readonly data: string };

/** Reads a stream of server-sent events as it comes, in pieces of text that may end anywhere. Comments are signs of life and no events. */
export function eventReader(): {
  readonly read: (text: string) => readonly SentEvent[];
  readonly lastId: () => string | undefined;
} {
  let rest = "";
  let id: string | undefined;
  return {
    lastId: () => id,
    read(text) {
      const blocks = `${rest}${text}`.split("\n\n");
      rest = blocks.pop() ?? "";
      return blocks.flatMap((block) => {
        const fields = fieldsOf(block);
        id = fields.get("id") ?? id;
        const data = fields.get("data");
        return data === undefined ? [] : [{ id: id ?? "", event: fields.get("event") ?? "message", data }];
      });
    },
  };
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    const before = fields.get(name);
    fields.set(name, name === "data" && before !== undefined ? `${before}\n${value}` : value);
  }
  return fields;
}
