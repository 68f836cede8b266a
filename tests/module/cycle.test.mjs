// A cycle: what goes out and to whom, what is escalated, what is blocked, what waits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { daysLater, each, find, holding, idsOf, item, NOW, Orchestrator, plain, refuses } from "./support.mjs";

const MIXED = [
  item("out"), item("quantum", { tags: ["quantum"] }), item("low", { confidence_score: 0.2 }), item("waits", { dependencies: ["out"] }),
  item("gone", { status: "completed" }), item("away", { status: "in_progress", assigned_instance: "GeneralPurposeInstance" }), item("all", {
    confidence_score: 0, ethical_flags: ["bias"], budget_impact: 0.5, status: "blocked", description: "The SCOPE may Creep",
  }),
];
const EXPECTED = {
  dispatched_items: [
    { item_id: "out", instance: "GeneralPurposeInstance", description: "Item out" },
    { item_id: "quantum", instance: "QuantumAnalysisInstance", description: "Item quantum" },
  ],
  escalated_items: [
    { item_id: "all", reason: "low_confidence", description: "The SCOPE may Creep",
      reasons: ["low_confidence", "ethical_flag", "budget_overrun", "technical_block", "scope_creep"] },
    { item_id: "low", reason: "low_confidence", reasons: ["low_confidence"], description: "Item low" },
  ],
  blocked_items: [{ item_id: "waits", reason: "dependencies_not_satisfied", because: "waits for out", description: "Item waits" }],
  pending_items: [],
  total_items: 5,
};

test("dispatch hands over the lists of the contract, and a cycle wraps them", () => {
  assert.deepEqual(plain(holding(MIXED).dispatch(NOW)), EXPECTED);
  assert.deepEqual(plain(holding(MIXED).runCycle(NOW)), { status: "completed", work_items_processed: 5, dispatch: EXPECTED });
});

test("a preview is what the cycle will do, and changes nothing", () => {
  const orchestrator = holding(MIXED);
  const was = orchestrator.journal();
  assert.deepEqual(plain(orchestrator.preview(NOW)), EXPECTED);
  assert.equal(orchestrator.journal(), was);
});

test("the counts alone are those of the lists", () => {
  assert.deepEqual(plain(holding(MIXED).advance(NOW)),
    { status: "completed", work_items_processed: 5, dispatched: 2, escalated: 2, blocked: 1, pending: 0 });
});

test("after a cycle the items stand where it put them", () => {
  const orchestrator = holding(MIXED);
  orchestrator.runCycle(NOW);
  const standing = Object.fromEntries(orchestrator.workItems().map((item) => [item.id, `${item.status} ${item.assigned_instance}`]));
  assert.deepEqual(standing, {
    out: "in_progress GeneralPurposeInstance", quantum: "in_progress QuantumAnalysisInstance", low: "escalated null", waits: "blocked null",
    gone: "completed null", away: "in_progress GeneralPurposeInstance", all: "escalated null",
  });
});

test("a second cycle sends nothing out twice, and asks about the same things", () => {
  const orchestrator = holding(MIXED);
  const first = orchestrator.dispatch(NOW);
  const second = orchestrator.dispatch(NOW);
  assert.deepEqual(second, { ...first, dispatched_items: [], total_items: 3 });
});

test("an empty backlog is a cycle over nothing", () => {
  assert.deepEqual(plain(new Orchestrator().runCycle(NOW)), {
    status: "completed", work_items_processed: 0,
    dispatch: { dispatched_items: [], escalated_items: [], blocked_items: [], pending_items: [], total_items: 0 },
  });
});

test("every list is in the order of priority", () => {
  const levels = [3, 1, 5, 2, 4];
  const items = levels.flatMap((urgency_level) => [
    item(`out${urgency_level}`, { urgency_level }), item(`esc${urgency_level}`, { urgency_level, confidence_score: 0 }),
    item(`blk${urgency_level}`, { urgency_level, dependencies: ["out1"] }),
  ]);
  const results = holding(items, { instances: [{ name: "Ada", capacity: 2 }] }).dispatch(NOW);
  const digits = (list) => idsOf(list).map((id) => id.at(-1)).join("");
  assert.equal(digits(results.escalated_items), "54321");
  assert.equal(digits(results.blocked_items), "54321");
  assert.deepEqual([digits(results.dispatched_items), digits(results.pending_items)], ["54", "321"]);
});

