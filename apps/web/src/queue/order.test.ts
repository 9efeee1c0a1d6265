import { expect, it } from "vitest";
import { differenceInSight, mergedTasks } from "./order.ts";
import type { Line } from "./order.ts";
import { exampleTask } from "./task.testing.ts";

const task = (name: string, risk: number, more = {}) => exampleTask({ change: name.padEnd(64, "0"), risk, ...more });
const names = (tasks: readonly { readonly change: string }[]) =>
  tasks.map(({ change }) => change.replace(/0+$/, "")).join("");
const line = (key: string): Line => ({ kind: "task", section: "me", key });

it("parts of a section stand as one list, in the order of the service, as far as all of them were read", () => {
  const [one, other] = [
    [task("a", 4), task("c", 3), task("e", 1)],
    [task("b", 4), task("d", 2)],
  ];
  const whole = { next: null, pages: 1 };
  expect(
    names(
      mergedTasks(
        [
          { tasks: one, ...whole },
          { tasks: other, ...whole },
        ],
        "",
      ),
    ),
  ).toBe("abcde");
  expect(
    names(
      mergedTasks(
        [
          { tasks: one, ...whole },
          { tasks: other, next: "more", pages: 1 },
        ],
        "",
      ),
    ),
  ).toBe("abcd");
  const due = [task("x", 4, { due: null }), task("y", 1)];
  expect(names(mergedTasks([{ tasks: due, ...whole }], "risk:R4 sort:due"))).toBe("yx");
});

it("what is new below the end of what is in sight moves nothing; above it, it waits to be shown", () => {
  const shown = ["a", "b", "c", "d"].map(line);
  const read = (text: string) => [...text].map(line);
  expect(differenceInSight(shown, read("abcd"), 2)).toBeUndefined();
  expect(differenceInSight(shown, read("abcxd"), 2)).toBeUndefined();
  expect(differenceInSight(shown, read("abxcd"), 2)).toEqual({ fresh: 1, gone: 0, moved: false });
  expect(differenceInSight(shown, read("acd"), 2)).toEqual({ fresh: 0, gone: 1, moved: false });
  expect(differenceInSight(shown, read("bacd"), 3)).toEqual({ fresh: 0, gone: 0, moved: true });
  const more: Line = { kind: "more", section: "me" };
  expect(differenceInSight([...shown, more], read("abcdef"), 4)).toBeUndefined();
  expect(differenceInSight([...shown, more], read("axbcdef"), 4)).toEqual({ fresh: 3, gone: 0, moved: false });
  expect(differenceInSight(shown, read("abcd"), 9)).toBeUndefined();
  expect(differenceInSight(shown, read("abcde"), 9)).toEqual({ fresh: 1, gone: 0, moved: false });
});
