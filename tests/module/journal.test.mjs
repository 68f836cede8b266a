// The journal: everything that happened, as text that gives the same orchestrator again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { daysLater, each, holding, item, NOW, Orchestrator, refuses, seen } from "./support.mjs";

const HEADER = '{"format":"autonomous_orchestrator.journal","version":1}';

/** Everything that can happen, once. */
function lived() {
  const orchestrator = new Orchestrator({ thresholds: { confidence: 0.7 }, instances: [{ name: "Ada", capacity: 3 }, { name: "Bob", capabilities: ["quantum"] }] });
  const items = [
    item("a"), item("b", { tags: ["quantum"], urgency_level: 5 }), item("c", { confidence_score: 0.1 }), item("d", { dependencies: ["a", "nowhere"] }),
    item("e", { ethical_flags: ["bias"] }), item("f", { budget_impact: 0.5 }), item("g", { description: "“Ärger” \u2028 🚀 </script> \\ \" \u0000" }), item("h", { status: "completed" }),
  ];
  orchestrator.harvest({ source: "work_items", items }, NOW);
  orchestrator.harvest({ source: "github", repo: "acme/x", issues: [{ number: 1, title: "One", state: "open" }, { number: 2, title: "Two", state: "closed", closed_at: NOW }] }, NOW);
  orchestrator.harvest({ source: "file", name: "plan.md", text: "# Next Steps\n\n- Ask Ada\n- [ ] Write it\n" }, daysLater(0.5));
  orchestrator.runCycle(daysLater(1));
  orchestrator.decide("c", { kind: "approve", note: "yes" }, daysLater(1));
  orchestrator.decide("e", { kind: "adjust", changes: { ethical_flags: [], effort_estimate: 4.25 } }, daysLater(1));
  orchestrator.decide("f", { kind: "override", action: "assign", instance: "Bob", note: "you" }, daysLater(1));
  orchestrator.decide("a", { kind: "override", action: "decline", note: "no" }, daysLater(1));
  orchestrator.undo(daysLater(1));
  orchestrator.endWork("b", true, daysLater(2));
  orchestrator.setConfig({ urgency_step: 0.05 }, daysLater(2));
  orchestrator.harvest({ source: "work_items", items: items.map((item) => ({ ...item, urgency_level: 2 })) }, daysLater(3));
  orchestrator.runCycle(daysLater(6));
  return orchestrator;
}

test("a journal is JSON Lines: a header with its version, then one entry for each command", () => {
  const [header, ...entries] = lived().journal().trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(header, JSON.parse(HEADER));
  assert.deepEqual(entries.map((entry) => entry.seq), entries.map((_, at) => at + 1));
  for (const { at, command, events } of entries) assert.ok(Date.parse(at) >= 0 && command && events.length > 0);
});

test("a journal gives the same orchestrator again, to the byte", () => {
  const orchestrator = lived();
  const again = Orchestrator.fromJournal(orchestrator.journal());
  assert.deepEqual(seen(again), seen(orchestrator));
  assert.equal(JSON.stringify(seen(again)), JSON.stringify(seen(orchestrator)));
  assert.equal(again.journal(), orchestrator.journal());
  for (const { id } of orchestrator.workItems()) assert.deepEqual(again.explain(id), orchestrator.explain(id));
});

test("both go on alike from there", () => {
  const orchestrator = lived();
  const again = Orchestrator.fromJournal(orchestrator.journal());
  for (const one of [orchestrator, again]) {
    one.undo(daysLater(7));
    one.runCycle(daysLater(9));
  }
  assert.equal(again.journal(), orchestrator.journal());
});

test("a journal that lost its end gives what was until then", () => {
  const lines = lived().journal().trimEnd().split("\n");
  for (let length = 1; length < lines.length; length++) {
    const part = lines.slice(0, length).join("\n");
    const again = Orchestrator.fromJournal(part);
    assert.equal(again.journal().trimEnd(), part);
  }
});

test("blank lines and Windows line ends are no harm", () => {
  const orchestrator = holding([item("a")]);
  const again = Orchestrator.fromJournal(`\n${orchestrator.journal().replaceAll("\n", "\r\n\r\n")}`);
  assert.deepEqual(again.workItems(), orchestrator.workItems());
});

const second = holding([item("a")]).journal().split("\n")[2];
each({
  "of a newer version": ['{"format":"autonomous_orchestrator.journal","version":2}', /version 2.*\b1\b/],
  "of a far newer version": [`{"format":"autonomous_orchestrator.journal","version":4000000000,"more":[]}\n${second}`, /version 4000000000/],
  "without a header": [second, /line 1/], "of another sort": ['{"format":"chess","version":1}', /line 1/], "that is empty": ["", /journal/], "that is prose": ["Dear diary", /line 1/],
  "that is JSON of another sort": ["[]", /line 1/], "with a broken line": [`${HEADER}\n{"seq":`, /line 2/], "with a line that is no entry": [`${HEADER}\n{"seq":1}`, /line 2/],
  "with an unknown event": [`${HEADER}\n{"seq":1,"at":"2026-01-01T00:00:00Z","command":"x","events":[{"exploded":{}}]}`, /line 2/],
  "with a gap": [`${HEADER}\n${second}`, /line 2.*entry 2/], "nested without end": [`${HEADER}\n${"[".repeat(1e6)}`, /line 2/],
  "that is nothing": [undefined, /journal/], "that is a number": [5, /journal/], "that is an object": [{}, /journal/],
}, "a journal is refused with a sentence", ([text, words]) => refuses(() => Orchestrator.fromJournal(text), words));

test("what is refused changes nothing and is not in the journal", () => {
  const orchestrator = holding([item("a")]);
  const was = orchestrator.journal();
  for (const work of [() => orchestrator.undo(NOW), () => orchestrator.decide("a", { kind: "approve" }, NOW), () => orchestrator.endWork("a", true, NOW), () => orchestrator.explain("b")]) assert.throws(work, Error);
  assert.equal(orchestrator.journal(), was);
});

test("the same input gives the same bytes", () => {
  const [one, other] = [lived(), lived()];
  assert.equal(one.journal(), other.journal());
  assert.equal(JSON.stringify(seen(one)), JSON.stringify(seen(other)));
});

test("no token of a source is kept", () => {
  const orchestrator = new Orchestrator();
  const token = "ghp_0123456789abcdef0123456789abcdef0123";
  orchestrator.harvest({ source: "github", repo: "acme/x", token, issues: [{ number: 1, title: "One", state: "open" }] }, NOW);
  assert.ok(!`${orchestrator.journal()}${JSON.stringify(seen(orchestrator))}`.includes(token));
});
