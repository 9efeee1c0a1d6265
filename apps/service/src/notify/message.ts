/** What a message tells of one event: ids alone, and the author's title only where the settings let it leave (attack G21). */
export type ToldEvent = {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly change: string | null;
  readonly role: string | null;
  readonly person: string | null;
  readonly risk: number | null;
  /** Of an incident. */
  readonly code: string | null;
  readonly title?: string | null;
};

/** A message as any sink takes it. */
export type Message = {
  readonly id: string;
  readonly subject: string;
  readonly lines: readonly string[];
  readonly events: readonly ToldEvent[];
};

/** Lines that a message has at most. */
const MOST_LINES = 50;
const LONGEST_TITLE = 120;

const WORDS: Readonly<Record<string, string>> = {
  "change.captured": "captured",
  "change.superseded": "replaced by another revision",
  "task.opened": "waits for a decision",
  "task.decided": "decided",
  "task.due-soon": "is due soon",
  "task.overdue": "is overdue",
  "decision.logged": "a decision was logged",
  "incident.opened": "an incident",
  "incident.closed": "an incident was closed",
  "question.asked": "the author is asked",
  "question.replied": "the author is asked on",
  "question.reopened": "the author is asked again",
  "question.answered": "the author answered",
  "deployment.waiting": "a deployment waits for the gate",
  "deployment.decided": "the gate answered a deployment",
  "gate.removed": "what has the gate asked on GitHub is gone, or was never there",
  "gate.restored": "what has the gate asked on GitHub is there again",
  "gate.unseen": "the App may not see whether the gate is asked on GitHub",
  "gate.bypassed": "the gate was gone around on GitHub",
};

/** Puts a message together; `url` is where people reach the service. */
export function composeMessage(id: string, events: readonly ToldEvent[], url: string): Message {
  const shown = events.slice(0, MOST_LINES).map((event) => lineOf(event, url));
  const rest = events.length > MOST_LINES ? [`and ${events.length - MOST_LINES} more: ${url}`] : [];
  const [only] = events;
  const subject = events.length === 1 && only !== undefined ? subjectOf(only) : `${events.length} events`;
  return { id, subject: `[countersign] ${subject}`, lines: [...shown, ...rest], events };
}

function subjectOf({ kind, change, role, code }: ToldEvent): string {
  return [kind, role ?? code ?? "", shortId(change)].filter((part) => part !== "").join(" ");
}

function lineOf({ kind, change, role, person, risk, code, title }: ToldEvent, url: string): string {
  const about = [
    code ?? "",
    change === null ? "" : `change ${shortId(change)}`,
    risk === null ? "" : `R${risk}`,
    role === null ? "" : `for ${role}`,
    person === null ? "" : `by ${person}`,
  ].filter((part) => part !== "");
  const named = title === undefined || title === null || title === "" ? "" : ` "${oneLine(title)}"`;
  const link = change === null ? url : `${url}/changes/${change}`;
  return `${WORDS[kind] ?? kind}: ${about.join(", ")}${named} ${link}`;
}

function shortId(id: string | null): string {
  return id === null ? "" : id.slice(0, 16);
}

/** A title cannot end a line, write a second message, or turn the reading direction. */
function oneLine(text: string): string {
  return text
    .slice(0, LONGEST_TITLE)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\u{fffd}")
    .toWellFormed();
}

/** Text for a chat: `<`, `>` and `&` begin links and calls in some of them. */
export function chatText({ subject, lines }: Message): string {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [subject, ...lines].map(escaped).join("\n");
}

/** The same for programs, as a webhook gets it. */
export function messageJson({ id, events }: Message) {
  return {
    delivery: id,
    events: events.map(({ at, ...event }) => ({ ...event, at: at.toISOString() })),
  };
}
