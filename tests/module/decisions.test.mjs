// The Keyholder decides: approve, adjust, override; and takes it back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { daysLater, each, find, holding, idsOf, item, NOW, plain, refuses } from "./support.mjs";

const BUDGET = item("a", { budget_impact: 0.5 });
/** One escalated item, and one that is not. */
function escalated(fields) {
  const orchestrator = holding([{ ...BUDGET, ...fields }, item("other", { urgency_level: 1 })]);
  orchestrator.runCycle(NOW);
  assert.deepEqual(orchestrator.state().active_escalations, ["a"]);
  return orchestrator;
}
const outcome = (orchestrator, now = NOW) => {
  for (const [list, entries] of Object.entries(orchestrator.preview(now))) {
    const entry = Array.isArray(entries) && entries.find((entry) => entry.item_id === "a");
    if (entry) return `${list} ${entry.instance ?? entry.reason}`;
  }
  return find(orchestrator, "a").status;
};

each({
  approve: [{ kind: "approve", note: "worth it" }, "dispatched_items GeneralPurposeInstance", "pending"],
  "approve without a note": [{ kind: "approve" }, "dispatched_items GeneralPurposeInstance", "pending"],
  adjust: [{ kind: "adjust", changes: { budget_impact: 0.05 } }, "dispatched_items GeneralPurposeInstance", "pending"],
  decline: [{ kind: "override", action: "decline", note: "no" }, "completed", "completed"],
  "defer to a day": [{ kind: "override", action: "defer", until: daysLater(10), note: "later" }, "pending_items deferred", "pending"],
  "defer behind an item": [{ kind: "override", action: "defer", after: "other", note: "later" }, "pending_items deferred", "pending"],
  "defer until further notice": [{ kind: "override", action: "defer", note: "later" }, "pending_items deferred", "pending"],
  assign: [{ kind: "override", action: "assign", instance: "QuantumAnalysisInstance", note: "you" }, "dispatched_items QuantumAnalysisInstance", "pending"],
}, "a decision works on the next cycle, and undo takes it back", ([decision, next, status]) => {
  const orchestrator = escalated();
  const before = { items: orchestrator.workItems(), preview: orchestrator.preview(NOW), state: orchestrator.state() };
  assert.equal(orchestrator.decide("a", decision, NOW), undefined);
  assert.equal(find(orchestrator, "a").status, status);
  assert.equal(outcome(orchestrator), next);
  assert.deepEqual(orchestrator.state().active_escalations, []);
  const { case: kept } = plain(orchestrator.explain("a"));
  assert.deepEqual([kept.state, kept.decisions.length, kept.decisions[0].at], ["decided", 1, NOW]);
  if (decision.note) assert.match(JSON.stringify(kept.decisions[0]), new RegExp(decision.note));
  orchestrator.undo(NOW);
  assert.deepEqual({ items: orchestrator.workItems(), preview: orchestrator.preview(NOW), state: orchestrator.state() }, before);
});

test("an approval holds while the evidence does", () => {
  const orchestrator = escalated();
  orchestrator.decide("a", { kind: "approve" }, NOW);
  const again = (fields) => {
    orchestrator.harvest({ source: "work_items", items: [{ ...BUDGET, ...fields }] }, NOW);
    return outcome(orchestrator);
  };
  assert.equal(again({ urgency_level: 5 }), "dispatched_items GeneralPurposeInstance");
  assert.equal(again({ budget_impact: 0.9 }), "escalated_items budget_overrun");
  orchestrator.runCycle(NOW);
  assert.deepEqual([orchestrator.explain("a").case.state, orchestrator.explain("a").case.reopened], ["open", 1]);
  assert.equal(again({ budget_impact: 0.5, confidence_score: 0.1 }), "escalated_items low_confidence");
});

test("an approved item goes out, its gate waived", () => {
  const orchestrator = escalated();
  orchestrator.decide("a", { kind: "approve" }, NOW);
  orchestrator.runCycle(NOW);
  assert.deepEqual([find(orchestrator, "a").status, orchestrator.explain("a").gates[2].waived], ["in_progress", true]);
});

test("an adjustment is shown as the Keyholder's, and what it leaves is asked about no more", () => {
  const orchestrator = escalated({ confidence_score: 0.2 });
  orchestrator.decide("a", { kind: "adjust", changes: { budget_impact: 0, urgency_level: 5, tags: ["customer"], description: "Smaller" }, note: "cut" }, NOW);
  const { description, tags, urgency_level, budget_impact } = find(orchestrator, "a");
  assert.deepEqual({ description, tags, urgency_level, budget_impact }, { description: "Smaller", tags: ["customer"], urgency_level: 5, budget_impact: 0 });
  assert.match(orchestrator.explain("a").terms.find((term) => term.name === "urgency_bonus").because, /Keyholder/);
  assert.equal(outcome(orchestrator), "dispatched_items GeneralPurposeInstance");
});

