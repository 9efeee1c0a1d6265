export { lineSink } from "./line-sink.ts";
export { mailSink } from "./mail-sink.ts";
export type { MailAddress } from "./mail-sink.ts";
export { webhookSink } from "./webhook-sink.ts";
