import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput, Examined } from "../../contract.ts";
import { newestOf, placesOf, rowsOf, apart } from "../rows.ts";
import { at, finding } from "../finding.ts";

const ID = "redaction";

/** What was taken out of sight (recommender.md §2, `redaction`). */
export const redaction: Detector = { id: ID, class: "redaction", detect };

/** Numbers that stand for a number that is not told. */
const SENTINEL = /^-?(?:9{1,6}\.9{1,6}|9{4,12}|-?99999(?:\.0)?|123456789|42424242)$/u;
const STUB =
  /<redacted>|\[redacted\]|\bREDACTED\b|\bnot included in (?:this|the) (?:release|repository)|\bremoved for (?:the )?public release|\bomitted for (?:security|legal) reasons/iu;

function detect({ files, ledgers }: DetectorInput): readonly Finding[] {
  return [...values(ledgers), ...files.flatMap(stubs)];
}

function values({ parameter }: DetectorInput["ledgers"]): readonly Finding[] {
  return parameter.flatMap((change) => {
    const { base, result } = rowsOf(change);
    const value = result?.cells["decimal"] ?? "";
    if (result === undefined || !SENTINEL.test(value) || base?.cells["decimal"] === value) return [];
    const withdrawn = base !== undefined && !SENTINEL.test(base.cells["decimal"] ?? "9.99");
    return [
      finding(
        ID,
        "redaction",
        withdrawn ? "redaction.withdrawn" : "redaction.sentinel",
        apart(
          {
            title: withdrawn
              ? `${newestOf(change).name} was public and is ${value} now`
              : `${result.name} is ${value}, which stands for a number that is not told`,
            at: placesOf(change),
            risk: "R2",
            ...(base === undefined ? {} : { before: base.cells["value"] ?? "" }),
            after: result.cells["value"] ?? value,
            evidence: { key: result.key },
            ask: "What is the value that runs, and who may see it?",
          },
          result.test,
        ),
      ),
    ];
  });
}

function stubs({ path, kinds, added }: Examined): readonly Finding[] {
  if (kinds.has("docs") && kinds.size === 1) return [];
  const lines = added.filter(({ text, layout }) => !layout && text.length < 2_000 && STUB.test(text));
  const [first] = lines;
  if (first === undefined) return [];
  return [
    finding(
      ID,
      "redaction",
      "redaction.stub",
      apart(
        {
          title: `${lines.length === 1 ? "A place" : `${lines.length} places`} in ${path} ${lines.length === 1 ? "stands" : "stand"} for something that is not told`,
          at: lines.map(({ number }) => at(path, "result", number)),
          risk: "R2",
          after: first.text.trim(),
          ask: "What stands there in what runs, and who may see it?",
        },
        kinds.has("test"),
      ),
    ),
  ];
}
