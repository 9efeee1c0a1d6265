import { formatCanonical } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";

/** A page that hands a manifest to GitHub when its button is pressed. */
export type RegistrationPage = {
  readonly html: string;
  /** Its Content-Security-Policy: nothing runs or loads, and the form goes to GitHub alone. */
  readonly policy: string;
};

/** Makes the page. `target` is where GitHub takes manifests, `state` comes back from there with the code. */
export function registrationPage(manifest: JsonObject, target: string, state: string): RegistrationPage {
  const { origin } = new URL(target);
  const policy = `default-src 'none'; base-uri 'none'; form-action ${origin}`;
  const text = new TextDecoder().decode(formatCanonical(manifest));
  const rows = Object.entries(manifest["default_permissions"] ?? {});
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width">
<title>Countersign: a GitHub App</title>
<main>
<h1>A GitHub App for Countersign</h1>
<p>GitHub shows you what it makes before it makes it. This page sends it the following, and nothing else.</p>
<dl>
<dt>Name</dt><dd>${escaped(String(manifest["name"]))}</dd>
<dt>Deliveries go to</dt><dd>${escaped(hookOf(manifest))}</dd>
<dt>Permissions</dt><dd>${rows.map(([name, level]) => escaped(`${name}: ${String(level)}`)).join("<br>")}</dd>
</dl>
<form method="post" action="${escaped(`${target}?state=${encodeURIComponent(state)}`)}">
<input type="hidden" name="manifest" value="${escaped(text)}">
<button type="submit">Create the App on ${escaped(new URL(target).host)}</button>
</form>
</main>
`;
  return { html, policy };
}

function hookOf({ hook_attributes: hook }: JsonObject): string {
  return typeof hook === "object" && hook !== null && "url" in hook ? String(hook["url"]) : "";
}

/** Text as it stands in HTML, also within double quotes. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => `&#${one.codePointAt(0) ?? 0};`);
}
