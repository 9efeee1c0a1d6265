import { expect, it } from "vitest";
import { emptyStorage } from "../app/storage.testing.ts";
import { sessionStore } from "./session-store.ts";
import type { Begun } from "./session-store.ts";

const PLACE = { origin: "https://countersign.acme.example", own: false };

function begun(person: string): Begun {
  return {
    person: { kind: "person", person, organisation: "oracle", roles: ["oracle"], operator: false },
    token: `token-of-${person}`,
  };
}

function opened() {
  const others: string[] = [];
  const session = sessionStore(PLACE, emptyStorage(), () => others.push("other"));
  session.begin(begun("dana"));
  const asked = session.sign(new Request("https://countersign.acme.example/v1/queue"));
  return { session, asked, others };
}

it("a call that finds the session over waits, and goes on in the session that the same person begins", async () => {
  const { session, asked, others } = opened();
  expect(asked.request.headers.get("authorization")).toBe("Bearer token-of-dana");
  const waits = session.renewed(asked.generation, new AbortController().signal);
  expect(session.state()).toMatchObject({ kind: "over", person: { person: "dana" } });
  session.begin({ ...begun("dana"), token: "another" });
  await waits;
  expect(session.state().kind).toBe("in");
  expect(session.sign(new Request("https://countersign.acme.example/")).request.headers.get("authorization")).toBe(
    "Bearer another",
  );
  expect(others).toEqual([]);
  // Whoever comes late finds it renewed.
  await session.renewed(asked.generation, new AbortController().signal);
});

it("G17: what one person began is not sent in the name of another, and nothing of the first stays", async () => {
  const { session, asked, others } = opened();
  const waits = session.renewed(asked.generation, new AbortController().signal);
  session.begin(begun("nils"));
  await expect(waits).rejects.toThrow("somebody else signed in");
  expect(others).toEqual(["other"]);
});

it("what nobody waits for any more is not sent, and who leaves takes everything along", async () => {
  const { session, asked, others } = opened();
  const stop = new AbortController();
  const waits = session.renewed(asked.generation, stop.signal);
  stop.abort();
  await expect(waits).rejects.toThrow();
  const later = session.renewed(asked.generation, new AbortController().signal);
  session.forget();
  await expect(later).rejects.toThrow("signed out");
  expect([session.state().kind, session.token(), others]).toEqual(["out", undefined, ["other"]]);
});
