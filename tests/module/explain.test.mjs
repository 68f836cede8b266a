// Why an item stands where it stands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, find, holding, item, NOW, plain, refuses } from "./support.mjs";

const sum = (terms) => terms.reduce((sum, term) => sum + term.amount, 0);
const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-9, `${what}: ${a} and ${b}`);

const CASES = {
  plain: [{}, ["risk_penalty", "urgency_bonus", "resonance_bonus"]],
  "every value": [
    { description: "Refactor the protocol", tags: ["customer", "research"] },
    ["protocol_compliance", "business_value", "user_impact", "technical_debt", "innovation", "risk_penalty", "urgency_bonus", "resonance_bonus", "limit"],
  ],
  "every risk": [{ tags: ["security", "stability", "performance", "compatibility"], risk_score: 1, urgency_level: 1, resonance_score: 0 },
    ["risk_penalty", "urgency_bonus", "resonance_bonus", "limit"]],
  "one risk that weighs less than none": [{ tags: ["compatibility"], risk_score: 1, urgency_level: 5 }, ["risk_penalty", "urgency_bonus", "resonance_bonus"]],
};
each(CASES, "the terms add up to the score, each with its reason", ([fields, names]) => {
  const orchestrator = holding([item("a", fields), item("b")]);
  const explained = plain(orchestrator.explain("a"));
  const { terms, raw, score, value } = explained;
  const { priority_score, raw_score, value_score } = find(orchestrator, "a");
  assert.deepEqual(terms.map((term) => term.name), names);
  near(sum(terms.filter((term) => term.name !== "limit")), raw, "raw");
  assert.equal(sum(terms), score);
  assert.deepEqual([raw, score, value], [raw_score, priority_score, value_score]);
  for (const { because } of terms) assert.ok(because.length > 0);
});

test("the amounts are the formula's", () => {
  const { terms } = holding([item("a", { tags: ["customer", "security", "stability"], risk_score: 0.5, urgency_level: 4, resonance_score: 0.5 })]).explain("a");
  const amounts = Object.fromEntries(terms.map((term) => [term.name, term.amount]));
  for (const [name, amount] of Object.entries({ business_value: 0.25, user_impact: 0.2, risk_penalty: -0.35, urgency_bonus: 0.3, resonance_bonus: 0.1 })) {
    near(amounts[name], amount, name);
  }
});

test("naming a risk never lowers the penalty", () => {
  const penalty = (tags) => holding([item("a", { tags, risk_score: 0.8 })]).explain("a").terms.find((term) => term.name === "risk_penalty").amount;
  for (const tags of [["compatibility"], ["performance", "compatibility"], ["security"]]) near(penalty(tags), penalty([]), tags.join());
  near(penalty(["security", "stability"]), -0.8 * 0.7, "both");
});

test("all five gates are there in order, with value, threshold, margin and evidence", () => {
  const fields = { confidence_score: 0.5, ethical_flags: ["bias", "consent"], budget_impact: 0.25, status: "blocked", blocked_reason: "no licence", baseline_effort: 2, effort_estimate: 3 };
  const { gates } = plain(holding([item("a", fields)]).explain("a"));
  const expected = [
    ["low_confidence", 0.5, 0.6, 0.1, /0\.5/], ["ethical_flag", 2, 1, 1, /bias, consent/], ["budget_overrun", 0.25, 0.1, 0.15, /25 %/],
    ["technical_block", 0, 3, -3, /no licence/], ["scope_creep", 0.5, 0.2, 0.3, /2 to 3 days/],
  ];
  for (const [at, [reason, value, threshold, margin, evidence]] of expected.entries()) {
    const gate = gates[at];
    assert.deepEqual([gate.reason, gate.tripped, gate.waived], [reason, true, false]);
    near(gate.value, value, reason);
    near(gate.threshold, threshold, reason);
    near(gate.margin, margin, reason);
    assert.match(gate.evidence, evidence);
  }
  assert.equal(gates.length, 5);
});

test("a gate with nothing to measure says so", () => {
  const { gates } = holding([item("a")]).explain("a");
  assert.deepEqual(gates.map((gate) => gate.tripped), [false, false, false, false, false]);
  for (const reason of ["low_confidence", "technical_block"]) {
    const gate = gates.find((gate) => gate.reason === reason);
    assert.deepEqual([gate.value, gate.margin], [null, null]);
  }
});

each({
  dispatched: [[item("a", { tags: ["quantum"] })], "QuantumAnalysisInstance", /made for quantum/],
  escalated: [[item("a", { confidence_score: 0 })], null, /confidence/],
  blocked: [[item("a", { dependencies: ["b"] }), item("b")], null, /waits for b/],
  in_progress: [[item("a", { status: "in_progress", assigned_instance: "Ada" })], "Ada", /Ada/],
  completed: [[item("a", { status: "completed" })], null, /completed/],
}, "what becomes of an item is said before it happens", ([items, instance, because], outcome) => {
  const { dispatch } = plain(holding(items).explain("a"));
  assert.deepEqual([dispatch.outcome, dispatch.instance], [outcome, instance]);
  assert.match(dispatch.because, because);
});

test("a place is a place among the open items", () => {
  const done = item("c", { status: "completed", urgency_level: 3 });
  const orchestrator = holding([item("a", { urgency_level: 1 }), item("b", { urgency_level: 5 }), done]);
  const places = ["a", "b", "c"].map((id) => orchestrator.explain(id)).map(({ rank, of }) => [rank, of]);
  assert.deepEqual(places, [[2, 2], [1, 2], [null, 0]]);
});

test("explaining changes nothing", () => {
  const orchestrator = holding([item("a")]);
  const was = orchestrator.journal();
  orchestrator.explain("a");
  assert.equal(orchestrator.journal(), was);
});

each({ "an unknown id": ["nobody", /nobody/], "an empty id": ["", /work item/], "half a letter": ["\ud800", /work item/], nothing: [undefined, /id/], "a number": [5, /id|5/], "an object": [{}, /id/] },
  "there is no explanation for", ([id, words]) => {
    const orchestrator = holding([item("a")]);
    refuses(() => orchestrator.explain(id), words);
    refuses(() => orchestrator.decide(id, { kind: "approve" }, NOW), words);
    refuses(() => orchestrator.endWork(id, true, NOW), words);
    assert.equal(orchestrator.state().total_work_items, 1);
  });
