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
])("settings that name none are refused: %j", (settings) => {
  expect(() => servicePlace(settings, PAGE)).toThrow("web.settings");
});
