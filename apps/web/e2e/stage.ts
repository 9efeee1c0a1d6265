/** Where everything is that the tests of the pages work with. */
export type Stage = {
  /** What browsers call the service by. */
  readonly origin: string;
  /** Where the built app and the service stand together: browsers are sent there for `origin`. */
  readonly frontPort: number;
  /** `/away` has the service be away, `/back` come back; `/streams` says how many streams of events browsers hold. */
  readonly control: string;
  /** A page of the reviewer's own, of another origin than the service's. */
  readonly own: string;
  /** The folder of the demo: home, keys, lumen, policy.yaml. */
  readonly folder: string;
  /** The built app. */
  readonly app: string;
  /** A passkey of dana's that the policy lists: its private key in PKCS #8, base64, and its line in the policy. */
  readonly passkey: { readonly privateKey: string; readonly line: string };
  /** Sessions that are open already, as the value of the cookie. */
  readonly cookies: Readonly<Record<"dana" | "dora" | "nils" | "mira", string>>;
};

declare module "vitest" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- vitest merges it
  export interface ProvidedContext {
    stage: Stage;
  }
}
