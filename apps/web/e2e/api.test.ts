import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { DESCRIPTION, SCHEMA, describedAt, schemaOf } from "../api/describe.ts";
import { completeQuery } from "../src/queue/query-language.ts";
import { sectionsOf } from "../src/queue/sections.ts";
import { vocabularyOf } from "../src/queue/vocabulary.ts";

const { origin, cookies } = inject("stage");
const asked = (path: string) => fetch(`${origin}${path}`, { headers: { cookie: `countersign=${cookies.nils}` } });

it("the client is made of the API as the service describes it today: else `npm run api -w @countersign/web`", async () => {
  const description = await describedAt(origin);
  expect(await readFile(DESCRIPTION, "utf8")).toBe(description);
  expect(await readFile(SCHEMA, "utf8")).toBe(await schemaOf(description));
});

it("whatever is offered while somebody types, the service takes", async () => {
  const words = vocabularyOf(await (await asked("/v1/policy")).json());
  const fields = completeQuery("", 0, words).map(({ text }) => text);
  const offered = fields.flatMap((field) =>
    completeQuery(field, field.length, words).map(({ text }) => `${field}${text}`),
  );
  expect(offered.length).toBeGreaterThan(30);
  for (const q of offered) {
    const answer = await asked(`/v1/queue/counts?${new URLSearchParams({ q }).toString()}`);
    expect([q, answer.status]).toEqual([q, 200]);
  }
});

it("every open task is in one section of the queue, and in one only", async () => {
  const counted = async (q: string) =>
    (await (await asked(`/v1/queue/counts?${new URLSearchParams({ q }).toString()}`)).json()).matching;
  const parts = sectionsOf("")
    .filter(({ id }) => id !== "decided")
    .flatMap((section) => section.parts);
  const sum = (await Promise.all(parts.map(counted))).reduce((all, one) => all + one, 0);
  expect(sum).toBeGreaterThan(40);
  expect(sum).toBe(await counted(""));
});
