import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { residual } from "../attacks/stage.testing.ts";
import { statefulGate } from "../attacks/stateful.testing.ts";
import { done } from "../governed-home.testing.ts";
import { openLife } from "./life.testing.ts";
import type { Life } from "./life.testing.ts";

const MAIN = "refs/heads/main";
const RELEASE = "refs/heads/release/1";
const ACCEPTS = "repositories.0.refs.1.accepts";
const ON_RELEASE = { ref: RELEASE };
const ALLOWED = { decision: "allow", code: "gate.allowed", exit: 0 };
const OPEN = { decision: "deny", code: "gate.residual", exit: 4 };

/** A life with a release branch beside main, and a gate with state that was asked about the release's first commit. */
async function released(folder: string, accepts: string) {
  const refs = `[{ref: ${MAIN}}, {ref: ${RELEASE}${accepts}}]`;
  const life = await openLife(folder, { edits: [[`[{ref: ${MAIN}}]`, refs]], place: ["--ref", MAIN] });
  await life.settle(life.c0, "--ref", RELEASE);
  const gate = statefulGate(life);
  expect(await gate.ask(life.c0, ON_RELEASE)).toMatchObject(ALLOWED);
  return { life, gate };
}

/** What both gates say of a commit on the release: the one with state and the one without. */
async function both(life: Life, gate: ReturnType<typeof statefulGate>, commit: string) {
  return [await gate.ask(commit, ON_RELEASE), await life.gate(commit, ON_RELEASE)];
}

describe("a ref that another one accepts", () => {
  it("A12 A17: a version that accepts approvals for main no more re-opens what they carried, with state and without, and says so", async () => {
    using folder = tempFolder();
    const { life, gate } = await released(folder.path, `, accepts: [${MAIN}]`);
    const h = life.repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [life.c0], ref: RELEASE });
    await life.cover(h, { base: life.c0, ref: MAIN });
    expect(await both(life, gate, h)).toMatchObject([ALLOWED, ALLOWED]);
    const narrower = life.draft([ACCEPTS, []]);
    const against = await life.run(
      "policy",
      "check",
      narrower,
      "--against",
      life.repo.path,
      "--ref",
      RELEASE,
      "--json",
    );
    expect(against).toMatchObject({
      exit: 0,
      json: { reopens: [{ environment: "production", requirement: "algorithm", unsettled: false, commits: [h] }] },
    });
    const explained = await done(life.run("policy", "explain", narrower, "--diff", life.policy));
    expect(explained.stdout).toContain(`approvals for ${MAIN} count on ${RELEASE} of local:feed no more`);
    await life.amend([ACCEPTS, []]);
    expect(await both(life, gate, h)).toMatchObject([
      OPEN,
      { ...residual("ranker/score.py"), reasons: [OPEN.code, "decision.ref"] },
    ]);
    await life.cover(h, { base: life.c0, ref: RELEASE });
    expect(await both(life, gate, h)).toMatchObject([ALLOWED, ALLOWED]);
  });

  it("A17: what the release's own approvals carry stays settled when main's are accepted too, and no more", async () => {
    using folder = tempFolder();
    const { life, gate } = await released(folder.path, "");
    const h = life.repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [life.c0], ref: RELEASE });
    await life.cover(h, { base: life.c0, ref: RELEASE });
    expect(await gate.ask(h, ON_RELEASE)).toMatchObject(ALLOWED);
    const wider = life.draft([ACCEPTS, [MAIN]]);
    const against = await life.run("policy", "check", wider, "--against", life.repo.path, "--ref", RELEASE, "--json");
    expect(against).toMatchObject({ exit: 0, json: { reopens: [] } });
    await life.amend([ACCEPTS, [MAIN]]);
    expect(await gate.ask(h, ON_RELEASE)).toMatchObject({ ...ALLOWED, edges: 0 });
    await life.amend([ACCEPTS, []]);
    expect(await both(life, gate, h)).toMatchObject([{ ...ALLOWED, edges: 1 }, ALLOWED]);
  });

  it("A10 A17: a version that accepts main hears what was said against the content there", async () => {
    using folder = tempFolder();
    const { life, gate } = await released(folder.path, "");
    const h = life.repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [life.c0], ref: RELEASE });
    await life.cover(h, { base: life.c0, ref: RELEASE });
    const { change } = await life.capture(h, { base: life.c0, ref: MAIN });
    await done(life.say("reject", change, "nils"));
    expect(await both(life, gate, h)).toMatchObject([ALLOWED, ALLOWED]);
    expect(await gate.back(h, ON_RELEASE)).toMatchObject({ code: "gate.rollback" });
    await done(life.say("revoke", change, "nils", "--reason", "harmful"));
    await done(life.say("reject", change, "nils"));
    expect(await gate.ask(h, ON_RELEASE)).toMatchObject(ALLOWED);
    await life.amend([ACCEPTS, [MAIN]]);
    const rejected = { decision: "deny", code: "decision.rejected", exit: 4 };
    expect(await both(life, gate, h)).toMatchObject([rejected, rejected]);
    expect(await gate.back(h, ON_RELEASE)).toMatchObject({ decision: "deny", code: "rollback.revoked", exit: 4 });
  });
});
