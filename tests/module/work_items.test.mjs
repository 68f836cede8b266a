// Harvesting work items by the specification's field names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, find, hasProblems, holding, item, NOW, Orchestrator, plain, refuses } from "./support.mjs";

const harvest = (orchestrator, items, now = NOW) => plain(orchestrator.harvest({ source: "work_items", items }, now));
const counts = ({ read, added, updated, completed, unchanged }) => ({ read, added, updated, completed, unchanged });

const FULL = {
  id: "WI-7", description: "Move the ledger", tags: ["customer", "quantum"], effort_estimate: 3.5, risk_score: 0.25,
  resonance_score: 0.6, urgency_level: 4, status: "in_progress", assigned_instance: "QuantumAnalysisInstance",
  created_date: "2025-12-24T18:30:00Z", dependencies: ["WI-1", "other/repo#2"], confidence_score: 0.95,
  ethical_flags: ["privacy"], budget_impact: 0.05,
};

test("an item keeps every field it states", () => {
  const orchestrator = new Orchestrator();
  assert.deepEqual(counts(harvest(orchestrator, [FULL])), { read: 1, added: 1, updated: 0, completed: 0, unchanged: 0 });
  const kept = plain(find(orchestrator, "WI-7"));
  for (const [field, value] of Object.entries(FULL)) assert.deepEqual(kept[field], value, field);
  const value = 0.25 + 0.2; // a customer is business and user
  assert.ok(Math.abs(kept.value_score - value) < 1e-12);
  assert.ok(Math.abs(kept.raw_score - (value - 0.125 + 0.3 + 0.12)) < 1e-12);
  assert.equal(kept.priority_score, kept.raw_score);
});

test("an item keeps what was added to the specification's fields", () => {
  const more = {
    details: "Line by line", updated_date: "2026-01-02T00:00:00Z", first_seen: "2025-12-30T00:00:00Z", baseline_effort: 3,
    assignees: ["ada"], milestone: "Spring", source: { kind: "github", name: "acme/x", url: "https://github.com/acme/x/issues/7" },
  };
  const kept = find(holding([item("a", more)]), "a");
  for (const [field, value] of Object.entries(more)) assert.deepEqual(kept[field], value, field);
});

test("what an item does not state is the specification's default", () => {
  const { tags, effort_estimate, risk_score, resonance_score, urgency_level, status, assigned_instance, dependencies,
    confidence_score, ethical_flags, budget_impact, created_date } = find(holding([{ id: "a", description: "x" }]), "a");
  assert.deepEqual(
    { tags, effort_estimate, risk_score, resonance_score, urgency_level, status, assigned_instance, dependencies, confidence_score,
      ethical_flags, budget_impact, created_date },
    { tags: [], effort_estimate: 2, risk_score: 0.3, resonance_score: 0.8, urgency_level: 3, status: "pending", assigned_instance: null,
      dependencies: [], confidence_score: null, ethical_flags: [], budget_impact: 0, created_date: NOW });
});

test("null is the same as not stated", () => {
  const nothing = Object.fromEntries(Object.keys(FULL).map((field) => [field, null]));
  const orchestrator = new Orchestrator();
  const report = harvest(orchestrator, [{ ...nothing, id: "a", description: "x" }, { id: "b", description: "x" }]);
  hasProblems(report, []);
  const [a, b] = orchestrator.workItems().map(({ id, source, ...rest }) => rest);
  assert.deepEqual(a, b);
});

