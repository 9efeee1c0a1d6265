import { describe, expect, it } from "vitest";
import { addressName, rateLimit } from "./rate-limit.ts";

describe("a limit", () => {
  it("lets a burst through, and then as many as the rate says", () => {
    const limit = rateLimit({ burst: 3, perSecond: 2 });
    expect([0, 0, 0, 0].map((now) => limit.take("a", now))).toEqual([0, 0, 0, 1]);
    expect(limit.take("b", 0)).toBe(0);
    expect([limit.take("a", 500), limit.take("a", 500)]).toEqual([0, 1]);
    expect([100_000, 100_000, 100_000, 100_000].map((now) => limit.take("a", now))).toEqual([0, 0, 0, 1]);
  });

  it("says how long to wait, and waiting that long is enough", () => {
    const limit = rateLimit({ burst: 1, perSecond: 0.1 });
    expect(limit.take("a", 0)).toBe(0);
    const seconds = limit.take("a", 0);
    expect(seconds).toBe(10);
    expect(limit.take("a", seconds * 1000)).toBe(0);
  });

  it("is not loosened by a clock that goes back", () => {
    const limit = rateLimit({ burst: 1, perSecond: 1 });
    expect([limit.take("a", 5_000), limit.take("a", 0)]).toEqual([0, 1]);
  });

  it("remembers so many names, those that asked last", () => {
    const limit = rateLimit({ burst: 1, perSecond: 0.001 }, 2);
    for (const who of ["a", "b", "c"]) limit.take(who, 0);
    expect([limit.take("c", 0) > 0, limit.take("b", 0) > 0]).toEqual([true, true]);
    expect(limit.take("a", 0)).toBe(0);
  });
});

describe("a client's name", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::", "2001:db8:1:2::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1:2:3:4:5", "fe80:0:0:1::/64"],
    [undefined, "unknown"],
  ])("of %s is %s", (address, name) => {
    expect(addressName(address)).toBe(name);
  });
});