each({
  "no confidence": [{}, []], "a confidence at the threshold": [{ confidence_score: 0.6 }, []], "one below": [{ confidence_score: 0.5999 }, ["low_confidence"]],
  "a confidence of 0": [{ confidence_score: 0 }, ["low_confidence"]], "a flag": [{ ethical_flags: ["bias"] }, ["ethical_flag"]],
  "a budget at the threshold": [{ budget_impact: 0.1 }, []], "one above": [{ budget_impact: 0.1001 }, ["budget_overrun"]], "money saved": [{ budget_impact: -3 }, []],
  "a block its source declares": [{ status: "blocked" }, ["technical_block"]],
  "scope without creep": [{ description: "Scope it" }, []], "scope and creep": [{ description: "microSCOPE creeps" }, ["scope_creep"]],
  "growth up to the threshold": [{ baseline_effort: 10, effort_estimate: 12 }, []], "growth above": [{ baseline_effort: 10, effort_estimate: 12.5 }, ["scope_creep"]],
  "less than at first": [{ baseline_effort: 10, effort_estimate: 1 }, []],
  "two reasons": [{ budget_impact: 1, ethical_flags: ["bias", "consent"] }, ["ethical_flag", "budget_overrun"]],
}, "the gates escalate by the specification's thresholds", ([fields, reasons]) => {
  const { escalated_items, dispatched_items } = holding([item("a", fields)]).dispatch(NOW);
  assert.deepEqual(escalated_items.flatMap((entry) => entry.reasons), reasons);
  assert.equal(escalated_items[0]?.reason, reasons[0]);
  assert.equal(dispatched_items.length, reasons.length ? 0 : 1);
});

test("what grew since it was first seen escalates", () => {
  const orchestrator = holding([item("a", { effort_estimate: 10 }), item("b", { effort_estimate: 10 })]);
  orchestrator.harvest({ source: "work_items", items: [item("a", { effort_estimate: 12 }), item("b", { effort_estimate: 13 })] }, NOW);
  assert.deepEqual(idsOf(orchestrator.dispatch(NOW).escalated_items), ["b"]);
});

test("waiting for an open item never escalates; a block found here does after three days", () => {
  const orchestrator = holding([
    item("open", { status: "in_progress" }), item("waits", { dependencies: ["open"] }), item("lost", { dependencies: ["nowhere"] }),
    item("c1", { dependencies: ["c2"] }), item("c2", { dependencies: ["c1"] }),
  ]);
  const at = (days) => orchestrator.dispatch(daysLater(days));
  for (const days of [0, 1, 2.9]) {
    const { blocked_items, escalated_items } = at(days);
    assert.deepEqual(blocked_items.map((entry) => [entry.item_id, entry.reason]), [
      ["c1", "circular_dependency"], ["c2", "circular_dependency"], ["lost", "unknown_dependency"], ["waits", "dependencies_not_satisfied"],
    ]);
    assert.deepEqual(escalated_items, []);
  }
  const late = at(3);
  assert.deepEqual(late.escalated_items.map((entry) => [entry.item_id, entry.reason]),
    [["c1", "technical_block"], ["c2", "technical_block"], ["lost", "technical_block"]]);
  assert.deepEqual(idsOf(at(300).blocked_items), ["waits"]);
});