each({
  "an effort of NaN": [{ effort_estimate: NaN }, /^items\[1\]\.effort_estimate: .*NaN/, { effort_estimate: 2 }],
  "an effort without end": [{ effort_estimate: Infinity }, /^items\[1\]\.effort_estimate: /, { effort_estimate: 2 }],
  "a negative effort": [{ effort_estimate: -3 }, /^items\[1\]\.effort_estimate: -3/, { effort_estimate: 2 }],
  "an effort beyond all bounds": [{ effort_estimate: 1e308 }, /^items\[1\]\.effort_estimate: /, {}],
  "an effort in words": [{ effort_estimate: "lots" }, /^items\[1\]\.effort_estimate: .*lots/, { effort_estimate: 2 }],
  "a risk of NaN": [{ risk_score: NaN }, /^items\[1\]\.risk_score: .*NaN/, { risk_score: 0.3 }],
  "a risk in percent": [{ risk_score: 30 }, /^items\[1\]\.risk_score: 30/, { risk_score: 1 }],
  "a resonance below 0": [{ resonance_score: -0.1 }, /^items\[1\]\.resonance_score: -0\.1/, { resonance_score: 0 }],
  "urgency 9": [{ urgency_level: 9 }, /^items\[1\]\.urgency_level: 9/, { urgency_level: 5 }],
  "urgency 0": [{ urgency_level: 0 }, /^items\[1\]\.urgency_level: 0/, { urgency_level: 1 }],
  "urgency 2.5": [{ urgency_level: 2.5 }, /^items\[1\]\.urgency_level: 2\.5/, {}],
  "urgency of NaN": [{ urgency_level: NaN }, /^items\[1\]\.urgency_level: .*NaN/, { urgency_level: 3 }],
  "an unknown status": [{ status: "sleeping" }, /^items\[1\]\.status: .*sleeping/, { status: "pending" }],
  "a status that is a number": [{ status: 3 }, /^items\[1\]\.status: /, { status: "pending" }],
  "a dependency on itself": [{ dependencies: ["bad", "good"] }, /^items\[1\]\.dependencies: .*bad.*itself/, { dependencies: ["good"] }],
  "dependencies that are a number": [{ dependencies: 7 }, /^items\[1\]\.dependencies: /, { dependencies: [] }],
  "a tag that is an object": [{ tags: ["a", {}, "b"] }, /^items\[1\]\.tags: /, { tags: ["a", "b"] }],
  "a date that is none": [{ created_date: "yesterday" }, /^items\[1\]\.created_date: .*yesterday/, { created_date: NOW }],
  "a date that is not in the calendar": [{ created_date: "2026-02-30T00:00:00Z" }, /^items\[1\]\.created_date: .*02-30/, { created_date: NOW }],
  "a confidence of NaN": [{ confidence_score: NaN }, /^items\[1\]\.confidence_score: .*NaN/, { confidence_score: null }],
  "a confidence in percent": [{ confidence_score: 85 }, /^items\[1\]\.confidence_score: 85/, {}],
  "a budget in words": [{ budget_impact: "over" }, /^items\[1\]\.budget_impact: .*over/, { budget_impact: 0 }],
  "flags that are an object": [{ ethical_flags: {} }, /^items\[1\]\.ethical_flags: /, { ethical_flags: [] }],
  "a description that is a number": [{ description: 5 }, /^items\[1\]\.description: /, { description: "bad" }],
  "a function for a field": [{ budget_impact() {} }, /^items\[1\]\.budget_impact: /, { budget_impact: 0 }],
  "a source that is text": [{ source: "here" }, /^items\[1\]\.source: /, {}],
}, "a field that cannot be used is a problem, and the rest is kept", ([fields, place, kept]) => {
  const orchestrator = new Orchestrator();
  const report = harvest(orchestrator, [item("good"), item("bad", { milestone: "Spring", ...fields }), item("last")]);
  hasProblems(report, [place]);
  assert.deepEqual(report.ids, ["good", "bad", "last"]);
  const after = find(orchestrator, "bad");
  for (const [field, value] of Object.entries({ milestone: "Spring", ...kept })) assert.deepEqual(after[field], value, field);
  plain(orchestrator.workItems());
});

each({
  nothing: null, undefined: undefined, "a number": 7, text: "do it", true: true, "a list": [], "an empty object": {}, "a date": new Date(0),
  "an empty id": { id: "", description: " " }, "a symbol": Symbol("x"), "a function": () => {}, "a set": new Set(["a"]), bytes: new Uint8Array(4),
}, "what is no work item is left out by its place", (record) => {
  const orchestrator = new Orchestrator();
  const report = harvest(orchestrator, [item("good"), record, item("last")]);
  hasProblems(report, [/^items\[1\]: .*left out/]);
  assert.deepEqual([report.read, report.added, report.ids], [3, 2, ["good", "last"]]);
});

