import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { readServicePlace } from "../api/service-place.ts";
import { listenForKeys } from "../keys/key-listener.ts";
import { RegistryContext } from "../keys/use-commands.ts";
import { SignInScreen } from "../session/sign-in-screen.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { PageContext, openPage, useSession } from "./page.ts";
import type { Page } from "./page.ts";
import { PageBoundary } from "./page-boundary.tsx";
import { preferences } from "./preferences.ts";
import { Shell } from "./shell.tsx";

/** The whole app: finds its service, finds out who is here, and shows the screens. */
export function App() {
  const [page, setPage] = useState<Page>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    let open = true;
    readServicePlace(document.baseURI).then(
      (place) => open && setPage(openPage(place)),
      (error: unknown) => open && setProblem(error),
    );
    return () => void (open = false);
  }, []);
  if (problem !== undefined) return <Outside>{<ProblemText error={problem} />}</Outside>;
  if (page === undefined) return null;
  return (
    <PageContext value={page}>
      <RegistryContext value={page.registry}>
        <QueryClientProvider client={page.queries}>
          <PageBoundary>
            <Inside page={page} />
          </PageBoundary>
        </QueryClientProvider>
      </RegistryContext>
    </PageContext>
  );
}

function Inside({ page }: { readonly page: Page }) {
  const session = useSession();
  useEffect(() => void page.session.look(), [page]);
  useEffect(() => listenForKeys(globalThis.window, page.registry, () => preferences().singleKeys), [page]);
  switch (session.kind) {
    case "unknown":
      return null;
    case "unreachable":
      return (
        <Outside>
          <ProblemText error={session.problem} />
          <button type="button" onClick={() => void page.session.look()}>
            Try again
          </button>
        </Outside>
      );
    case "out":
      return <SignInScreen />;
    case "in":
    case "over":
      // Nothing that one person had on the screen is there for another.
      return <Shell key={session.person.person} over={session.kind === "over"} />;
    default:
      return session satisfies never;
  }
}

function Outside({ children }: { readonly children: React.ReactNode }) {
  return (
    <main className="outside">
      <h1>Countersign</h1>
      {children}
    </main>
  );
}
