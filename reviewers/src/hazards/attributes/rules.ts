/** One attribute of one pattern: `spelling` as it stands there, such as `-diff` or `eol=crlf`. */
export type AttributeRule = {
  readonly pattern: string;
  readonly name: string;
  readonly spelling: string;
  readonly line: number;
};

/** The rules of a `.gitattributes` file, one for each attribute; macros are rules of the name `macro`. */
export function attributeRules(text: string): readonly AttributeRule[] {
  return text.split("\n").flatMap((line, at) => {
    const [pattern, ...attributes] = words(line.trim());
    if (pattern === undefined || pattern.startsWith("#")) return [];
    const macro = pattern.startsWith("[attr]");
    return attributes.map((spelling) => ({
      pattern,
      name: macro ? "macro" : spelling.replace(/^[-!]/, "").replace(/=.*$/s, ""),
      spelling,
      line: at + 1,
    }));
  });
}

/** A pattern in quotes may hold blanks. */
function words(line: string): readonly string[] {
  if (!line.startsWith('"')) return line.split(/[ \t]+/).filter((word) => word !== "");
  const end = closingQuote(line);
  return [
    line.slice(0, end + 1),
    ...line
      .slice(end + 1)
      .split(/[ \t]+/)
      .filter((word) => word !== ""),
  ];
}

function closingQuote(line: string): number {
  for (let at = 1; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === '"') return at;
  }
  return line.length;
}
