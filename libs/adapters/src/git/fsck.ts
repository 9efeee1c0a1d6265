/** How old commits spell names, addresses and dates wrongly. No diff and no parent depends on these. */
const HEADER_DEFECTS: readonly string[] = [
  "badDate",
  "badDateOverflow",
  "badEmail",
  "badName",
  "badTimezone",
  "missingEmail",
  "missingNameBeforeEmail",
  "missingSpaceBeforeDate",
  "missingSpaceBeforeEmail",
  "zeroPaddedDate",
];

/** What changes what a diff or a history says. Some of these git itself only warns of, or does not mention. */
const CONTENT_DEFECTS: readonly string[] = [
  "badFilemode",
  "badObjectSha1",
  "badParentSha1",
  "badTree",
  "badTreeSha1",
  "badType",
  "duplicateEntries",
  "emptyName",
  "fullPathname",
  "hasDot",
  "hasDotdot",
  "hasDotgit",
  "missingAuthor",
  "missingCommitter",
  "missingTree",
  "missingType",
  "multipleAuthors",
  "nulInCommit",
  "nulInHeader",
  "nullSha1",
  "treeNotSorted",
  "unknownType",
  "unterminatedHeader",
  "zeroPaddedFilemode",
];

/** A defect of one object, named as git names it, such as `badTimezone`. */
export type ObjectDefect = { readonly oid: string; readonly defect: string };

/**
 * Settings that make a fetch check every object (formats.md, "Hermetic Git"): all defects are errors; with
 * `headers: "report"` those of old commits' headers are warnings, and then they are only looked for; with `overlook` git checks
 * nothing but that each object is whole.
 */
export function fsckSettings(
  headers: "refuse" | "report" | "overlook",
  skipList: string | undefined,
): readonly string[] {
  if (headers === "overlook") return ["fetch.fsckObjects=false"];
  const severity = headers === "refuse" ? "error" : "warn";
  return [
    "fetch.fsckObjects=true",
    ...CONTENT_DEFECTS.map((defect) => `fetch.fsck.${defect}=error`),
    ...HEADER_DEFECTS.map((defect) => `fetch.fsck.${defect}=${severity}`),
    // Only newer versions know it, and a long name is no defect.
    "fetch.fsck.largePathname=ignore",
    ...(skipList === undefined ? [] : [`fetch.fsck.skipList=${skipList}`]),
  ];
}

/** The defects that a fetch warned of, each object and defect once. */
export function reportedDefects(stderr: string): readonly ObjectDefect[] {
  const found = new Map<string, ObjectDefect>();
  for (const [line, oid = "", defect = ""] of stderr.matchAll(/^warning: object ([0-9a-f]{40,64}): (\w+): /gm)) {
    if (HEADER_DEFECTS.includes(defect)) found.set(line, { oid, defect });
  }
  return [...found.values()];
}
