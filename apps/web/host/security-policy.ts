/** Where the app's files are served from, and what they may call. */
export type Hosting = {
  /** The service's origin, where that is not the page's own: `https://countersign.acme.example`. */
  readonly service?: string;
  /** SHA-256 of the first policy of the service's log, `policySha256` of `root.json`: the page believes no other. */
  readonly root?: string;
};

/**
 * The Content-Security-Policy that the app is served with, on every file: what is not named may not load, run, frame or be posted to.
 * `trusted-types` lists the one policy of the app, which makes nothing but the address of its own worker (`src/live/worker-url.ts`).
 */
export function contentSecurityPolicy({ service }: Hosting = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "worker-src 'self'",
    `connect-src 'self'${service === undefined ? "" : ` ${new URL(service).origin}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types countersign-worker",
  ].join("; ");
}

/** All headers of the app's files. `publickey-credentials-*` are for this page alone: no frame may ask for a passkey. */
export function appHeaders(hosting: Hosting = {}): Readonly<Record<string, string>> {
  return {
    "content-security-policy": contentSecurityPolicy(hosting),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(), geolocation=(), microphone=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}