test("a circle and an unknown dependency are named", () => {
  const { blocked_items } = holding([item("a", { dependencies: ["b"] }), item("b", { dependencies: ["a"] }), item("c", { dependencies: ["acme/x#9"] })]).preview(NOW);
  const because = Object.fromEntries(blocked_items.map((entry) => [entry.item_id, entry.because]));
  assert.match(because.a, /itself.*\ba\b.*\bb\b/);
  assert.match(because.c, /acme\/x#9.*not known/);
});

test("a dependency is met when it is completed", () => {
  const orchestrator = holding([item("first"), item("then", { dependencies: ["first"] })]);
  orchestrator.runCycle(NOW);
  assert.deepEqual(idsOf(orchestrator.dispatch(NOW).dispatched_items), []);
  orchestrator.endWork("first", true, NOW);
  assert.deepEqual(idsOf(orchestrator.dispatch(NOW).dispatched_items), ["then"]);
});

test("a chain of a hundred thousand dependencies, and a circle as long, are no trouble", () => {
  const size = 100_000;
  const chain = (last) => Array.from({ length: size }, (_, at) => item(String(at), { dependencies: at + 1 < size ? [String(at + 1)] : last }));
  assert.equal(holding(chain([])).advance(NOW).dispatched, 1);
  assert.equal(holding(chain(["0"])).advance(NOW).blocked, size);
});

const instance = (name, capabilities = [], capacity = null) => ({ name, capabilities, capacity });
each({
  "the one made for it": [[instance("Any"), instance("Made", ["api"])], { tags: ["api"] }, "Made"],
  "the one made for more of it": [[instance("One", ["api"]), instance("Two", ["api", "search"])], { tags: ["search", "api"] }, "Two"],
  "anybody when nobody is made for it": [[instance("Any"), instance("Made", ["api"])], { tags: ["search"] }, "Any"],
  "the next best when there is no room": [[instance("Any"), instance("Made", ["api"], 0)], { tags: ["api"] }, "Any"],
  "the first by name of equals": [[instance("Bob"), instance("Ada")], {}, "Ada"],
  "nobody when none is capable": [[instance("Made", ["api"])], { tags: ["search"] }, "no_capable_instance"],
  "nobody when none has room": [[instance("Ada", [], 0)], {}, "no_instance_has_room"],
  "nobody when there are none": [[], {}, "no_capable_instance"],
}, "an item goes to", ([instances, fields, expected]) => {
  const { dispatched_items, pending_items } = holding([item("a", fields)], { instances }).dispatch(NOW);
  assert.deepEqual([...dispatched_items.map((entry) => entry.instance), ...pending_items.map((entry) => entry.reason)], [expected]);
});

test("what an instance has counts against its room, and equals share the work", () => {
  const away = item("away", { status: "in_progress", assigned_instance: "Ada" });
  const items = [away, ...["a", "b", "c", "d"].map((id) => item(id))];
  const { dispatched_items, pending_items } = holding(items, { instances: [instance("Ada", [], 2), instance("Bob", [], 2)] }).dispatch(NOW);
  assert.deepEqual(dispatched_items.map((entry) => [entry.item_id, entry.instance]), [["a", "Bob"], ["b", "Ada"], ["c", "Bob"]]);
  assert.deepEqual(idsOf(pending_items), ["d"]);
});

test("of equals the one with the better record is chosen, even with more at hand", () => {
  const orchestrator = holding([item("a"), item("b")], { instances: [instance("Ada"), instance("Bob")] });
  orchestrator.runCycle(NOW);
  orchestrator.endWork("a", false, NOW); // Ada's
  orchestrator.endWork("b", true, NOW); // Bob's
  orchestrator.harvest({ source: "work_items", items: ["c", "d", "e"].map((id) => item(id)) }, NOW);
  assert.deepEqual(orchestrator.dispatch(NOW).dispatched_items.map((entry) => entry.instance), ["Bob", "Bob", "Bob"]);
});

test("what an instance failed is blocked, and escalates after three days", () => {
  const orchestrator = holding([item("a")]);
  orchestrator.runCycle(NOW);
  orchestrator.endWork("a", false, NOW);
  assert.equal(orchestrator.dispatch(NOW).blocked_items[0].reason, "instance_failed");
  assert.equal(orchestrator.dispatch(daysLater(3)).escalated_items[0].reason, "technical_block");
  refuses(() => orchestrator.endWork("a", true, NOW), /not in progress/);
});

test("items come best first: by priority, the score unlimited, what they unblock, age, id", () => {
  const old = { created_date: "2025-01-01T00:00:00Z" };
  const top = { tags: ["compliance", "customer", "technical_debt", "innovation"], urgency_level: 5, risk_score: 0 };
  const items = [
    item("z"), item("y"), item("old", old), item("key"), item("top", { ...top, urgency_level: 4 }), item("beyond", top),
    item("waits", { dependencies: ["key"], urgency_level: 1 }),
  ];
  const orchestrator = holding(items);
  const listed = plain(orchestrator.workItems());
  assert.deepEqual(idsOf(listed), ["beyond", "top", "key", "old", "y", "z", "waits"]);
  assert.deepEqual(listed.slice(0, 2).map((item) => item.priority_score), [1, 1]);
  assert.ok(listed[0].raw_score > listed[1].raw_score && listed[1].raw_score > 1);
  assert.match(orchestrator.explain("beyond").tie, /before it is limited/);
  assert.match(orchestrator.explain("old").tie, /3 other.*age/);
  assert.match(orchestrator.explain("z").tie, /\bid\b/);
  assert.equal(orchestrator.explain("waits").tie, null);
});

each({ nothing: undefined, null: null, "a number": 5, "a date": new Date(0), "an object": {}, "an empty text": "", "a word": "yesterday", "a day": "2026-01-31",
  "a time without a zone": "2026-01-31T09:00:00", "a day that is not in the calendar": "2026-02-30T09:00:00Z", "a million letters": "x".repeat(1e6) },
"what is no time is refused by every method that asks for one", (now) => {
  const orchestrator = holding([item("a", { confidence_score: 0 })]);
  orchestrator.runCycle(NOW);
  const was = orchestrator.journal();
  for (const call of [
    () => orchestrator.dispatch(now), () => orchestrator.runCycle(now), () => orchestrator.preview(now), () => orchestrator.advance(now),
    () => orchestrator.dashboard(now), () => orchestrator.undo(now), () => orchestrator.endWork("a", true, now),
    () => orchestrator.decide("a", { kind: "approve" }, now), () => orchestrator.setConfig({ urgency_step: 0 }, now),
    () => orchestrator.harvest({ source: "work_items", items: [item("b")] }, now),
  ]) refuses(call, /now/);
  assert.equal(orchestrator.journal(), was);
  assert.equal(find(orchestrator, "a").status, "escalated");
});

test("a time may have any zone", () => {
  const orchestrator = holding([item("a")]);
  orchestrator.harvest({ source: "work_items", items: [{ id: "b" }] }, "2026-01-31T10:00:00+01:00");
  assert.equal(find(orchestrator, "b").created_date, NOW);
});
