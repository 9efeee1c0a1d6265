import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, tempFolder } from "@countersign/testkit";
import { inject } from "vitest";
import { addAuthenticator, newPasskey } from "./authenticator.testing.ts";
import { openBrowserAt, visit } from "./browser.testing.ts";
import type { Visit } from "./browser.testing.ts";
import { countersign, publishPolicy } from "./command.testing.ts";
import { startService } from "./demo.testing.ts";
import { serveFront } from "./front.testing.ts";
import { makeApp, openHub } from "./github.testing.ts";
import type { Hub } from "./github.testing.ts";
import { newKey, signInByKey } from "./people.testing.ts";
import { replaced, withKey, withPages } from "./policy-text.testing.ts";

/** The service before a GitHub, and those who decide, each signed in on a page. */
export type Story = AsyncDisposable & {
  readonly hub: Hub;
  /** Home and keys, as of a demo. */
  readonly folder: string;
  /** What the policy calls GitHub's repository. */
  readonly id: string;
  /** Of the oracle, with a passkey. */
  readonly dana: Visit;
  /** Data guard, with an SSH key that is not in the browser. */
  readonly nils: Visit;
};

const PEOPLE = ["mira", "dana", "nils"] as const;

/** Sets everything up as its administrators do: home, policy that all three sides sign, baseline, App, service, ruleset and protection rule. */
export async function openStory(): Promise<Story> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(tempFolder()).path;
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const hub = opened.use(await openHub(folder, join(inject("stage").folder, "lumen")));
  const id = `github:${hub.repository}`;
  const passkey = newPasskey("localhost", "dana");
  await mkdir(join(folder, "keys"), { mode: 0o700 });
  for (const person of PEOPLE) await newKey(folder, person);
  await govern(folder, id, (text) => {
    const signed = withPages(withKey(text, "dana", passkey.line), "oracle", [origin]);
    return replaced(signed, "git: [mira@lumen.example]", `git: [mira@lumen.example]\n    github: [${hub.mira}]`);
  });
  await hub.git("push", "--quiet", "origin", "main");
  const { app, settings } = await makeApp(hub, folder, origin);
  await writeFile(
    join(folder, "home", "service.yaml"),
    [
      `url: ${origin}`,
      `repositories: [{ id: "${id}", fetch: github }]`,
      `gate: { key: ${JSON.stringify(join(folder, "keys/gate.key"))}, state: ${JSON.stringify(join(folder, "gate"))} }`,
      settings,
      "",
    ].join("\n"),
  );
  const service = opened.use(startService(["--home", join(folder, "home")], port));
  await service.until("listening", 1);
  hub.install(app);
  await hub.github.settle();
  const front = opened.use(await serveFront(inject("stage").app, {}, new URL(origin)));
  const browser = await openBrowserAt(origin, front.port);
  opened.defer(() => browser.close());
  const open = async (person: "dana" | "nils"): Promise<Visit> => {
    const made = opened.use(await visit(browser, { at: origin }));
    await signInByKey(made.page, folder, person);
    await made.page.locator(".queue").waitFor();
    return made;
  };
  const [dana, nils] = [await open("dana"), await open("nils")];
  await addAuthenticator(dana.page, { passkey });
  const all = opened.move();
  return { hub, folder, id, dana, nils, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** A log with a witness, a policy that all three sides signed, and a baseline: what is on `main` counts as settled. */
async function govern(folder: string, id: string, amend: (policy: string) => string): Promise<void> {
  const keyOf = (person: string) => join(folder, "keys", person);
  const [repo, file] = [join(folder, "lumen"), join(folder, "policy.yaml")];
  await countersign(folder, "init", "--origin", "log.lumen.example/feed", "--witness", "oracle-w");
  const { key } = await countersign(folder, "gate-key", join(folder, "keys/gate.key"));
  const who = [
    ["--operator", `lumen:mira:mira@lumen.example:${keyOf("mira")}.pub`],
    ["--oracle", `oracle:dana:${keyOf("dana")}.pub`],
    ["--data-guard", `nordsec:nils:${keyOf("nils")}.pub`],
  ].flat();
  const place = ["--repository", id, "--uri", "git+https://github.com/lumen/feed", "--gate-key", String(key)];
  await countersign(folder, "policy", "new", "--repo", repo, "--ref", "refs/heads/main", ...who, ...place, "-o", file);
  await publishPolicy(folder, amend(await readFile(file, "utf8")), 1);
  const { change } = await countersign(folder, "baseline", "--repo", repo, "--commit", "main");
  for (const person of PEOPLE) await countersign(folder, "approve", String(change), "--key", keyOf(person), "--yes");
}
