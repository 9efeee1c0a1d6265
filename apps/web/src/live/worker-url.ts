// oxlint-disable-next-line import/default -- Vite gives it one
import address from "./live-worker.ts?sharedworker&url";

/** What a Trusted Types policy is, as far as it is used here (W3C Trusted Types §2.2). */
type Policies = {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (text: string) => string },
  ) => { readonly createScriptURL: (text: string) => string };
};

/** The address of the app's own worker, the one thing that may be made into a script's address; whatever else is asked for is refused. */
export function liveWorkerUrl(): string | URL {
  const policies = policiesOf(globalThis);
  if (policies === undefined) return address;
  const policy = policies.createPolicy("countersign-worker", {
    createScriptURL(text) {
      if (text === address) return text;
      throw new TypeError("this is not the app's worker");
    },
  });
  return policy.createScriptURL(address);
}

function policiesOf(scope: object): Policies | undefined {
  return "trustedTypes" in scope ? (scope.trustedTypes as Policies) : undefined;
}
