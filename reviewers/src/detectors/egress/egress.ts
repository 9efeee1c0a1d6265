import type { Finding } from "@countersign/core";
import type { Detector, DetectorInput } from "../../contract.ts";
import type { RowChange } from "../../ledgers/row.ts";
import { isOnlyMoved, newestOf } from "../rows.ts";
import { together } from "../together.ts";
import { destinations, environment } from "./destinations.ts";
import { fields } from "./fields.ts";
import { credentials, retention, switched } from "./keeping.ts";
import { lackedLimits } from "./limits.ts";
import { mirrors } from "./mirrors.ts";
import { ID } from "./say.ts";

/** What leaves, where it goes, how long it is kept there, and under whose name (recommender.md §2, `egress`). */
export const egress: Detector = { id: ID, class: "egress", detect };

function detect({ ledgers, files }: DetectorInput): readonly Finding[] {
  const infrastructure = new Set(files.filter(({ kinds }) => kinds.has("infrastructure")).map(({ path }) => path));
  const changes = ledgers.egress.filter((one) => !isOnlyMoved(one) && !infrastructure.has(newestOf(one).path));
  const of = (sort: Sort) => changes.filter((change) => sortOf(change) === sort);
  return [
    ...fields(of("field")),
    ...of("retention").flatMap(retention),
    ...credentials(of("credential")),
    ...mirrors(of("mirror")),
    ...of("mirror").flatMap(environment),
    ...together(of("switch").flatMap(switched)),
    ...destinations(of("destination"), (path) => lackedLimits(files.find((file) => file.path === path))),
  ];
}

type Sort = "field" | "retention" | "credential" | "mirror" | "switch" | "destination";

function sortOf(change: RowChange): Sort {
  const { cells } = newestOf(change);
  if (cells["kind"] === "field" || cells["kind"] === "credential") return cells["kind"];
  if (cells["retention"] !== undefined) return "retention";
  if (cells["default"] !== undefined) return "switch";
  return cells["mirror"] === "yes" ? "mirror" : "destination";
}
