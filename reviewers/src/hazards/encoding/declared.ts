/** UTF-16 units of a line that declares an encoding. */
const LONGEST = 500;
/** Encodings that read every ASCII byte as the letter that it is. */
const PLAIN =
  /^(?:utf[-_]?8(?:[-_]?(?:sig|unix|dos|mac|emacs))?|us[-_]?ascii|ascii|latin[-_]?[159]|l1|iso[-_]?8859[-_]?\d{1,2}|(?:cp|windows[-_]?)125\d|koi8[-_][ru]|binary)$/i;

/**
 * The encoding that a text asks to be read in, by a remark in its first two lines (Python, Ruby, Perl) or by the head of a document of XML,
 * if it is one in which ASCII may be something else: then remarks and literals may be code (`raw_unicode_escape`, `utf-7`).
 */
export function declaredEncoding(text: string): string | undefined {
  const [first = "", second = ""] = text.slice(0, 4 * LONGEST).split("\n", 2);
  for (const line of [first, second]) {
    const head = line.slice(0, LONGEST);
    const name =
      /^[ \t\f\uFEFF]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(head)?.[1] ??
      /^\uFEFF?<\?xml\b.*?\bencoding\s*=\s*["']([-\w.]+)/.exec(head)?.[1];
    if (name !== undefined) return PLAIN.test(name) ? undefined : name;
  }
  return undefined;
}
