import { randomBytes } from "node:crypto";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError, formatTime } from "@countersign/core";
import type { Command, Invocation, Outcome } from "../command.ts";
import { durationOf } from "../expiry.ts";
import { openAppFolder } from "../github/app-folder.ts";
import type { AppFiles, AppFolder, Begun } from "../github/app-folder.ts";
import { appManifest } from "../github/app-manifest.ts";
import { CHECK_NAME } from "../github/app-plan.ts";
import { convertCode } from "../github/convert-code.ts";
import type { MadeApp } from "../github/convert-code.ts";
import { appsPage, githubPlaces } from "../github/github-places.ts";
import type { GithubPlaces } from "../github/github-places.ts";
import { codeFromBrowser, codeFromPaste } from "../github/obtain-code.ts";
import { registrationPage } from "../github/registration-page.ts";
import { settingsLines } from "../github/settings-lines.ts";
import { nextCommand } from "../next-command.ts";
import { serviceAddress } from "../service-client.ts";
import { harmless } from "../terminal.ts";

export const githubSetupCommand: Command = {
  name: "github setup",
  summary: "make the GitHub App of a service, and keep its key and secret",
  usage:
    "github setup --url URL --folder DIR [--org ORG] [--name NAME] [--administration] [--members] [--paste] [--wait DURATION] [--web URL] [--api URL]",
  details:
    "GitHub makes the App from a manifest that your browser hands to it from a page of this machine, and shows you what it makes. The App reads contents and pull requests, writes checks and answers deployments; it never writes contents or workflows, and is private. What GitHub tells once, the private key and the secret of the webhook, goes into files that only you read, and is printed nowhere. Then come the lines for service.yaml, where to install the App, and what to require of whom.\n\n" +
    "With --paste the browser may be on another machine: it gets the page as an address, and you bring back the address at which it ended.",
  options: {
    url: { value: "URL", help: "the address of the service, as GitHub reaches it" },
    folder: { value: "DIR", help: "where app.pem and webhook-secret go; nothing there is replaced" },
    org: { value: "ORG", help: "the organisation that is to own the App (default: whoever is signed in)" },
    name: { value: "NAME", help: "the App's name, one of a kind on GitHub (default: countersign, or ORG-countersign)" },
    administration: {
      help: "also let it read Administration: older branch protection, and who went around the rules",
    },
    members: { help: "also let it read who is a member of the organisation" },
    paste: { help: "do not wait for a browser here: read the address at which one elsewhere ended" },
    wait: { value: "DURATION", help: "how long to wait for the browser (default: PT15M; an hour at most)" },
    web: { value: "URL", help: "the pages of an Enterprise Server (default: https://github.com)" },
    api: { value: "URL", help: "its API (default: /api/v3 below --web)" },
  },
  examples: [
    "github setup --url https://countersign.acme.example --org acme --folder /etc/countersign/github",
    "github setup --url https://countersign.acme.example --org acme --folder github --administration --paste",
    "github setup --url https://countersign.acme.example --folder github --web https://github.acme.example",
  ],
  async run(invocation) {
    const wish = wishOf(invocation);
    const folder = await openAppFolder(invocation.required("folder"));
    const state = randomBytes(32).toString("base64url");
    const target = `${wish.apps}/new`;
    const question = {
      state,
      pageFor: (redirect: string) => registrationPage(appManifest(wish, redirect), target, state),
      wait: wish.wait,
      apps: wish.apps,
    };
    const code = await (invocation.given("paste") ? codeFromPaste : codeFromBrowser)(invocation, question);
    const made = await madeApp(wish, folder, code);
    return outcomeOf(invocation, wish, made);
  },
};

type Wish = Parameters<typeof appManifest>[0] & {
  readonly places: GithubPlaces;
  readonly organisation: string | undefined;
  /** The page with the Apps of the owner. */
  readonly apps: string;
  readonly wait: number;
};

const HOUR = 3_600;

