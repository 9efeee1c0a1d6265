/** What a class of findings says to a developer, without a word of the code that it was found in. */
export function classWords(name: string): string {
  return (Object.hasOwn(WORDS, name) ? WORDS[name] : undefined) ?? `Changes something of class ${name}`;
}

const WORDS: Readonly<Record<string, string>> = {
  weight: "Changes how much something counts",
  threshold: "Changes a limit that decides",
  source: "Changes where candidates come from",
  visibility: "Changes what is shown or hidden",
  entity: "Names people, groups or things",
  feature: "Changes what is looked at",
  "feature.personal": "Changes what is looked at of a person",
  label: "Changes what is learnt to be good",
  model: "Changes a model",
  "training-data": "Changes what a model learns from",
  flag: "Changes something that is switched from elsewhere",
  egress: "Changes what leaves the system",
  "remote-code": "Loads code from elsewhere",
  obfuscation: "Hides what it does",
  "guard-removed": "Asks less than before",
  "guard-added": "Asks more than before",
  metric: "Changes what is measured",
  nondeterminism: "Gives other results each time",
  build: "Changes how it is built",
  redaction: "Changes what is left out of records",
  prompt: "Changes what a model is told",
  presentation: "Changes how results are presented",
  logic: "Changes what the code does",
  opaque: "Cannot be read by the analysis",
};
