import { parseEnvelope } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { recognise, refusal } from "./admission.ts";
import { lapse } from "./lapse.ts";
import { NOON, reviewedLog } from "./reviewed-log.testing.ts";

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

  it("F28 H4: is no emergency that no log would take, so that nobody alone can stop a log by it", () => {
    const scene = reviewedLog();
    const asked = (now: number, ...people: readonly string[]) =>
      refusal(scene.read(now), "break-glass", scene.breakGlass(...people))?.code;
    expect(asked(NOON, "olga", "dana")).toBeUndefined();
    expect(asked(NOON, "dana")).toBe("breakglass.organisations");
    expect(asked(NOON, "olga", "dana", "dana")).toBe("breakglass.same-person");
    expect(asked(NOON - 5 * 3600, "olga", "dana")).toBe("breakglass.ttl");
    expect(asked(NOON + 3601, "olga", "dana")).toBe("breakglass.expired");
    scene.log.append("break-glass", scene.breakGlass("olga", "dana"));
    expect(asked(NOON, "olga", "dana")).toBe("breakglass.review-overdue");
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

  it("F28: is not given up because somebody else took its id, before its organisation speaks again", () => {
    const scene = reviewedLog();
    const id = "11111111-0000-4000-8000-000000000000";
    const reject = scene.decision("dana", "reject", id);
    const size = scene.log.lines.length;
    scene.logged(scene.decision("nils", "approve", id));
    expect(refusal(scene.read(), "review", reject)).toMatchObject({ code: "statement.duplicate-id" });
    expect(lapse(scene.read(), handedIn(size), reject)).toBeUndefined();
    scene.logged(scene.decision("dana", "reject"));
    expect(lapse(scene.read(), handedIn(size), reject)).toMatchObject({ code: "statement.duplicate-id" });
  });

  it("is given up when it is an emergency that is over: a log takes it no more, and it opens nothing", () => {
    const scene = reviewedLog();
    const emergency = scene.breakGlass("olga", "dana");
    const waiting = { kind: "break-glass", size: 2 } as const;
    expect(lapse(scene.read(NOON), waiting, emergency)).toBeUndefined();
    expect(lapse(scene.read(NOON + 3601), waiting, emergency)).toMatchObject({ code: "breakglass.expired" });
  });

  it("is given up when a policy version of all sides leaves no place for it", () => {
    const scene = reviewedLog();
    const reject = scene.decision("dana", "reject");
    scene.amend("repositories.0.scope.exclude.0", "docs/**");
    expect(lapse(scene.read(), handedIn(2), reject)).toMatchObject({ code: "statement.policy-outdated" });
  });
});
