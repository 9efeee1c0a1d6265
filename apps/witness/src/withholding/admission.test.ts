import { parseEnvelope } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { recognise, refusal } from "./admission.ts";
import { lapse } from "./lapse.ts";
import { reviewedLog } from "./reviewed-log.testing.ts";

const handedIn = (size: number) => ({ kind: "review", size }) as const;

describe("a record that is handed in", () => {
  it("is taken from people of the witness's own organisation alone", () => {
    const { log, decision } = reviewedLog();
    const { policy } = log.contents().policy;
    const reject = decision("dana", "reject");
    expect(recognise(policy, "oracle", reject)).toMatchObject({ kind: "review" });
    expect(() => recognise(policy, "nordsec", reject)).toThrow(/^witness\.stranger: /);
    const [signature] = reject.signatures;
    const forged = { ...decision("dana", "hold"), signatures: signature === undefined ? [] : [signature] };
    expect(() => recognise(policy, "oracle", forged)).toThrow(/^attest\.signature: /);
    const change = parseEnvelope(log.lines[1]?.evidence ?? new Uint8Array());
    expect(() => recognise(policy, "oracle", change)).toThrow(/^witness\.stranger: /);
  });

  it("is refused where the log's readers would refuse it, and asking changes nothing", () => {
    const scene = reviewedLog();
    const reject = scene.decision("dana", "reject");
    const read = scene.read();
    expect(refusal(read, "review", reject)).toBeUndefined();
    expect(refusal(read, "review", reject)).toBeUndefined();
    expect(refusal(read, "incident", reject)).toMatchObject({ code: "attest.predicate-type" });
    scene.recapture();
    expect(refusal(scene.read(), "review", reject)).toMatchObject({ code: "statement.packet" });
  });
});

describe("a record that waits", () => {
  it("F28: is not given up because the service logs the change once more, before its organisation speaks again", () => {
    const scene = reviewedLog();
    const [reject, approve] = [scene.decision("dana", "reject"), scene.decision("dana", "approve")];
    const size = scene.log.lines.length;
    scene.recapture();
    expect(lapse(scene.read(), handedIn(size), approve)).toMatchObject({ code: "statement.packet" });
    expect(lapse(scene.read(), handedIn(size), reject)).toBeUndefined();
    scene.logged(scene.decision("nils", "hold"));
    expect(lapse(scene.read(), handedIn(size), reject)).toBeUndefined();
    scene.logged(scene.decision("dana", "hold"));
    expect(lapse(scene.read(), handedIn(size), reject)).toMatchObject({ code: "statement.packet" });
  });

  it("is given up when a policy version of all sides leaves no place for it", () => {
    const scene = reviewedLog();
    const reject = scene.decision("dana", "reject");
    scene.amend("repositories.0.scope.exclude.0", "docs/**");
    expect(lapse(scene.read(), handedIn(2), reject)).toMatchObject({ code: "statement.policy-outdated" });
  });
});
