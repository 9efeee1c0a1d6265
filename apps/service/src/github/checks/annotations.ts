import { pathToBytes } from "@countersign/core";
import type { Packet } from "@countersign/core";
import { classWords } from "./class-words.ts";
import type { CheckAnnotation } from "./wanted.ts";

/** Annotations of one check; of more, the riskiest. */
const MOST = 500;

/** The findings of a packet as annotations, the riskiest first: what kind of thing it is, and whose business; nothing of what stands there. */
export function annotationsOf({ findings }: Packet): readonly CheckAnnotation[] {
  return findings
    .toSorted((a, b) => Number(b.risk.slice(1)) - Number(a.risk.slice(1)))
    .flatMap((finding) =>
      finding.at.slice(0, 5).map(({ path, side, from, to }): CheckAnnotation => {
        const isThere = side === "result" && from > 0;
        return {
          path: new TextDecoder().decode(pathToBytes(path)),
          start_line: isThere ? from : 1,
          end_line: isThere ? Math.max(from, to) : 1,
          annotation_level: finding.risk === "R4" || finding.risk === "R3" ? "warning" : "notice",
          title: `${classWords(finding.class)} (${finding.risk})`,
          message: messageOf(finding, side),
        };
      }),
    )
    .slice(0, MOST);
}

function messageOf({ code, roles }: Packet["findings"][number], side: "base" | "result"): string {
  const where = side === "base" ? "It stands in what is replaced. " : "";
  const whose = roles.length === 0 ? "" : ` It is the business of ${roles.join(", ")}.`;
  return `${where}Finding ${code}.${whose}`;
}
