import { once } from "node:events";
import { SMTPServer } from "smtp-server";
import { describe, expect, it } from "vitest";
import { alarmEvent } from "./alarm-event.testing.ts";
import { mailSink } from "./mail-sink.ts";

type Taken = { readonly from: unknown; readonly to: readonly string[]; readonly message: string };

/** A mail server without TLS that takes what it gets, or refuses it. */
async function mailServer(refuses = false) {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, done) {
      let message = "";
      stream.on("data", (part) => (message += String(part)));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? false : mailFrom?.address;
        if (!refuses) taken.push({ from, to: rcptTo.map(({ address }) => address), message });
        done(refuses ? new Error("no room for s3cret") : null);
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const address = server.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { taken, url: `smtp://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close(() => {}) };
}

describe("mail", () => {
  it("says in plain text what happened, with the JSON of the event, and the same id when it is told again", async () => {
    using server = await mailServer();
    const sink = mailSink({ to: "ops@oracle.example", from: "monitor@oracle.example", smtp: server.url });
    await sink.tell(alarmEvent());
    await sink.tell(alarmEvent());
    expect(server.taken).toHaveLength(2);
    const [first] = server.taken;
    expect(first).toMatchObject({ from: "monitor@oracle.example", to: ["ops@oracle.example"] });
    expect(first?.message).toMatch(/^Subject: \[countersign\] raised monitor\.uncovered: log\.acme\.example\/feed\r$/m);
    expect(first?.message).toMatch(/^Message-ID: <0123456789abcdef-7@oracle\.example>\r$/m);
    expect(first?.message).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
    expect(first?.message).not.toMatch(/^Bcc:/im);
  });

  it("has not arrived when the server refuses it or is not there, and the reason tells nothing secret", async () => {
    using server = await mailServer(true);
    for (const smtp of [server.url, "smtp://ops:s3cret@127.0.0.1:1"]) {
      const sink = mailSink({ to: "ops@oracle.example", smtp });
      const failure = await sink.tell(alarmEvent()).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "monitor.mail" });
      expect(`${String(failure)} ${sink.name}`).not.toMatch(/s3cret|127\.0\.0\.1|oracle/);
    }
  });

  it.each([
    [{ to: "ops@oracle.example\r\nBcc: eve@evil.example", smtp: "smtp://localhost" }, "usage.mail"],
    [{ to: "ops", smtp: "smtp://localhost" }, "usage.mail"],
    [{ to: "ops@oracle.example", from: "a@b, c@d", smtp: "smtp://localhost" }, "usage.mail"],
    [{ to: "ops@oracle.example", smtp: "http://localhost" }, "usage.smtp"],
  ])("is not for %j", (address, code) => {
    expect(() => mailSink(address)).toThrow(expect.objectContaining({ code }));
  });
});
