import { expect, it } from "vitest";
import { servicePlace } from "./service-place.ts";

const PAGE = "https://review.oracle.example";

it("the service is at the page's own origin, or at the one that the settings name", () => {
  expect(servicePlace({ service: null }, PAGE)).toEqual({ origin: PAGE, own: true });
  expect(servicePlace({ service: PAGE }, PAGE)).toEqual({ origin: PAGE, own: true });
  expect(servicePlace({ service: "https://countersign.acme.example" }, PAGE)).toEqual({
    origin: "https://countersign.acme.example",
    own: false,
  });
  const root = "a".repeat(64);
  expect(servicePlace({ service: null, root }, PAGE)).toEqual({ origin: PAGE, own: true, root });
  expect(servicePlace({ service: null, root: null }, PAGE)).toEqual({ origin: PAGE, own: true });
});

it.each([
  undefined,
  [],
  {},
  { service: 1 },
  { service: "countersign.acme.example" },
  { service: "http://acme.example" },
  { service: "https://acme.example/" },
  { service: "https://acme.example/v1" },
  { service: "javascript:alert(1)" },
  { service: null, root: "" },
  { service: null, root: "A".repeat(64) },
  { service: null, root: [] },
])("settings that name none are refused: %j", (settings) => {
  expect(() => servicePlace(settings, PAGE)).toThrow("web.settings");
});
