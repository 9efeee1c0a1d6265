import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { JsonObject } from "@countersign/attest";
import { generateMachineKey } from "@countersign/adapters/keys";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it, vi } from "vitest";
import { landed } from "../attacks/landed-score.testing.ts";
import { openRecordsStage } from "../attacks/records.testing.ts";
import type { RecordsStage } from "../attacks/records.testing.ts";
import { TOKEN, serveStage } from "../attacks/served-gate.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";

/** Two servers beside the commands, each loading most of the program. */
vi.setConfig({ testTimeout: 240_000 });

/** `gate ask` as a pipeline calls it, with the token and the key of the stage's gate. */
function asking(stage: RecordsStage, url: string) {
  const token = join(stage.folder, "token");
  writeFileSync(token, `${TOKEN}\n`);
  return (commit: string, ...options: readonly string[]) => {
    const given = (name: string, value: string) => (options.includes(name) ? [] : [name, value]);
    const about = ["--repository", "local:feed", ...given("--ref", "refs/heads/main"), ...given("--env", "production")];
    const gate = ["--from", url, ...given("--token-file", token), ...given("--gate-key", stage.gateKeyText)];
    return runCli(["gate", "ask", ...gate, ...about, "--commit", commit, ...options, "--json"], { home: stage.home });
  };
}

/** A server in front of a gate, which hands questions on and answers what somebody makes of the answer. */
async function liar(gate: string, lie: (answer: JsonObject, status: number) => readonly [number, JsonObject]) {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const { method = "GET", headers } = request;
    const authorization = headers.authorization ?? "";
    const told = await fetch(`${gate}${request.url}`, { method, body, headers: { authorization } });
    const [status, answer] = lie((await told.json()) as JsonObject, told.status);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("gate ask", () => {
  it("exits as the command does beside production, and keeps what was signed", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const ask = asking(stage, served.url);
    const approved = await landed(stage, 2, "covered");
    const file = join(folder.path, "verdict.json");
    const allowed = await ask(approved, "--request", "build-1", "--verdict", file);
    expect(allowed).toMatchObject({
      exit: 0,
      json: { decision: "allow", code: "gate.allowed", requestId: "build-1", verdictFile: file },
    });
    expect(await stage.checkVerdict(file, approved, "--request", "build-1")).toMatchObject({ exit: 0 });

    const waiting = await landed(stage, 3, "captured");
    expect(await ask(waiting)).toMatchObject({ exit: 3, json: { decision: "pending", code: "decision.missing" } });
    expect(await ask("0".repeat(40))).toMatchObject({ exit: 6 });
    writeFileSync(join(folder.path, "wrong"), "wrong");
    expect(await ask(approved, "--token-file", join(folder.path, "wrong"))).toMatchObject({
      exit: 4,
      json: { code: "auth.token" },
    });
  });

  it("with --wait, allows once the missing decision is there", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const commit = await landed(stage, 3, "captured");
    const answer = asking(stage, served.url)(commit, "--wait", "PT2M");
    await setTimeout(500);
    const { changes } = (await stage.run("queue", "--json")).json as { changes: { change: string }[] };
    const change = changes.at(-1)?.change ?? "";
    await done(stage.say("approve", change, "dana"));
    await done(stage.say("approve", change, "nils"));
    expect(await answer).toMatchObject({ exit: 0, json: { decision: "allow" } });
  });

  it("H11: believes nothing that a trusted key did not sign for the very question", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    await using served = await serveStage(stage);
    const approved = await landed(stage, 2, "covered");
    const earlier = await asking(stage, served.url)(approved, "--request", "earlier");
    const denied = await landed(stage, 3, "captured");
    const { text: stranger } = await generateMachineKey(join(folder.path, "stranger.key"));
    const allow = { decision: "allow", code: "gate.allowed" };
    const { verdict } = earlier.json as { verdict: string };

    expect(await asking(stage, served.url)(approved, "--gate-key", stranger)).toMatchObject({
      exit: 4,
      json: { code: "gate.verdict-signature" },
    });
    const cases: readonly (readonly [string, string, (answer: JsonObject) => readonly [number, JsonObject], string])[] =
      [
        ["says allow of what is pending", denied, (answer) => [200, { ...answer, ...allow }], "gate.verdict-decision"],
        [
          "says allow and signs nothing",
          denied,
          (answer) => [200, { ...answer, ...allow, verdict: null }],
          "gate.verdict-signature",
        ],
        [
          "repeats what it signed for another commit",
          denied,
          () => [200, { ...allow, verdict }],
          "gate.verdict-subject",
        ],
        [
          "repeats what it signed for another request",
          approved,
          () => [200, { ...allow, verdict }],
          "gate.verdict-request",
        ],
        ["says allow with a status that is none", approved, (answer) => [202, answer], "web.answer"],
        [
          "denies with the code of an allow",
          denied,
          () => [200, { decision: "deny", code: "gate.allowed" }],
          "web.answer",
        ],
        ["says nothing", approved, () => [200, {}], "web.answer"],
      ];
    for (const [name, commit, lie, code] of cases) {
      await using between = await liar(served.url, lie);
      const heard = await asking(stage, between.url)(commit);
      expect({ name, ...(heard.json as JsonObject) }).toMatchObject({ name, code });
      expect({ name, exit: heard.exit }).not.toEqual({ name, exit: 0 });
    }
    expect(await asking(stage, served.url)(approved, "--env", "staging")).not.toMatchObject({ exit: 0 });
  });

  it("H12: is no allow where nobody answers, and sends its token to no place where others read", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const commit = "1".repeat(40);
    expect(await asking(stage, "http://127.0.0.1:9")(commit)).toMatchObject({
      exit: 5,
      json: { code: "web.unreachable" },
    });
    expect(await asking(stage, "http://gate.example")(commit)).toMatchObject({ exit: 2, json: { code: "usage.url" } });
  });
});