test("a deferral ends by itself, and what it was escalated for comes back with it", () => {
  const orchestrator = escalated();
  orchestrator.decide("a", { kind: "override", action: "defer", until: daysLater(10), note: "later" }, NOW);
  assert.equal(outcome(orchestrator, daysLater(9.99)), "pending_items deferred");
  assert.equal(outcome(orchestrator, daysLater(10)), "escalated_items budget_overrun");
  orchestrator.decide("a", { kind: "override", action: "defer", after: "other", note: "later" }, NOW);
  assert.equal(outcome(orchestrator, daysLater(10)), "pending_items deferred");
  orchestrator.endWork("other", true, NOW);
  assert.equal(outcome(orchestrator), "escalated_items budget_overrun");
});

test("undo goes back step by step, and stops with a sentence", () => {
  const orchestrator = escalated();
  orchestrator.decide("a", { kind: "override", action: "defer", note: "1" }, NOW);
  orchestrator.decide("a", { kind: "approve", note: "2" }, NOW);
  orchestrator.undo(NOW);
  assert.equal(outcome(orchestrator), "pending_items deferred");
  orchestrator.undo(NOW);
  assert.equal(outcome(orchestrator), "escalated_items budget_overrun");
  refuses(() => orchestrator.undo(NOW), /nothing to undo/);
});

const CHANGES = {
  "a budget in words": [{ budget_impact: "x" }, /budget_impact/], "urgency 9": [{ urgency_level: 9 }, /urgency_level.*9/], "urgency 2.5": [{ urgency_level: 2.5 }, /urgency_level.*2\.5/],
  "an effort of NaN": [{ effort_estimate: NaN }, /effort_estimate.*NaN/], "a negative effort": [{ effort_estimate: -1 }, /effort_estimate.*-1/],
  "a risk of 2": [{ risk_score: 2 }, /risk_score.*2/], "tags that are text": [{ tags: "a" }, /tags/], "a tag that is null": [{ tags: [null] }, /tags/],
  "no description": [{ description: " " }, /description/], "itself as dependency": [{ dependencies: ["a"] }, /dependencies|itself/],
  "a status": [{ status: "completed" }, /status/], "an id": [{ id: "b" }, /\bid\b/], "an unknown field": [{ colour: "red" }, /colour/],
  "a good field and a bad one": [{ urgency_level: 5, risk_score: -1 }, /risk_score/],
};
const REFUSED = {
  ...Object.fromEntries(Object.entries(CHANGES).map(([name, [changes, words]]) => [`adjust with ${name}`, [{ kind: "adjust", changes }, words]])),
  nothing: [undefined, /decision/], null: [null, /decision/], text: ["approve", /decision/], "an empty object": [{}, /decision\.kind|kind.*approve/],
  "an unknown kind": [{ kind: "maybe" }, /kind.*maybe/], "a kind that is a number": [{ kind: 5 }, /kind/], "an unknown field": [{ kind: "approve", reason: "x" }, /reason/],
  "adjust without changes": [{ kind: "adjust" }, /changes/], "adjust by a list": [{ kind: "adjust", changes: [] }, /changes/],
  "override without action": [{ kind: "override" }, /action/], "an unknown action": [{ kind: "override", action: "fly" }, /action/],
  "assign to nobody": [{ kind: "override", action: "assign" }, /instance/], "assign to one who is not there": [{ kind: "override", action: "assign", instance: "Nobody" }, /Nobody/],
  "defer until soon": [{ kind: "override", action: "defer", until: "soon" }, /until.*soon/], "defer behind what is unknown": [{ kind: "override", action: "defer", after: "x9" }, /x9/],
  "defer behind itself": [{ kind: "override", action: "defer", after: "a" }, /itself/],
  "defer by day and item": [{ kind: "override", action: "defer", until: daysLater(1), after: "other" }, /not both/], "a note that is a number": [{ kind: "approve", note: 5 }, /note/],
};
each(REFUSED, "a decision that cannot be carried out is refused and changes nothing", ([decision, words]) => {
  const orchestrator = escalated();
  const was = orchestrator.journal();
  refuses(() => orchestrator.decide("a", decision, NOW), words);
  assert.equal(orchestrator.journal(), was);
});

test("there is nothing to approve where nothing waits, and nothing to decide on what is done", () => {
  const orchestrator = holding([item("open"), item("done", { status: "completed" })]);
  refuses(() => orchestrator.decide("open", { kind: "approve" }, NOW), /open.*approve/);
  refuses(() => orchestrator.decide("done", { kind: "override", action: "decline" }, NOW), /done.*completed/);
  refuses(() => orchestrator.decide("nobody", { kind: "approve" }, NOW), /nobody/);
});

test("an unknown dependency that is approved is let pass", () => {
  const orchestrator = holding([item("a", { dependencies: ["nowhere"] })]);
  orchestrator.runCycle(NOW);
  orchestrator.runCycle(daysLater(3));
  orchestrator.decide("a", { kind: "approve" }, daysLater(3));
  assert.deepEqual(idsOf(orchestrator.dispatch(daysLater(3)).dispatched_items), ["a"]);
});
