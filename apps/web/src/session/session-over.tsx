import { usePage, usePerson } from "../app/page.ts";
import { Dialog } from "../ui/dialog.tsx";
import { SignInWays } from "./sign-in-ways.tsx";

/** Asks whoever was here to sign in again. What is on the screen stays, and what was sent meanwhile is sent then. */
export function SessionOver() {
  const { session } = usePage();
  const { person } = usePerson();
  return (
    <Dialog title="Your session has ended" className="over" stays onClose={() => {}}>
      <p>
        Sign in again as <b>{person}</b> and go on where you are: nothing that you wrote is lost.
      </p>
      <SignInWays />
      <button type="button" className="link" onClick={session.forget}>
        Leave
      </button>
    </Dialog>
  );
}
