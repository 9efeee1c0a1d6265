import { createTransport } from "nodemailer";
import { CountersignError } from "@countersign/core/error";
import { eventJson, eventText, remedyFor } from "@countersign/core";
import type { AlarmEvent, AlarmSink } from "@countersign/core";
import { sinkName } from "./sink-name.ts";

/** Who gets mail, through which server (`smtp://`, or `smtps://` for TLS from the start), from whom. */
export type MailAddress = { readonly to: string; readonly smtp: string; readonly from?: string };

/** Milliseconds that the mail server may take to connect, to greet, and between two answers. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };
const LONGEST_SUBJECT = 120;

/**
 * Tells each event by mail, as plain text with its JSON below (`usage.mail`, `usage.smtp` for addresses that are none). It has arrived
 * when the server has taken it; its `Message-ID` is the same when an event is told again. Where it fails: `monitor.mail`.
 */
export function mailSink({ to, smtp, from = to }: MailAddress): AlarmSink {
  for (const address of [to, from])
    if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address))
      throw new CountersignError("usage.mail", `${JSON.stringify(address)} is not one address like ops@oracle.example`);
  if (!URL.canParse(smtp) || !/^smtps?:$/.test(new URL(smtp).protocol))
    throw new CountersignError("usage.smtp", "a mail server is an smtp or smtps URL");
  const name = sinkName("mail", to, smtp);
  return {
    name,
    async tell(event) {
      const transport = createTransport({ url: smtp, ...PATIENCE });
      try {
        await transport.sendMail({
          from,
          to,
          subject: subjectOf(event),
          text: bodyOf(event),
          messageId: `<${event.alarm.id}-${event.number}@${from.split("@")[1]}>`,
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (cause) {
        const said = cause instanceof Error && "code" in cause ? String(cause.code) : "no reason";
        throw new CountersignError("monitor.mail", `${name} was not taken: ${said}`, { cause });
      } finally {
        transport.close();
      }
    },
  };
}

/** Nothing in it can end the header: an alarm has no control characters. */
function subjectOf({ event, origin, alarm }: AlarmEvent): string {
  return `[countersign] ${event} ${alarm.code}: ${origin}`.slice(0, LONGEST_SUBJECT);
}

function bodyOf(event: AlarmEvent): string {
  const { alarm } = event;
  return [
    eventText(event),
    "",
    alarm.remedy ?? remedyFor(alarm.code),
    "",
    JSON.stringify(eventJson(event), undefined, 2),
    "",
  ].join("\n");
}
