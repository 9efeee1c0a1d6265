import { numberAt, textAt } from "../config/lookup.ts";
import type { Settings } from "../config/settings.ts";

/** A value that leaves serving. */
type Field = string | number;
export type Message = {
  readonly topic: string;
  readonly cluster: string;
  readonly retentionDays: number;
  readonly record: Readonly<Record<string, Field>>;
};

/** Where messages wait to be sent; in this world nobody sends them. */
export type Outbox = { readonly messages: readonly Message[]; readonly publish: Publish };
export type Publish = (stream: string, record: Message["record"]) => void;

/** An empty outbox for the streams of `deploy/topics.yaml`. */
export function openOutbox({ topics }: Pick<Settings, "topics">): Outbox {
  const messages: Message[] = [];
  const publish: Publish = (stream, record) => {
    messages.push({
      topic: textAt(topics, `${stream}.topic`),
      cluster: textAt(topics, `${stream}.cluster`),
      retentionDays: numberAt(topics, `${stream}.retention_days`),
      record,
    });
  };
  return { messages, publish };
}
