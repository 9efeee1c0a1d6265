import type { Finding, Path, Risk } from "@countersign/core";
import type { Row, RowChange } from "../../ledgers/row.ts";
import { newestOf, rowsOf } from "../rows.ts";
import { together } from "../together.ts";
import { say } from "./say.ts";

const ASK = "Which fields go there, in which country is it, and who can read it?";

/** What limits a file lacks, if it lacks any. */
type Lacking = (path: Path) => string | undefined;

/** Where data goes and where it comes from: a new place, another one, another environment, another country. */
export function destinations(changes: readonly RowChange[], lacking: Lacking): readonly Finding[] {
  return together(
    changes.flatMap((change) => [...place(change, lacking), ...environment(change), ...credential(change)]),
  );
}

function place(change: RowChange, lacking: Lacking): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const row = newestOf(change);
  const [from, to] = [base?.cells["destination"], result?.cells["destination"]];
  if (from === to && base?.cells["environment"] === result?.cells["environment"]) return [];
  const tell = (title: string, risk: Risk, ask = ASK) => [
    say(change, "egress.destination", title, risk, ask, "destination"),
  ];
  if (result === undefined)
    return tell(`${from ?? row.name} is no longer a destination`, "R2", "Where does this data go now?");
  if (row.cells["trigger"] === "script") {
    const without = to === "any address" ? lacking(row.path) : undefined;
    return to === "any address"
      ? tell(
          `A script gets a function that reaches any address${without === undefined ? "" : `, without a limit of ${without}`}`,
          "R4",
          "Which addresses does it need, with which data, and what limits it?",
        )
      : tell(`A script calls ${to ?? "another machine"}`, "R4");
  }
  const inward = row.cells["direction"] === "in";
  if (from === undefined)
    return tell(`${inward ? "Data comes from" : "Data goes to"} ${to ?? row.name}`, inward ? "R2" : "R3");
  if (from === to) return [];
  return tell(
    `${row.name} goes to ${to ?? "?"} instead of ${from}`,
    isElsewhere(base, result) ? "R4" : inward ? "R2" : "R3",
  );
}

/** Another environment, or another country in the name of a host. */
function isElsewhere(base: Row | undefined, result: Row): boolean {
  return ["environment", "jurisdiction"].some((column) => {
    const [from, to] = [base?.cells[column], result.cells[column]];
    return to !== undefined && from !== to && (from !== undefined || column === "jurisdiction");
  });
}

/** A place that is of another environment now. */
export function environment(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  const [from, to] = [base?.cells["environment"], result?.cells["environment"]];
  if (base === undefined || result === undefined || from === to || to === undefined || to === "production") return [];
  const what = from === undefined ? `${result.name} goes to ${to}` : `${result.name} leaves ${from} for ${to}`;
  const ask = "Is the data of real people there, and who has access to that environment?";
  const title = `${what}: data of production in a place that is not production`;
  return [say(change, "egress.environment", title, "R4", ask, "environment")];
}

/** An address that carries what opens it. */
function credential(change: RowChange): readonly Finding[] {
  const { base, result } = rowsOf(change);
  if (result?.cells["credential"] === undefined || base?.cells["credential"] !== undefined) return [];
  const title = `The address ${result.cells["destination"] ?? result.name} carries what opens it`;
  return [
    say(change, "egress.credential", title, "R3", "Who holds this credential, and for what is it good?", "destination"),
  ];
}
