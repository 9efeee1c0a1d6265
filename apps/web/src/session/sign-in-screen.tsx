import { usePage } from "../app/page.ts";
import { SignInWays } from "./sign-in-ways.tsx";

/** What somebody sees who is not signed in. */
export function SignInScreen() {
  const { session } = usePage();
  return (
    <main className="outside">
      <h1>Countersign</h1>
      <p>
        Sign in at <b>{session.place.origin}</b> with a key that the policy lists for you.
      </p>
      <SignInWays />
      <p className="quiet">
        Nobody signs up here: a person is let in by a version of the policy that the organisations sign.{" "}
        <a href={`${session.place.origin}/public`}>What everybody may see and verify</a> needs no sign-in.
      </p>
    </main>
  );
}
