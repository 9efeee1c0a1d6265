import { describe, expect, it } from "vitest";
import { foundBy, saidBy } from "../analysed.testing.ts";

const said = (path: string, text: string, before: string | undefined = undefined) =>
  saidBy("egress", { [path]: [before, text] });

describe("a destination", () => {
  it("is a host in code; what opens it is not repeated", async () => {
    const text = `object Constants {\n  val ANALYTICS_ENDPOINT = "https://analytics.tracker.ai"\n  val SENTRY_DSN = "https://abcdef012345@o1.ingest.reports.io/67"\n}\n`;
    const found = await foundBy("egress", { "main/Constants.scala": [undefined, text] });
    expect(found.map(({ risk, code, title }) => `${risk} ${code}: ${title}`).toSorted()).toEqual([
      "R3 egress.credential: The address https://…@o1.ingest.reports.io/67 carries what opens it",
      "R3 egress.destination: Data goes to https://analytics.tracker.ai",
      "R3 egress.destination: Data goes to https://…@o1.ingest.reports.io/67",
    ]);
    expect(JSON.stringify(found)).not.toContain("abcdef012345");
  });

  it("that leaves production, or the country, is R4", async () => {
    const yaml = (host: string) => `impressions:\n  kafka_cluster: ${host}\n`;
    expect(
      await said("side-effects/impressions.yaml", yaml("feed.test.svc.local"), yaml("feed.prod.svc.local")),
    ).toEqual([
      "R4 egress.destination: kafka_cluster goes to feed.test.svc.local instead of feed.prod.svc.local",
      "R4 egress.environment: kafka_cluster leaves production for test: data of production in a place that is not production",
    ]);
    expect(
      await said("side-effects/impressions.yaml", yaml("log.us-east-1.aws.com"), yaml("log.eu-west-1.aws.com")),
    ).toEqual(["R4 egress.destination: kafka_cluster goes to log.us-east-1.aws.com instead of log.eu-west-1.aws.com"]);
  });

  it("that goes is one step lower", async () => {
    const text = `export const sink = { topic: "served-posts" };\n`;
    expect(await said("side-effects/a.ts", "export const sink = {};\n", text)).toEqual([
      "R2 egress.destination: served-posts is no longer a destination",
    ]);
  });

  it.each([
    ["localhost", `host = "localhost:8080"\n`],
    ["an example", `endpoint = "https://api.example.com/v1"\n`],
    ["a link that people see", `help_url = "https://help.feed.io/why"\n`],
    ["a package of generated code", `go_package = "net.partner.io/feed/protocol"\n`],
    ["a licence", `license_url = "https://www.apache.org/licenses/LICENSE-2.0"\n`],
  ])("is not %s", async (_, text) => {
    expect(await said("config/a.toml", text)).toEqual([]);
  });

  it("is not where a package comes from, nor a table of a model", async () => {
    expect(await said("package.json", '{ "dependencies": { "a": "https://pkg.feed.io/a.tgz" } }\n')).toEqual([]);
    const model = `def embedding_table(config):\n    return get_parameter("product_embedding_table", [config.size])\n`;
    expect(await said("models/recsys_model.py", model)).toEqual([]);
  });
});

