// Random backlogs under random policies, against the formulas written down a second time (model.mjs).
import assert from "node:assert/strict";
import { test } from "node:test";
import { cycle, fresh, ranked, reasons } from "./model.mjs";
import { DAY, daysLater, each, holding, NOW, Orchestrator } from "./support.mjs";

/** The same numbers in [0, 1) for the same seed. */
function randomFrom(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let turn = 0; turn < 8; turn++) next();
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
  const pick = (list) => list[whole(0, list.length - 1)];
  return { next, whole, pick, chance: (share) => next() < share, some: (count, draw) => [...new Set(Array.from({ length: whole(0, count) }, draw))] };
}

const TAGS = ["compliance", "business", "revenue", "customer", "user", "impact", "technical_debt", "innovation", "research", "experimental",
  "security", "stability", "performance", "compatibility", "quantum", "api", "search", "protocol", "refactor", "Security"];
const WORDS = ["Protocol", "protocols", "refactor", "Refactoring", "scope", "SCOPE", "creep", "creeps", "add", "the", "Prüfung", "🚀", "\"quoted\"", "back\\slash"];

function randomPolicy({ next, whole, pick, chance, some }) {
  if (chance(0.3)) return {};
  const weights = (names) => Object.fromEntries(names.filter(() => chance(0.7)).map((name) => [name, chance(0.2) ? pick([0, 1]) : next()]));
  return {
    value_weights: weights(["protocol_compliance", "business_value", "user_impact", "technical_debt", "innovation"]),
    risk_penalties: weights(["security", "stability", "performance", "compatibility"]),
    ...weights(["unclassified_risk", "urgency_step", "resonance_weight"]),
    thresholds: { confidence: whole(0, 10) / 10, budget_overrun: whole(0, 3) / 10, ethical_flags: whole(1, 3), technical_blocks: whole(1, 4), scope_creep: pick([0, 0.1, 0.7]) },
    ...(chance(0.7) && {
      instances: Array.from({ length: whole(0, 5) }, (_, at) => ({
        name: `${pick(["Ada", "bob", "Zoë"])}${at}`, capabilities: chance(0.4) ? [] : some(3, () => pick(["quantum", "api", "search", "user"])), capacity: chance(0.5) ? null : whole(0, 6),
      })),
    }),
  };
}

function randomBacklog(random, instances) {
  const { next, whole, pick, chance, some } = random;
  const size = whole(0, 60);
  const coarse = chance(0.5); // many ties
  const share = () => (coarse ? whole(0, 2) / 2 : next());
  const id = (at) => `${["WI", "acme/x#", "b"][at % 3]}${at}`;
  return Array.from({ length: size }, (_, at) => {
    const effort = whole(1, 8);
    const status = chance(0.75) ? "pending" : pick(["in_progress", "completed", "blocked", "escalated"]);
    const dependencies = chance(0.3) ? some(3, () => (chance(0.1) ? `gone${whole(0, 3)}` : id(whole(0, size - 1)))) : [];
    return {
      id: id(at), description: Array.from({ length: whole(1, 4) }, () => pick(WORDS)).join(" "), tags: some(4, () => pick(TAGS)),
      effort_estimate: effort, baseline_effort: chance(0.1) ? effort * pick([0.5, 1, 2]) : effort, risk_score: share(), resonance_score: share(),
      urgency_level: whole(1, 5), status, assigned_instance: status === "in_progress" && instances.length && chance(0.8) ? pick(instances).name : null,
      created_date: new Date(Date.parse(NOW) - DAY * (coarse ? whole(1, 2) : whole(1, 900))).toISOString(), dependencies: dependencies.filter((other) => other !== id(at)),
      confidence_score: chance(0.15) ? pick([0, 0.3, 0.6, 1, next()]) : null, ethical_flags: chance(0.1) ? some(3, () => pick(["bias", "privacy", "consent"])) : [],
      budget_impact: chance(0.1) ? pick([0.1, 0.11, 0.3, 2]) : pick([0, -0.5]),
    };
  });
}

const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-9, `${what}: ${a} and ${b}`);
const withoutWords = (results) => ({ ...results, blocked_items: results.blocked_items.map(({ because, ...entry }) => entry) });

const scores = (orchestrator) => orchestrator.workItems().map(({ id, status, priority_score, raw_score, risk_score }) => [id, status, priority_score, raw_score, risk_score]);

