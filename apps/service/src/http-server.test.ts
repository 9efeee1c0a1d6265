import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { until } from "@countersign/testkit";
import { expect, it } from "vitest";
import { listenHttp } from "./http-server.ts";

/** Asks by a connection that stays; the status, or the code of what went wrong. */
function asked(url: string, agent: Agent): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.once("close", () => resolve(response.statusCode));
    }).once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
  });
}

it("ends though clients go on asking by the connections that they have", async () => {
  const server = await listenHttp(
    async (_request, response) => {
      await setTimeout(20);
      response.end("fine");
    },
    "127.0.0.1",
    0,
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const answers: (number | string | undefined)[] = [];
  const always = async () => {
    do answers.push(await asked(server.url, agent));
    while (answers.at(-1) === 200);
  };
  const clients = Promise.all(Array.from({ length: 4 }, always));
  await until(() => answers.length > 8);
  await server[Symbol.asyncDispose]();
  await clients;
  agent.destroy();
  expect(answers.filter((answer) => answer !== 200).every((answer) => typeof answer === "string")).toBe(true);
});
