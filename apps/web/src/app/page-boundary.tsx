import { Component } from "react";
import type { ReactNode } from "react";
import { ProblemText } from "../ui/problem-text.tsx";

type Props = { readonly children: ReactNode };
type State = { readonly error?: unknown };

/** Shows a fault of the page in place of what it broke. React wants a class for it. */
export class PageBoundary extends Component<Props, State> {
  override readonly state: State = {};

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    if (!("error" in this.state)) return this.props.children;
    return (
      <main className="outside">
        <h1>This page failed</h1>
        <ProblemText error={this.state.error} />
        <button type="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </main>
    );
  }
}
