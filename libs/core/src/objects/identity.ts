/** Who a commit says wrote it. Text that anybody may choose: it can exclude a reviewer and never entitle one. */
export type Identity = { readonly name: string; readonly email: string };

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** UTF-8 text; bytes that are none become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/**
 * Reads `NAME <EMAIL> DATE ZONE` as git splits it: the e-mail stands between the first `<` and the next `>`. Old commits
 * spell this line in many broken ways, so nothing is refused here; which defects are admitted was decided at fetch.
 */
export function parseIdentity(line: Uint8Array): Identity {
  const text = decodeText(line);
  const open = text.indexOf("<");
  if (open === -1) return { name: text.trim(), email: "" };
  const close = text.indexOf(">", open);
  const email = text.slice(open + 1, close === -1 ? undefined : close);
  return { name: text.slice(0, open).trim(), email: email.trim() };
}
