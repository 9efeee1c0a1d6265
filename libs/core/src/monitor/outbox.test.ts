import { describe, expect, it } from "vitest";
import type { AlarmEvent } from "./event.ts";
import { enqueue } from "./outbox.ts";
import type { Pending } from "./outbox.ts";

const event = (number: number, id: string): AlarmEvent => ({
  number,
  event: number % 2 === 0 ? "raised" : "cleared",
  time: number,
  origin: "log.example",
  alarm: { id, part: "log", code: "monitor.uncovered", subject: id, text: id, at: {}, since: 0 },
});

describe("what nobody was told yet", () => {
  it("waits for every sink, in order", () => {
    const waiting = enqueue([], ["a", "b"], [event(0, "x"), event(1, "x")]);
    expect(waiting.map(({ sink, event: { number } }) => `${sink}${number}`)).toEqual(["a0", "b0", "a1", "b1"]);
  });

  it("is at last how each alarm stands, for a sink that stays away", () => {
    let waiting: readonly Pending[] = [];
    for (let number = 0; number < 10_002; number += 2)
      waiting = enqueue(
        waiting,
        ["away"],
        [event(number, "flaps"), event(number + 1, number === 0 ? "other" : "flaps")],
      );
    expect(waiting.length).toBeLessThan(10);
    expect(waiting.map(({ event: { number, alarm } }) => `${alarm.id} ${number}`)).toEqual(["other 1", "flaps 10001"]);
  });
});
