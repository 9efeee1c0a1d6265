/** Whoever can own or do something. Logins are labels: they change, and somebody else may take one over. */
export type Account = {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
};

/** What an app may do, by the name of the permission. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/** A GitHub App. */
export type App = {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  readonly name: string;
  /** The account that owns it. */
  readonly owner: number;
  /** The account in whose name it acts. */
  readonly bot: number;
  /** Public keys, PEM. */
  readonly keys: readonly string[];
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly hook: Hook;
  /** POSIX seconds, as every time in the state. */
  readonly createdAt: number;
};

/** Where an app's deliveries go. */
type Hook = {
  readonly id: number;
  /** Null where the app has no webhook. */
  readonly url: string | null;
  readonly secret: string;
};

/** An app in an account. */
export type Installation = {
  readonly id: number;
  readonly app: number;
  readonly account: number;
  /** Ids of repositories; null for all that the account has and will have. */
  readonly repositories: readonly number[] | null;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly suspendedAt: number | null;
  readonly suspendedBy: number | null;
  readonly createdAt: number;
};

/** A token of an installation, or of a person. */
export type Token = {
  readonly id: number;
  readonly text: string;
  readonly of: { readonly installation: number } | { readonly user: number };
  readonly expiresAt: number;
  /** Ids of repositories that it was narrowed to. */
  readonly repositories: readonly number[] | null;
  readonly permissions: Permissions;
};
