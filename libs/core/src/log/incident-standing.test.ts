import { describe, expect, it } from "vitest";
import { examplePolicy } from "../policy/example.testing.ts";
import type { Incident } from "./incident.ts";
import { incidentStandings } from "./incident-standing.ts";
import { scribe } from "./scribe.testing.ts";
import type { Scribe } from "./scribe.testing.ts";

const OPENED: Incident = {
  about: { leaf: 0 },
  code: "deployment.gone-around",
  text: "Canary 3 runs another image",
  status: "opened",
  id: "00000000-0000-4000-8000-000000000001",
};
const CLOSED: Incident = { ...OPENED, text: "rolled back", status: "closed" };

/** Whether an incident is closed after these steps. */
function isClosed(...steps: readonly ((log: Scribe) => number)[]): boolean | undefined {
  const log = scribe(examplePolicy(), ["olga", "dana", "nils"], []);
  for (const step of steps) step(log);
  const [standing] = incidentStandings(log.contents());
  return standing === undefined ? undefined : standing.closed !== undefined;
}

const by = (who: string, incident: Incident) => (log: Scribe) => log.byPeople("incident", incident, [who]);
const byMachine = (which: string, incident: Incident) => (log: Scribe) => log.byMachine("incident", incident, which);

describe("an incident", () => {
  it("is open until it is closed, and one that nobody opened is none", () => {
    expect(isClosed(by("olga", OPENED))).toBe(false);
    expect(isClosed(by("olga", CLOSED))).toBeUndefined();
    expect(isClosed(by("nils", CLOSED), by("olga", OPENED))).toBe(false);
  });

  it("is closed by who opened it, or by any reviewer", () => {
    for (const who of ["olga", "dana", "nils"]) expect(isClosed(by("olga", OPENED), by(who, CLOSED)), who).toBe(true);
  });

  it("of a reviewer or of a machine is not closed by the operator, and none by a machine", () => {
    expect(isClosed(by("dana", OPENED), by("olga", CLOSED))).toBe(false);
    for (const machine of ["service-1", "gate-eu"]) {
      expect(isClosed(byMachine(machine, OPENED), by("olga", CLOSED)), machine).toBe(false);
      expect(isClosed(by("olga", OPENED), byMachine(machine, CLOSED)), machine).toBe(false);
    }
  });

  it("under another id is another one", () => {
    const other = { ...CLOSED, id: "00000000-0000-4000-8000-000000000002" };
    expect(isClosed(by("olga", OPENED), by("nils", other))).toBe(false);
  });
});
