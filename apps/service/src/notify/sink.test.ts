import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openSinks, sinkForm } from "./sink-form.ts";
import { nextDue } from "./sink.ts";

const form = sinkForm(z.strictObject({ env: z.string() }));
const tells = [{ kinds: ["task.opened"], risk: "R3", when: "daily" }];
const read = async ({ env }: { readonly env: string }) => env;

describe("a sink", () => {
  it("is opened with its secrets, and without titles unless they are asked for", async () => {
    const mail = form.parse({
      id: "ops",
      kind: "mail",
      smtp: { env: "smtps://u:p@mail.example" },
      from: "a@b.example",
      to: ["c@d.example"],
      tells,
    });
    expect(await openSinks(mail, read)).toEqual([
      {
        id: "ops",
        tells: [{ kinds: ["task.opened"], risk: 3, when: "daily" }],
        titles: false,
        address: { kind: "mail", smtp: "smtps://u:p@mail.example", from: "a@b.example", to: ["c@d.example"] },
      },
    ]);
    const hook = form.parse({
      id: "hook",
      kind: "webhook",
      url: "https://hooks.example/x",
      secret: { env: "k3y" },
      tells,
    });
    expect((await openSinks(hook, read))[0]?.address).toEqual({
      kind: "webhook",
      url: "https://hooks.example/x",
      secret: "k3y",
    });
  });

  it("is one of each author whom the settings name, who are told what waits for them unless the settings say more", async () => {
    const authors = form.parse({
      id: "authors",
      kind: "authors",
      smtp: { env: "smtp://mail.example" },
      from: "a@b.example",
      people: { olga: "olga@acme.example", otto: "otto@acme.example" },
    });
    const address = { kind: "mail", smtp: "smtp://mail.example", from: "a@b.example" };
    const kinds = ["question.asked", "question.replied", "question.reopened", "task.decided"];
    expect(await openSinks(authors, read)).toEqual(
      ["olga", "otto"].map((author) => ({
        id: `authors/${author}`,
        author,
        tells: [{ kinds, when: "immediate" }],
        titles: false,
        address: { ...address, to: [`${author}@acme.example`] },
      })),
    );
  });

  it("G18: has an address of its kind, and one that is none is not repeated", async () => {
    for (const [kind, member] of [
      ["mail", { smtp: { env: "file:///s3cret" }, from: "a@b.example", to: ["c@d.example"] }],
      ["chat", { url: { env: "gopher://s3cret" } }],
      ["chat", { url: { env: "s3cret" } }],
    ] as const) {
      const failure = await openSinks(form.parse({ id: "ops", kind, ...member, tells }), read).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code: "settings.sink" });
      expect(String(failure)).not.toContain("s3cret");
    }
  });

  it.each([
    {
      id: "ops",
      kind: "mail",
      smtp: { env: "x" },
      from: "a@b.example\r\nBcc: e@f.example",
      to: ["c@d.example"],
      tells,
    },
    { id: "ops", kind: "authors", smtp: { env: "x" }, from: "a@b.example", people: {} },
    {
      id: "ops",
      kind: "authors",
      smtp: { env: "x" },
      from: "a@b.example",
      people: { olga: "o@x.example, e@f.example" },
    },
    { id: "ops", kind: "webhook", url: "ftp://x.example", secret: { env: "x" }, tells },
    { id: "ops", kind: "chat", url: { env: "x" }, tells: [{ kinds: ["task.unknown"], when: "daily" }] },
    { id: "ops", kind: "chat", url: { env: "x" }, tells: [] },
  ])("is refused in the form %#", (value) => {
    expect(form.safeParse(value).success).toBe(false);
  });

  it("gets its digest at the next full hour, or the next six o'clock", () => {
    const at = (text: string) => Date.parse(`2026-11-29T${text}Z`);
    expect(nextDue("immediate", 5)).toBe(5);
    expect(nextDue("hourly", at("05:00:00"))).toBe(at("06:00:00"));
    expect(nextDue("daily", at("05:59:59"))).toBe(at("06:00:00"));
    expect(nextDue("daily", at("06:00:00"))).toBe(at("06:00:00") + 86_400_000);
  });
});
