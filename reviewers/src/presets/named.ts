import type { PresetData } from "./preset.ts";

/** What is known of public recommenders, from their newest public state. */
export const NAMED: readonly PresetData[] = [
  {
    named: "twitter/the-algorithm",
    globs: {
      score: ["**/scorer/**", "**/*Scorer*.scala", "**/*ScoringFunction*.java"],
      params: ["**/param/**/*Param*.scala"],
      flags: ["**/*FeatureSwitch*", "**/decider.yml", "**/DeciderKey.scala"],
      pipeline: ["**/*PipelineConfig*.scala"],
      source: ["**/candidate_source/**", "cr-mixer/**/similarity_engine/**"],
      filter: ["**/filter/**"],
      visibility: ["visibilitylib/**/rules/**", "**/VisibilityPolicy.scala", "**/SafetyLevel*.scala"],
      feature: ["**/feature_hydrator/**", "**/HomeFeatures.scala", "**/*.thrift"],
      list: ["**/authors.yml", "**/*Denylist*", "**/*DenyListed*"],
      dataset: ["**/bqe/**/*.sql"],
      objective: ["twml/**"],
      egress: ["**/side_effect/**", "**/*Kafka*", "**/*Scribe*"],
      eval: ["**/HomeTweetTypePredicates.scala", "**/*ServedCandidate*Stats*"],
    },
  },
  {
    named: "twitter/the-algorithm-ml",
    globs: {
      params: ["projects/home/recap/README.md", "projects/home/recap/FEATURES.md", "**/FEATURES.md"],
      objective: ["projects/**/config/**"],
      feature: ["projects/**/segdense.json", "**/segdense.json"],
      score: ["projects/home/recap/README.md", "projects/**/model/**"],
      dataset: ["projects/**/data/**"],
    },
  },
  {
    named: "xai-org/x-algorithm",
    globs: {
      params: ["home-mixer/params/**"],
      score: ["home-mixer/scorers/**", "vm-ranker/**"],
      filter: ["home-mixer/filters/**"],
      source: ["home-mixer/sources/**", "phoenix-rankall/**", "phoenix-rankall-strato/**"],
      pipeline: ["home-mixer/candidate_pipeline/**"],
      feature: [
        "home-mixer/candidate_hydrators/**",
        "home-mixer/query_hydrators/**",
        "phoenix/xrex/data/recsys/feature_config.py",
      ],
      label: ["phoenix/xrex/data/recsys/constants.py"],
      objective: ["phoenix/xrex/configs/**", "phoenix/xrex/optimizers/**"],
      visibility: [
        "visibility-filtering/rules/**",
        "botmaker-rules/**",
        "abuse-enforcement-service/**/rules/*.yaml",
        "grox/flows/**",
        "bdsm/runtime/**",
      ],
      prompt: ["grox/**/prompts.py"],
      egress: ["home-mixer/side_effects/**", "visibility-filtering/*traffic*"],
    },
  },
  {
    named: "gorse-io/gorse",
    globs: {
      params: ["config/config.toml", "config/config.go"],
      score: ["config/config.toml"],
      pipeline: ["logics/**", "worker/**", "server/rest.go"],
      dataset: ["master/tasks.go"],
      label: ["master/tasks.go", "model/**"],
      model: ["model/**"],
    },
  },
  {
    named: "metarank/metarank",
    globs: {
      params: ["**/config*.yml", "**/ranklens*/**/*.yml"],
      feature: ["**/feature/**"],
      model: ["**/ml/rank/**"],
      score: ["**/ml/rank/**"],
    },
  },
  {
    named: "bluesky-social/feed-generator",
    globs: { score: ["src/algos/*.ts"], filter: ["src/subscription.ts"], pipeline: ["src/auth.ts"] },
  },
  { named: "mastodon/mastodon", globs: { params: ["app/models/trends/*.rb"], score: ["app/models/trends/*.rb"] } },
  {
    named: "RUCAIBox/RecBole",
    globs: {
      params: ["**/properties/**/*.yaml"],
      eval: ["**/evaluation/**", "src/lenskit/metrics/**"],
      score: ["**/models/**"],
      feature: ["**/*schema.pbtxt"],
    },
  },
  {
    named: "feast-dev/feast",
    globs: { feature: ["**/feature_repo/**", "feature_store.yaml", "**/feature_store.yaml"] },
  },
  {
    named: "lumen",
    globs: {
      score: ["src/scorers/**", "config/weights.yaml"],
      params: ["config/**"],
      flags: ["config/flags.yaml"],
      source: ["config/sources.toml", "src/sources/**"],
      filter: ["src/filters/**"],
      pipeline: ["src/pipeline/**", "src/filters/registry.ts"],
      visibility: ["rules/**"],
      list: ["lists/**"],
      egress: ["src/side-effects/**"],
      feature: ["features/**"],
      prompt: ["prompts/**"],
      model: ["models/**"],
      label: ["train/labels.sql"],
      objective: ["train/objective.py"],
      dataset: ["train/dataset.yaml", "train/labels.sql"],
      eval: ["eval/**"],
      deploy: ["deploy/**"],
    },
  },
];