function wishOf({ required, value, given }: Invocation): Wish {
  const organisation = value("org");
  const places = githubPlaces(value("web"), value("api"));
  const wait = durationOf(value("wait") ?? "PT15M");
  if (wait === 0 || wait > HOUR)
    throw new CountersignError("usage.duration", "--wait is up to PT1H: GitHub's codes are good for an hour");
  const wish = {
    name: value("name") ?? (organisation === undefined ? "countersign" : `${organisation.slice(0, 22)}-countersign`),
    url: serviceAddress(required("url")).base,
    optional: new Set(["administration", "members"].filter(given)),
    places,
    organisation,
    apps: appsPage(places, organisation),
    wait,
  };
  // What is wrong with it is said before anybody opens a page.
  appManifest(wish, wish.url);
  return wish;
}

type Kept = { readonly made: MadeApp; readonly files: AppFiles };

/**
 * Exchanges the code, and keeps what GitHub tells once. A crash after the exchange leaves the note in the folder, and the next call says what
 * to do; so does this one where it lives to see that something cannot be written.
 */
async function madeApp(wish: Wish, folder: AppFolder, code: string): Promise<Kept> {
  const begun: Begun = { name: wish.name, page: wish.apps, time: formatTime(systemClock().now()) };
  await folder.begin(begun);
  const made = await convertCode(wish.places, code).catch(async (error: unknown) => {
    if (!(error instanceof CountersignError)) throw error;
    if (error.code !== "github.unreachable") {
      await folder.abandon();
      throw error;
    }
    const detail = `${error.detail}; whether the App was made, nobody knows`;
    throw new CountersignError(error.code, detail, { cause: error, remedy: folder.remedy(begun) });
  });
  const { organisation } = wish;
  if (organisation !== undefined && made.owner.login.toLowerCase() !== organisation.toLowerCase()) {
    await folder.abandon();
    throw new CountersignError(
      "github.other-owner",
      `the code is for an App of ${made.owner.login}, not of ${organisation}`,
      {
        remedy:
          "Somebody gave you a code of theirs, or you chose another owner on the page. Nothing was kept: begin again.",
      },
    );
  }
  try {
    return { made, files: await folder.keep(made) };
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    const named = { ...begun, name: made.name };
    const detail = `GitHub made the App ${made.name}, and its key could not be kept: ${error.detail}`;
    throw new CountersignError(error.code, detail, { cause: error, remedy: folder.remedy(named) });
  }
}

function outcomeOf(invocation: Invocation, { places, url }: Wish, { made, files }: Kept): Outcome {
  const { id: app, slug, name, owner } = made;
  const install = `${places.web}/apps/${slug}/installations/new`;
  const settings = settingsLines(app, files, places);
  const doctor = nextCommand(invocation, "github doctor");
  const next = [
    "put these lines into service.yaml of the service's home, and start the service again",
    `install the App on the repositories of the policy: ${install}`,
    `for each protected branch, add a ruleset (Settings, Rules) that requires the check ${CHECK_NAME} with ${name} as its source (integration_id ${app}), active, with nobody who may bypass it`,
    `for each environment of the policy, switch on the protection rule of ${name} (Settings, Environments), and do not let administrators bypass it`,
    `see that all of it holds: ${doctor}`,
  ];
  const text = [
    `GitHub made the App ${name} (number ${app}) of ${owner.login}. Its key and the secret of its webhook lie in`,
    `  ${files.privateKey}`,
    `  ${files.webhookSecret}`,
    "",
    ...settings,
    "",
    ...next.map((step, at) => `${at + 1}. ${step}`),
    ...(isLocal(url)
      ? [
          "",
          `GitHub cannot reach ${url}: it is this machine's own address. Deliveries need one that the Internet reaches.`,
        ]
      : []),
  ];
  return {
    json: { app, slug, name, owner: owner.login, install, ...files, settings: settings.join("\n"), next },
    text: text.map(harmless).join("\n"),
  };
}

function isLocal(url: string): boolean {
  return /^(?:localhost$|127\.|\[::1\]$)/.test(new URL(url).hostname);
}