describe("a request", () => {
  it("that has a body sends it, also where nothing about the file says so", async () => {
    const text = `export async function tell(viewer: Viewer) {\n  await fetch("https://stats.partner.io/v1", { method: "POST", body: viewer.email });\n}\n`;
    expect(await said("src/tell.ts", text)).toEqual([
      "R3 egress.destination: Data goes to https://stats.partner.io/v1",
      "R4 egress.field: email (contact) is sent with stats.partner.io",
      "R4 feature.data-class: email leaves with stats.partner.io: data about a person (contact)",
    ]);
    const py = `def tell(user):\n    requests.post("https://stats.partner.io/v1", json={"gender": user.gender, "shown": 3})\n`;
    expect(await said("src/tell.py", py)).toContain(
      "R4 egress.field: gender (demographic) is sent with stats.partner.io",
    );
  });

  it("that only reads does not", async () => {
    const text = `export const rates = () => fetch("https://rates.partner.io/v1");\n`;
    expect(await said("src/rates.ts", text)).toEqual([
      "R2 egress.destination: Data comes from https://rates.partner.io/v1",
    ]);
  });

  it("goes elsewhere where only what the code says without a variable is another address", async () => {
    const text = (host: string) => `export const upstream = process.env.FEED_UPSTREAM ?? "https://${host}";\n`;
    expect(await said("src/a.ts", text("b.partner.io"), text("a.partner.io"))).toEqual([
      "R3 egress.destination: upstream goes to https://b.partner.io instead of https://a.partner.io",
    ]);
  });
});

describe("a script", () => {
  it("that gets the network and a user's id sends what it likes", async () => {
    const go = `package logics\n\nimport "modernc.org/quickjs"\n\nfunc pull(vm *quickjs.VM, userId string) {\n\tvm.RegisterFunc("fetch", fetch, false)\n\tvm.GlobalObject().SetProperty(key, userId)\n}\n`;
    expect(await said("logics/external.go", go)).toEqual([
      "R4 egress.destination: A script gets a function that reaches any address, without a limit of time or size",
      "R4 egress.field: userId (identifier) is handed to a script",
      "R4 feature.data-class: userId leaves with a script: data about a person (identifier)",
    ]);
    const toml = `[[external]]\nname = "trending"\nscript = """\nconst body = fetch("https://cdn.tracker.ai/all").body;\nJSON.parse(body).map((item) => { return item.title; })\n"""\n`;
    expect(await said("config/config.toml", toml)).toEqual([
      "R4 egress.destination: A script calls https://cdn.tracker.ai/all",
    ]);
  });

  it("may get the network with the names that it is run with", async () => {
    const ts = "export const f = (script: string, viewer: string) => runInNewContext(script, { fetch, viewer });\n";
    expect(await said("sources/scripted.ts", ts)).toEqual([
      "R4 egress.destination: A script gets a function that reaches any address, without a limit of time or size",
    ]);
    expect(await said("sources/scripted.ts", ts.replace("fetch, ", ""))).toEqual([]);
  });

  it("is none where no engine runs it", async () => {
    expect(
      await said(
        "logics/a.go",
        'package logics\n\nfunc f(m *Mux, userId string) {\n\tm.Register("fetch", handler)\n\tm.Set("user", userId)\n}\n',
      ),
    ).toEqual([]);
  });
});

describe("copies of real traffic", () => {
  const setup = `const SHADOW_WORKLOAD: &str = "feed-shadow";\n\npub fn layer() -> Layer {\n    let config = DarkTrafficConfigBuilder::new(PATH).build();\n    DarkTrafficLayer::new(config)\n}\n`;

  it("are R4, and told once for each file", async () => {
    expect(await said("filtering/dark_setup.rs", setup)).toEqual([
      "R4 egress.mirror: Copies of real traffic go to feed-shadow (filtering/dark_setup.rs)",
    ]);
    expect(await said("deploy/shadow.yaml", "shadow:\n  share: 0.2\n", "shadow:\n  share: 0.1\n")).toEqual([
      "R4 egress.mirror: 0.2 of the traffic is copied instead of 0.1 (share)",
    ]);
  });

  it("that leave production are told as such too", async () => {
    const yaml = (where: string) => `shadow:\n  cluster: shadow.${where}.svc.local\n`;
    expect(await said("deploy/topics.yaml", yaml("test"), yaml("prod"))).toContain(
      "R4 egress.environment: cluster leaves production for test: data of production in a place that is not production",
    );
  });

  it("are no shadows of boxes and no dark themes", async () => {
    expect(await said("web/theme.yaml", 'theme:\n  dark: true\n  box_shadow_target: "0 0 1px"\n')).toEqual([]);
  });
});

