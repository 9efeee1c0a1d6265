/** A policy with one more key for somebody. */
export function withKey(text: string, person: string, line: string): string {
  const keys = new RegExp(`( {2}- id: ${person}\\n(?:.*\\n)? {4}keys: \\["[^"]+")`);
  return replaced(text, keys, `$1, ${JSON.stringify(line)}`);
}

/** A policy by which the people of an organisation sign with passkeys of `localhost` on these pages. */
export function withPages(text: string, organisation: string, pages: readonly string[]): string {
  const origins = pages.map((origin) => `{origin: ${JSON.stringify(origin)}, rpId: localhost}`).join(", ");
  const place = `{id: ${organisation}, kind: reviewer, git: []`;
  return replaced(text, `${place}}`, `${place}, origins: [${origins}]}`);
}

/** A policy in which a place, which has to be there, is another. */
export function replaced(text: string, from: string | RegExp, to: string): string {
  const after = text.replace(from, to);
  if (after === text) throw new Error(`the policy has no ${String(from)}`);
  return after;
}