function compare(seed) {
  const random = randomFrom(seed);
  const policy = randomPolicy(random);
  const config = new Orchestrator(policy).config();
  const items = randomBacklog(random, config.instances);
  const orchestrator = holding(items, policy);
  const model = fresh(items);

  const order = ranked(model, config);
  const listed = orchestrator.workItems();
  assert.deepEqual(listed.map((item) => item.id), order.map((row) => row.item.id), `seed ${seed}: order`);
  const open = order.filter((row) => row.item.status !== "completed");
  for (const [at, { item, value, raw, priority }] of order.entries()) {
    near(listed[at].priority_score, priority, `seed ${seed}: priority of ${item.id}`);
    near(listed[at].raw_score, raw, `seed ${seed}: raw score of ${item.id}`);
    near(listed[at].value_score, value, `seed ${seed}: value of ${item.id}`);
    const { rank, of, terms, gates } = orchestrator.explain(item.id);
    const place = open.findIndex((row) => row.item.id === item.id);
    assert.deepEqual([rank, of], place < 0 ? [null, 0] : [place + 1, open.length]);
    near(terms.filter((term) => term.name !== "limit").reduce((sum, term) => sum + term.amount, 0), raw, `seed ${seed}: terms of ${item.id}`);
    assert.deepEqual(gates.filter((gate) => gate.tripped).map((gate) => gate.reason), reasons(item, config), `seed ${seed}: gates of ${item.id}`);
  }

  // Twice, so that blocks found in the first cycle grow old.
  for (const days of [0, 3]) {
    const expected = cycle(model, config, days);
    const results = withoutWords(orchestrator.dispatch(daysLater(days)));
    assert.deepEqual(results, expected, `seed ${seed}: day ${days}`);
    const standing = Object.fromEntries(orchestrator.workItems().map((item) => [item.id, [item.status, item.assigned_instance]]));
    assert.deepEqual(standing, Object.fromEntries(model.map((item) => [item.id, [item.status, item.assigned_instance]])), `seed ${seed}: after day ${days}`);
  }

  // Text and back: through the journal, and through a file.
  const restored = Orchestrator.fromJournal(orchestrator.journal());
  assert.deepEqual(scores(restored), scores(orchestrator), `seed ${seed}: from the journal`);
  assert.deepEqual(restored.state(), orchestrator.state(), `seed ${seed}: from the journal`);
  const filed = new Orchestrator(policy);
  filed.harvest({ source: "file", name: "work.json", text: JSON.stringify(items) }, NOW);
  assert.deepEqual(scores(filed), scores(holding(items, policy)), `seed ${seed}: from a file`);
}

const BATCHES = 8;
const EACH = 50;
each(Object.fromEntries(Array.from({ length: BATCHES }, (_, batch) => [`seeds ${batch * EACH} to ${(batch + 1) * EACH - 1}`, batch * EACH])),
  "scores, order, gates and dispatch are the formulas'", (first) => {
    for (let seed = first; seed < first + EACH; seed++) compare(seed);
  });

test("the random backlogs meet every outcome, reason and tie", () => {
  const met = new Set();
  for (let seed = 0; seed < 100; seed++) {
    const random = randomFrom(seed);
    const config = new Orchestrator(randomPolicy(random)).config();
    const model = fresh(randomBacklog(random, config.instances));
    const order = ranked(model, config);
    for (const [at, row] of order.slice(1).entries()) {
      const above = order[at];
      if (above.priority !== row.priority) continue;
      met.add(above.raw !== row.raw ? "raw" : above.unblocks !== row.unblocks ? "unblocks" : above.item.created_date !== row.item.created_date ? "age" : "id");
    }
    for (const days of [0, 3]) {
      const { dispatched_items, escalated_items, blocked_items, pending_items } = cycle(model, config, days);
      if (dispatched_items.length) met.add("dispatched");
      for (const entry of escalated_items) for (const reason of entry.reasons) met.add(reason);
      for (const entry of [...blocked_items, ...pending_items]) met.add(entry.reason);
    }
  }
  assert.deepEqual([...met].sort(), ["age", "budget_overrun", "circular_dependency", "dependencies_not_satisfied", "dispatched", "ethical_flag", "id",
    "low_confidence", "no_capable_instance", "no_instance_has_room", "raw", "scope_creep", "technical_block", "unblocks", "unknown_dependency"]);
});
