/** A ref that a push would move. */
export type PushCommand = { readonly before: string; readonly after: string; readonly ref: string };

/** What a push asks for: the lines before the first empty packet, `OLD NEW REF` each (gitprotocol-pack, "Reference Update Request"). */
export function commandsOf(body: Buffer): readonly PushCommand[] {
  const found: PushCommand[] = [];
  for (let at = 0; at + 4 <= body.length;) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    if (!Number.isInteger(length) || length < 4) break;
    const line = body.toString("utf8", at + 4, at + length).split("\0")[0] ?? "";
    const [before = "", after = "", ref = ""] = line.trim().split(" ");
    if (/^[0-9a-f]{40}$/.test(before) && ref !== "") found.push({ before, after, ref });
    at += length;
  }
  return found;
}
