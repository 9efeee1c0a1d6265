/** Units of a line that are looked at. */
const LONGEST = 1_000;

/** A piece of Markdown without its marks: links by their text, no emphasis, no code marks. */
export function plainText(markdown: string): string {
  return markdown
    .slice(0, LONGEST)
    .replaceAll(/!?\[([^[\]]{0,300})\]\([^()]{0,500}\)/g, "$1")
    .replaceAll(/[`*~]|(?<![A-Za-z\d])_|_(?![A-Za-z\d])/g, "")
    .replaceAll(/\\([|_*#`])/g, "$1")
    .trim();
}
