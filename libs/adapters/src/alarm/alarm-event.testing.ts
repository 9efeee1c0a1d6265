import type { AlarmEvent } from "@countersign/core";

/** An event to be told, whose words are what somebody hostile may have written. */
export function alarmEvent(number = 7): AlarmEvent {
  return {
    number,
    event: "raised",
    time: 1_795_341_600,
    origin: "log.acme.example/feed",
    alarm: {
      id: "0123456789abcdef",
      part: "log",
      code: "monitor.uncovered",
      subject: "local:feed refs/heads/main",
      text: "nothing covers <script>alert(1)</script>; see \\u{a}Bcc: eve@evil.example",
      at: { leaf: 3 },
      since: 1_795_341_600,
    },
  };
}
