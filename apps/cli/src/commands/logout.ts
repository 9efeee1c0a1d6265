import { CountersignError } from "@countersign/core";
import type { Command } from "../command.ts";
import { dropSession, keptSession } from "../kept-session.ts";
import { askService, serviceAddress } from "../service-client.ts";
import { harmless } from "../terminal.ts";

export const logoutCommand: Command = {
  name: "logout",
  summary: "end the session at a service",
  usage: "logout --url URL",
  details:
    "The session ends at the service, and what is kept of it here is removed. Where the service cannot be reached it is removed all the same; the session then ends by itself.",
  options: { url: { value: "URL", help: "the address of the service" } },
  examples: ["logout --url https://countersign.acme.example"],
  async run({ home, required }) {
    const address = serviceAddress(required("url"));
    const { token, person } = await keptSession(home, address);
    await dropSession(home, address);
    await askService(address, { method: "DELETE", path: "/v1/session", token }).catch((error: unknown) => {
      if (!(error instanceof CountersignError) || error.code !== "auth.session") throw error;
    });
    return {
      json: { url: address.base, person, signedOut: true },
      text: `Signed out at ${harmless(address.origin)}`,
    };
  },
};
