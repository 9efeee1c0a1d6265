/** What happened, in ids alone. */
export type LiveEvent = {
  readonly kind: string;
  readonly change?: string | undefined;
  readonly role?: string | undefined;
  readonly person?: string | undefined;
};

/** How the one connection stands. Times in milliseconds since the epoch; `heard` is when the service last said anything. */
export type LiveState =
  | { readonly kind: "connecting"; readonly since: number }
  | { readonly kind: "live"; readonly heard: number }
  | { readonly kind: "reconnecting"; readonly since: number; readonly heard: number | null }
  | { readonly kind: "signed-out"; readonly since: number };

/** What a tab says to whoever holds the connection. */
export type ToHub =
  | { readonly kind: "hello"; readonly origin: string; readonly token: string | undefined; readonly own: boolean }
  | { readonly kind: "bye" };

/** What it hears: how the connection stands (also as a sign of life), what happened, and that something may have been missed. */
export type FromHub =
  | { readonly kind: "state"; readonly state: LiveState }
  | { readonly kind: "event"; readonly event: LiveEvent }
  | { readonly kind: "missed" };
