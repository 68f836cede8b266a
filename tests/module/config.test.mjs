// The policy: the specification's defaults, partial overrides, and errors that name the field.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, find, holding, item, NOW, Orchestrator, plain, refuses } from "./support.mjs";

const defaults = Orchestrator.defaultConfig();

test("the defaults are the specification's", () => {
  const { label_rules, ...rest } = plain(defaults);
  assert.deepEqual(rest, {
    value_weights: { protocol_compliance: 0.3, business_value: 0.25, user_impact: 0.2, technical_debt: 0.15, innovation: 0.1 },
    risk_penalties: { security: 0.4, stability: 0.3, performance: 0.2, compatibility: 0.1 },
    unclassified_risk: 0.5,
    urgency_step: 0.1,
    resonance_weight: 0.2,
    thresholds: { confidence: 0.6, budget_overrun: 0.1, ethical_flags: 1, technical_blocks: 3, scope_creep: 0.2 },
    themes: [],
    instances: [
      { name: "GeneralPurposeInstance", capabilities: [], capacity: null },
      { name: "QuantumAnalysisInstance", capabilities: ["quantum"], capacity: null },
    ],
    harvest_interval_minutes: 60,
  });
  assert.equal(typeof label_rules, "object");
});

each({ nothing: [], undefined: [undefined], null: [null], "an empty object": [{}], "itself": [defaults],
  "sections left undefined": [{ thresholds: undefined, value_weights: { innovation: undefined }, themes: undefined }] },
"the defaults stay in force, given", (given) => assert.deepEqual(new Orchestrator(...given).config(), defaults));

each({
  "one number": [{ thresholds: { confidence: 0.8 } }, (config) => (config.thresholds.confidence = 0.8)],
  "a number of the top level": [{ urgency_step: 0 }, (config) => (config.urgency_step = 0)],
  "several sections": [
    { value_weights: { innovation: 1 }, risk_penalties: { security: 0 } },
    (config) => ((config.value_weights.innovation = 1), (config.risk_penalties.security = 0)),
  ],
  "a list, whole": [{ instances: [{ name: "Ada", capacity: 2 }] }, (config) => (config.instances = [{ name: "Ada", capabilities: [], capacity: 2 }])],
  "a theme with its weight left out": [{ themes: [{ words: "upload" }] }, (config) => (config.themes = [{ words: "upload", weight: 1 }])],
  "an object without a prototype": [Object.assign(Object.create(null), { urgency_step: 0.3 }), (config) => (config.urgency_step = 0.3)],
}, "a partial policy changes what it names and nothing else", ([partial, change]) => {
  const expected = structuredClone(defaults);
  change(expected);
  assert.deepEqual(plain(new Orchestrator(partial).config()), expected);
  assert.deepEqual(Orchestrator.defaultConfig(), defaults);
});

const REFUSED = {
  'a weight of "high"': [{ value_weights: { business_value: "high" } }, /value_weights\.business_value.*high/],
  "a weight that is no number": [{ value_weights: { business_value: NaN } }, /value_weights\.business_value.*NaN/],
  "a weight without end": [{ risk_penalties: { security: Infinity } }, /risk_penalties\.security/],
  "a weight above 1": [{ value_weights: { user_impact: 1.5 } }, /value_weights\.user_impact.*1\.5/],
  "a penalty below 0": [{ risk_penalties: { stability: -0.1 } }, /risk_penalties\.stability.*-0\.1/],
  "a confidence in percent": [{ thresholds: { confidence: 60 } }, /thresholds\.confidence.*60/],
  "no ethical flag": [{ thresholds: { ethical_flags: 0 } }, /thresholds\.ethical_flags/],
  "half an ethical flag": [{ thresholds: { ethical_flags: 1.5 } }, /thresholds\.ethical_flags.*1\.5/],
  "days below 0": [{ thresholds: { technical_blocks: -1 } }, /thresholds\.technical_blocks.*-1/],
  "a growth below 0": [{ thresholds: { scope_creep: -0.2 } }, /thresholds\.scope_creep.*-0\.2/],
  "a section that is null": [{ thresholds: null }, /thresholds/],
  "a section that is a number": [{ value_weights: 5 }, /value_weights.*5/],
  "a name that is unknown": [{ treshold: {} }, /treshold/],
  "a name that is unknown below": [{ thresholds: { confidance: 0.5 } }, /thresholds.*confidance/],
  "instances that are text": [{ instances: "Ada" }, /instances.*Ada/],
  "an instance without a name": [{ instances: [{ name: "Ada" }, { name: " " }] }, /instances\[1\]\.name/],
  "two instances of one name": [{ instances: [{ name: "Ada" }, { name: "Ada" }] }, /instances\[1\]\.name.*Ada/],
  "room below 0": [{ instances: [{ name: "Ada", capacity: -1 }] }, /instances\[0\]\.capacity.*-1/],
  "a theme without words": [{ themes: [{ words: " " }] }, /themes\[0\]\.words/],
  "a theme that weighs 4": [{ themes: [{ words: "a", weight: 4 }] }, /themes\[0\]\.weight.*4/],
  "no minutes": [{ harvest_interval_minutes: 0 }, /harvest_interval_minutes/],
  "a function inside": [{ urgency_step() {} }, /config.*urgency_step|urgency_step/],
  "a number instead": [5, /config/],
  "text instead": ["high", /config/],
  "a list instead": [[], /config/],
  "a function instead": [() => ({}), /config/],
};
each(REFUSED, "a policy is refused by the name of the field", ([config, words]) => refuses(() => new Orchestrator(config), words));

test("a policy that is refused later changes nothing", () => {
  const orchestrator = new Orchestrator({ urgency_step: 0.3 });
  const was = orchestrator.journal();
  for (const [config, words] of Object.values(REFUSED)) assert.throws(() => orchestrator.setConfig(config, NOW), words);
  assert.equal(orchestrator.journal(), was);
});

test("a policy that is set later lies over the one in force", () => {
  const orchestrator = new Orchestrator({ urgency_step: 0.3, thresholds: { confidence: 0.5 } });
  orchestrator.setConfig({ thresholds: { budget_overrun: 1 } }, NOW);
  const { urgency_step, thresholds } = orchestrator.config();
  assert.deepEqual([urgency_step, thresholds.confidence, thresholds.budget_overrun], [0.3, 0.5, 1]);
});

test("themes measure what does not state its own resonance", () => {
  const items = [item("fits", { description: "Make the upload faster" }), item("not"), item("states", { resonance_score: 0.4 })];
  const orchestrator = holding(items, { themes: [{ words: "upload faster" }] });
  const bonus = (id) => orchestrator.explain(id).terms.find((term) => term.name === "resonance_bonus").amount;
  assert.deepEqual(["fits", "not", "states"].map(bonus), [0.2, 0, 0.4 * 0.2]);
  assert.deepEqual(orchestrator.workItems().map((item) => item.id), ["fits", "states", "not"]);
  assert.equal(find(orchestrator, "states").resonance_score, 0.4);
});
