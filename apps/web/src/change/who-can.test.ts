import { expect, it } from "vitest";
import { objectionsIn, waysOut } from "./who-can.ts";

const open = {
  id: "algorithm",
  state: "UNSATISFIED",
  role: "oracle",
  count: 1,
  needs: "1 of oracle: dana, dora",
  people: ["dana", "dora"],
  objections: [],
} satisfies Parameters<typeof waysOut>[0];
const said = (decision: "approve" | "reject" | "hold" | "revoke", leaf: number, organisation = "nordsec") => {
  return {
    id: String(leaf),
    leaf,
    change: "c",
    decision,
    role: "data-guard",
    person: "nils",
    organisation,
    message: "",
  };
};

it("what is missing is done by whoever may still decide, and by nobody else", () => {
  expect(waysOut(open, [], [])).toEqual([{ who: ["dana", "dora"], what: "any of them decides as oracle" }]);
  expect(waysOut({ ...open, state: "SATISFIED", needs: "", people: [] }, [], [])).toEqual([]);
  const [nobody] = waysOut({ ...open, people: [] }, [], []);
  expect(nobody?.who).toEqual(["Whoever signs the policy"]);
});

it("what speaks against it is the last word of an organisation, and ends by that organisation alone", () => {
  expect(objectionsIn([said("reject", 2), said("approve", 3), said("hold", 1, "oracle")])).toMatchObject([
    { leaf: 1, organisation: "oracle" },
  ]);
  const held = { ...open, people: [], needs: "nordsec holds it", objections: ["decision.held"] };
  expect(waysOut(held, [said("hold", 7)], [])).toEqual([
    { who: ["nils, or somebody else of nordsec"], what: "holds it: approve it, or take that back", leaf: 7 },
  ]);
});
