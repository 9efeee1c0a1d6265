import { SERVICE, later, row } from "./row.ts";

/** Service, webhooks and hosts. */
export const GROUP_7 = [
  later("G1", "a forged delivery", "401 before anything is parsed", SERVICE),
  later("G2", "a huge, slow or compressed body", "413, 408, bounded memory", SERVICE),
  later("G3", "a delivery is played again, or is another app's", "no second effect", SERVICE),
  row("G4", "events are lost, doubled or out of order", "one reconciling pass mends it", "", SERVICE),
  row("G5", "a crash between receipt and work", "completed by the sweep", "", SERVICE),
  later("G6", "the host answers with something old", "the payload's id counts", SERVICE),
  later("G7", "written, and the answer is lost", "state is read again first", SERVICE),
  later("G8", "one repository uses up the rate", "others go on; pending, never green", SERVICE),
  later("G9", "the callback goes elsewhere", "refused, no token leaves", SERVICE),
  later("G10", "our check's name used by another app", "shown as foreign", SERVICE),
  row("G11", "landed without us", "the gate denies; alarm", "gate.residual monitor.uncovered", SERVICE),
  later("G12", "the gate is removed from the host", "alarm within one pass", SERVICE),
  row("G13", "a repository is renamed and its name reused", "the number counts", "", SERVICE),
  later("G14", "the answer of one run is used for another", "a new request", SERVICE),
  later("G15", "the host's waiting time is used up", "issued again in time", SERVICE),
  row("G16", "another tenant's data", "404 without a hint", "", SERVICE),
  row(
    "G17",
    "sessions are stolen or forged",
    "rights are read for each request",
    "auth.session auth.csrf auth.not-in-policy",
  ),
  row("G18", "content chooses where we connect to", "configured hosts only"),
  row("G19", "two workers on one change, a job that always fails", "one result"),
  row("G20", "the queue is emptied", "restored from the outbox"),
  row("G21", "secrets or code in logs and checks", "ids, counts and links only", "", SERVICE),
];
