const SHORT: { readonly [letter: string]: string } = {
  n: "\n",
  t: "\t",
  r: "\r",
  "0": "\0",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** What a literal says: without prefix and quotes, and with its escapes resolved unless it is raw. */
export function literalText(text: string): string {
  const [, prefix = "", hashes = ""] = /^([A-Za-z\d]{0,3})(#*)/.exec(text) ?? [];
  const quoted = text.slice(prefix.length + hashes.length);
  const quote = quoted.charAt(0);
  const long = (quote === '"' || quote === "'") && quoted.startsWith(quote.repeat(3)) && quoted.length >= 6;
  const open = long ? 3 : 1;
  const body = quoted.slice(open, quoted.length - hashes.length);
  const bare = body.endsWith(quote.repeat(open)) ? body.slice(0, body.length - open) : body;
  return /r/i.test(prefix) || !bare.includes("\\") ? bare : bare.replaceAll(ESCAPE, unescaped);
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|([\s\S]))/g;

function unescaped(all: string, ...[x, u, braced, letter]: readonly (string | undefined)[]): string {
  const digits = x ?? u ?? braced;
  if (digits === undefined) return letter === undefined ? all : (SHORT[letter] ?? letter);
  const point = Number.parseInt(digits, 16);
  return point <= 0x10_ff_ff ? String.fromCodePoint(point) : all;
}