describe("fields of what leaves", () => {
  const proto = (more: string) => `message Impression {\n  int64 post = 1;\n${more}}\n`;

  it("about a person are R4 each, the others R3 together", async () => {
    const more = "  string client_ip = 2;\n  string layout = 3;\n  int32 row = 4;\n";
    expect(await said("side-effects/impression.proto", proto(more), proto(""))).toEqual([
      "R3 egress.field: layout, row are sent with Impression",
      "R4 egress.field: client_ip (ip) is sent with Impression",
      "R4 feature.data-class: client_ip leaves with Impression: data about a person (ip)",
    ]);
  });

  it("of a report are found by its name, wherever it stands", async () => {
    const text = `case class AnalyticsPayload(mode: String, macHash: Option[String])\n`;
    expect(await said("model/AnalyticsPayload.scala", text)).toEqual([
      "R3 egress.field: mode is sent with AnalyticsPayload",
      "R4 egress.field: macHash (device) is sent with AnalyticsPayload",
      "R4 feature.data-class: macHash leaves with AnalyticsPayload: data about a person (device)",
    ]);
  });

  it("are put into a record by name", async () => {
    const java = (more: string) =>
      `class Impressions {\n  void send(Post post, Viewer viewer) {\n    record.put("post_id", post.id);\n${more}    producer.send(TOPIC, record);\n  }\n}\n`;
    expect(
      await said("telemetry/Impressions.java", java('    record.put("device_id", viewer.deviceId);\n'), java("")),
    ).toEqual([
      "R4 egress.field: device_id (device) is sent with record",
      "R4 feature.data-class: device_id leaves with record: data about a person (device)",
    ]);
    expect(await said("cache/Users.java", java('    record.put("device_id", viewer.deviceId);\n'), java(""))).toEqual(
      [],
    );
  });

  it("of a message that stays are none", async () => {
    expect(await said("proto/ranker.proto", proto("  string client_ip = 2;\n"), proto(""))).toEqual([]);
  });
});

describe("what sends by itself", () => {
  const text = (on: boolean) => `case class TrackingConfig(analytics: Boolean = ${on})\n`;

  it("is R4 when it is on by default, and one step lower when it is off", async () => {
    expect(await said("config/CoreConfig.scala", text(true))).toEqual([
      "R4 egress.default: TrackingConfig.analytics sends by default",
    ]);
    expect(await said("config/CoreConfig.scala", text(false), text(true))).toEqual([
      "R2 egress.default: TrackingConfig.analytics is off by default",
    ]);
    expect(await said("config/CoreConfig.scala", text(false))).toEqual([]);
  });
});

describe("how long and under whose name", () => {
  it("more days are R4, fewer R2", async () => {
    const yaml = (days: number) => `impressions:\n  retention_days: ${days}\n`;
    expect(await said("side-effects/log.yaml", yaml(400), yaml(30))).toEqual([
      "R4 egress.retention: retention_days: kept for 400 instead of 30",
    ]);
    expect(await said("side-effects/log.yaml", yaml(30), yaml(400))).toEqual([
      "R2 egress.retention: retention_days: kept for 30 instead of 400",
    ]);
  });

  it("credentials of a file are told together, and tokens of a text are none", async () => {
    const rust = (prefix: string) =>
      `fn f() {\n    let a = env::var("${prefix}_ACCESS_KEY_ID");\n    let b = env::var("${prefix}_SECRET_KEY");\n}\n`;
    expect(await said("engine/store.rs", rust("NEW"), rust("OLD"))).toEqual([
      "R3 egress.credential: Credentials by name: NEW_ACCESS_KEY_ID, NEW_SECRET_KEY read or set; OLD_ACCESS_KEY_ID, OLD_SECRET_KEY gone",
    ]);
    expect(await said("models/tokenizer.yaml", 'pad_token: "<pad>"\nspecial_token: "<s>"\n')).toEqual([]);
  });
});
