import { Suspense, lazy, useMemo, useState } from "react";
import { ChangeScreen } from "../change/change-screen.tsx";
import { Palette } from "../keys/palette.tsx";
import type { Command } from "../keys/registry.ts";
import { ShortcutSheet } from "../keys/shortcut-sheet.tsx";
import { useCommands } from "../keys/use-commands.ts";
import { LogBanner } from "../log/log-banner.tsx";
import { LiveIndicator } from "../live/live-indicator.tsx";
import { QueueScreen } from "../queue/queue-screen.tsx";
import { EnrolScreen } from "../session/enrol-screen.tsx";
import { IdentityChip } from "../session/identity-chip.tsx";
import { SessionOver } from "../session/session-over.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import { UnknownScreen } from "./unknown-screen.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { prefer, usePreferences } from "./preferences.ts";
import { QueryBox } from "./query-box.tsx";
import { formatRoute, go, useRoute } from "./route.ts";
import type { Route } from "./route.ts";

const PLACES = [
  { label: "Queue", icon: "queue", keys: "g q", route: { screen: "queue", query: "" } },
  { label: "Log", icon: "log", keys: "g l", route: { screen: "log", query: "" } },
  { label: "Deployments", icon: "deployments", keys: "g d", route: { screen: "deployments" } },
  { label: "Policy", icon: "policy", keys: "g p", route: { screen: "policy" } },
] as const satisfies readonly { label: string; icon: IconName; keys: string; route: Route }[];

/** It brings readers for all that it verifies, so it comes when somebody decides. */
const DecideScreen = lazy(async () => {
  const { DecideScreen: screen } = await import("../decide/decide-screen.tsx");
  return { default: screen };
});

const TogetherScreen = lazy(async () => ({ default: (await import("../decide/together-screen.tsx")).TogetherScreen }));

/** These verify the log, with all that belongs to it. */
const LogScreen = lazy(async () => ({ default: (await import("../log/log-screen.tsx")).LogScreen }));
const EntryScreen = lazy(async () => ({ default: (await import("../log/entry-screen.tsx")).EntryScreen }));

const PolicyScreen = lazy(async () => ({ default: (await import("../policy/policy-screen.tsx")).PolicyScreen }));
const DeploymentsScreen = lazy(async () => ({
  default: (await import("../deployments/deployments-screen.tsx")).DeploymentsScreen,
}));
const EnvironmentScreen = lazy(async () => ({
  default: (await import("../deployments/environment-screen.tsx")).EnvironmentScreen,
}));

/** What stands around every screen: where one can go, what one looks for, whether it is live, and who one is. */
export function Shell({ over }: { readonly over: boolean }) {
  const route = useRoute();
  const [panel, setPanel] = useState<"palette" | "sheet">();
  useCommands(useShellCommands(setPanel));
  const close = () => setPanel(undefined);
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <nav className="rail" aria-label="Places">
        <span className="brand">Countersign</span>
        {PLACES.map(({ label, icon, route: to }) => (
          <a key={label} href={formatRoute(to)} aria-current={placeOf(route) === to.screen ? "page" : undefined}>
            <Icon name={icon} />
            {label}
          </a>
        ))}
        <button type="button" className="rail-help" onClick={() => setPanel("sheet")}>
          Shortcuts <Keys keys="?" />
        </button>
      </nav>
      <header className="top">
        <QueryBox route={route} />
        <button type="button" className="quiet-button" onClick={() => setPanel("palette")}>
          Commands <Keys keys="Control+k" />
        </button>
        <LiveIndicator />
        <IdentityChip />
      </header>
      <LogBanner />
      <main id="main" className="main" tabIndex={-1}>
        <PageBoundary key={route.screen}>
          <Suspense>
            <Screen route={route} />
          </Suspense>
        </PageBoundary>
      </main>
      {panel === "palette" && <Palette onClose={close} />}
      {panel === "sheet" && <ShortcutSheet onClose={close} />}
      {over && <SessionOver />}
    </div>
  );
}

/** The address is where one is in the app, so the link moves the focus by itself. */
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#main")?.focus();
}

/** Under which place a screen stands. */
function placeOf({ screen }: Route): string {
  switch (screen) {
    case "change":
    case "decide":
    case "together":
      return "queue";
    case "entry":
      return "log";
    case "environment":
      return "deployments";
    default:
      return screen;
  }
}

function Screen({ route }: { readonly route: Route }) {
  switch (route.screen) {
    case "queue":
      return <QueueScreen query={route.query} />;
    case "change":
      return <ChangeScreen key={route.change} change={route.change} />;
    case "decide":
      return <DecideScreen key={route.change} change={route.change} />;
    case "together":
      return <TogetherScreen key={formatRoute(route)} role={route.role} changes={route.changes} />;
    case "passkey":
      return <EnrolScreen />;
    case "log":
      return <LogScreen query={route.query} />;
    case "entry":
      return <EntryScreen key={route.index} index={route.index} />;
    case "deployments":
      return <DeploymentsScreen />;
    case "environment":
      return (
        <EnvironmentScreen key={formatRoute(route)} repository={route.repository} environment={route.environment} />
      );
    case "policy":
      return <PolicyScreen {...(route.version === undefined ? {} : { version: route.version })} />;
    case "unknown":
      return <UnknownScreen />;
    default:
      return route satisfies never;
  }
}

function useShellCommands(setPanel: (panel: "palette" | "sheet") => void): readonly Command[] {
  const { theme, singleKeys } = usePreferences();
  return useMemo(() => {
    const next = { system: "dark", dark: "light", light: "system" } as const;
    return [
      ...PLACES.map(({ label, keys, route }) => {
        return { id: `go-${label}`, label: `Go to ${label}`, section: "Go", keys: [keys], run: () => go(route) };
      }),
      { id: "go-passkey", label: "Make a passkey", section: "Go", run: () => go({ screen: "passkey" }) },
      {
        id: "palette",
        label: "Commands",
        section: "Page",
        keys: ["Control+k"],
        palette: false,
        run: () => setPanel("palette"),
      },
      { id: "sheet", label: "Shortcuts", section: "Page", keys: ["?"], run: () => setPanel("sheet") },
      {
        id: "theme",
        label: `Theme: ${theme}, change to ${next[theme]}`,
        section: "Page",
        run: () => prefer({ theme: next[theme] }),
      },
      {
        id: "single-keys",
        label: `Switch single-key shortcuts ${singleKeys ? "off" : "on"}`,
        section: "Page",
        run: () => prefer({ singleKeys: !singleKeys }),
      },
    ];
  }, [theme, singleKeys, setPanel]);
}
