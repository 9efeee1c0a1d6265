import { row } from "./row.ts";

/** Service, webhooks and hosts. */
export const GROUP_7 = [
  row("G1", "a forged delivery", "401 before anything is parsed", "webhook.signature"),
  row("G2", "a huge, slow or compressed body", "413, 408, bounded memory", "webhook.too-large webhook.slow"),
  row(
    "G3",
    "a delivery is played again, or is another app's",
    "no second effect",
    "webhook.duplicate-id webhook.target",
  ),
  row("G4", "events are lost, doubled or out of order", "one reconciling pass mends it"),
  row("G5", "a crash between receipt and work", "completed by the sweep"),
  row("G6", "the host answers with something old", "the payload's id counts"),
  row("G7", "written, and the answer is lost", "state is read again first"),
  row("G8", "one repository uses up the rate", "others go on; pending, never green", "github.limited"),
  row("G9", "the callback goes elsewhere", "refused, no token leaves", "github.callback-url"),
  row("G10", "our check's name used by another app", "shown as foreign", "github.foreign-check"),
  row("G11", "landed without us", "the gate denies; alarm", "gate.residual monitor.uncovered"),
  row("G12", "the gate is removed from the host", "alarm within one pass", "monitor.gate-removed"),
  row("G13", "a repository is renamed and its name reused", "the number counts"),
  row("G14", "the answer of one run is used for another", "a new request"),
  row("G15", "the host's waiting time is used up", "issued again in time"),
  row("G16", "another tenant's data", "404 without a hint"),
  row(
    "G17",
    "sessions are stolen or forged",
    "rights are read for each request",
    "auth.session auth.csrf auth.not-in-policy",
  ),
  row("G18", "content chooses where we connect to", "configured hosts only"),
  row("G19", "two workers on one change, a job that always fails", "one result"),
  row("G20", "the queue is emptied", "restored from the outbox"),
  row("G21", "secrets or code in logs and checks", "ids, counts and links only"),
];