test("of two with one id the first is kept, and the second is a problem", () => {
  const orchestrator = new Orchestrator();
  const report = harvest(orchestrator, [item("a", { urgency_level: 1 }), item("b"), item("a", { urgency_level: 5 })]);
  hasProblems(report, [/^items\[2\]\.id: .*“a”.*items\[0\]/]);
  assert.equal(find(orchestrator, "a").urgency_level, 1);
  assert.equal(report.added, 2);
});

test("many problems in one item are all named", () => {
  const report = harvest(new Orchestrator(), [{ id: "a", effort_estimate: NaN, urgency_level: 9, status: "sleeping", dependencies: ["a"] }]);
  hasProblems(report, [/effort_estimate/, /urgency_level/, /status/, /dependencies/]);
  assert.equal(report.added, 1);
});

test("an id may be a number, and an item without one gets one that stays", () => {
  const orchestrator = new Orchestrator();
  const records = [{ id: 12, description: "x" }, { description: "no id" }];
  const { ids } = harvest(orchestrator, records);
  assert.equal(ids[0], "12");
  assert.deepEqual(counts(harvest(orchestrator, records)), { read: 2, added: 0, updated: 0, completed: 0, unchanged: 2 });
});

test("harvesting again adds nothing and takes in what is new", () => {
  const orchestrator = new Orchestrator();
  harvest(orchestrator, [item("a"), item("b"), item("c")]);
  const report = harvest(orchestrator, [item("a"), item("b", { urgency_level: 5 }), item("c", { status: "completed" }), item("d")]);
  assert.deepEqual(counts(report), { read: 4, added: 1, updated: 1, completed: 1, unchanged: 1 });
  assert.deepEqual([find(orchestrator, "b").urgency_level, find(orchestrator, "c").status], [5, "completed"]);
  assert.equal(orchestrator.state().total_work_items, 4);
});

test("harvesting again undoes no edit, no decision and no dispatch", () => {
  const records = [item("a", { budget_impact: 0.5 }), item("b", { ethical_flags: ["bias"] }), item("c")];
  const orchestrator = holding(records);
  orchestrator.runCycle(NOW);
  orchestrator.decide("a", { kind: "adjust", changes: { budget_impact: 0.01, urgency_level: 5 } }, NOW);
  orchestrator.decide("b", { kind: "override", action: "decline", note: "no" }, NOW);
  harvest(orchestrator, records);
  assert.deepEqual([find(orchestrator, "a").budget_impact, find(orchestrator, "a").urgency_level], [0.01, 5]);
  assert.equal(find(orchestrator, "b").status, "completed");
  assert.equal(find(orchestrator, "c").status, "in_progress");
  assert.deepEqual(orchestrator.preview(NOW).escalated_items, []);
});

each({
  nothing: [undefined, /input/], null: [null, /input/], text: ["work_items", /input/], "an empty object": [{}, /input\.source/],
  "an unknown source": [{ source: "jira", items: [] }, /input\.source.*github.*file.*work_items/],
  "no items": [{ source: "work_items" }, /input\.items/], "items that are an object": [{ source: "work_items", items: {} }, /input\.items/],
  "items that are text": [{ source: "work_items", items: "a" }, /input\.items/],
  "no repository": [{ source: "github", issues: [] }, /input\.repo/], "no issues": [{ source: "github", repo: "a/b" }, /input\.issues/],
  "pulls that are no list": [{ source: "github", repo: "a/b", issues: [], pulls: 5 }, /input\.pulls/],
  "no file name": [{ source: "file", text: "x" }, /input\.name/], "no text": [{ source: "file", name: "x.md" }, /input\.text/],
  "text that is bytes": [{ source: "file", name: "x.md", text: new Uint8Array(2) }, /input\.text/],
}, "an input of no known shape is refused by its field", ([input, words]) => {
  const orchestrator = holding([item("a")]);
  const was = orchestrator.journal();
  refuses(() => orchestrator.harvest(input, NOW), words);
  assert.equal(orchestrator.journal(), was);
});
