// The dashboard and the counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { daysLater, holding, idsOf, item, NOW, Orchestrator, plain } from "./support.mjs";

const SPECIFIED = ["executive_summary", "kpi_summary", "top_priorities", "risk_indicators", "recommendations", "generated_at"];
const ADDED = ["orchestrator_state", "active_escalations", "dispatch", "policy_digest", "data_digest", "version"];
const COUNTS = ["last_harvest_date", "total_work_items", "pending_items", "in_progress_items", "completed_items", "escalated_items",
  "overall_confidence", "active_escalations", "next_harvest_due"];

function busy() {
  const orchestrator = holding([
    ...Array.from({ length: 12 }, (_, at) => item(`out${at}`, { urgency_level: 1 + (at % 5), confidence_score: 0.8 })),
    item("done", { status: "completed", closed_date: daysLater(-3) }), item("low", { confidence_score: 0.2 }), item("flag", { ethical_flags: ["bias"] }),
    item("waits", { dependencies: ["out0"] }), item("urgent", { tags: ["security"], urgency_level: 5, dependencies: ["nowhere"] }),
  ]);
  orchestrator.runCycle(NOW);
  return orchestrator;
}

test("the dashboard has the specification's six keys and what the snapshot adds", () => {
  const dashboard = plain(busy().dashboard(NOW));
  assert.deepEqual([...SPECIFIED, ...ADDED].filter((key) => !(key in dashboard)), []);
  assert.deepEqual(Object.keys(dashboard).slice(0, 6), SPECIFIED);
  assert.equal(dashboard.generated_at, NOW);
  assert.equal(dashboard.version, 1);
});

test("the state has the specification's keys, and every count is true", () => {
  const orchestrator = busy();
  const state = plain(orchestrator.state());
  assert.deepEqual(COUNTS.filter((key) => !(key in state)), []);
  const items = orchestrator.workItems();
  const count = (status) => items.filter((item) => item.status === status).length;
  assert.deepEqual(
    [state.total_work_items, state.pending_items, state.in_progress_items, state.completed_items, state.escalated_items, state.blocked_items],
    [17, count("pending"), count("in_progress"), count("completed"), count("escalated"), count("blocked")]);
  assert.deepEqual([...state.active_escalations].sort(), ["flag", "low"]);
  assert.deepEqual([state.last_harvest_date, state.next_harvest_due], [NOW, "2026-01-31T10:00:00Z"]);
  assert.ok(Math.abs(state.overall_confidence - (12 * 0.8 + 0.2) / 13) < 1e-12);
});

test("the figures agree with each other", () => {
  const orchestrator = busy();
  const { kpi_summary: kpi, orchestrator_state, active_escalations, top_priorities, dispatch, risk_indicators } = orchestrator.dashboard(NOW);
  assert.deepEqual(orchestrator_state, orchestrator.state());
  assert.deepEqual([kpi.total_items, kpi.open_items, kpi.active_escalations_count, kpi.completed_last_30_days], [17, 16, 2, 1]);
  assert.deepEqual([kpi.completion_rate, kpi.escalation_rate], [1 / 17, 2 / 16]);
  assert.deepEqual(active_escalations.map((entry) => [entry.work_item_id, entry.reason]).sort(), [["flag", "ethical_flag"], ["low", "low_confidence"]]);
  assert.deepEqual(idsOf(top_priorities), idsOf(orchestrator.workItems().filter((item) => item.status !== "completed").slice(0, top_priorities.length)));
  assert.equal(top_priorities.length, 10);
  assert.deepEqual(dispatch.map(({ instance, open_items }) => [instance, open_items]), [["GeneralPurposeInstance", 12], ["QuantumAnalysisInstance", 0]]);
  assert.equal(risk_indicators.blocked_items, true);
});

test("the summary states every share with what it is a share of", () => {
  const { executive_summary } = busy().dashboard(NOW);
  for (const words of [/^Executive Summary - Autonomous Orchestration System/, /Total Work Items: 17/, /Completed: 1 \(5\.9 % of 17 items\)/, /In Progress: 12/,
    /Escalated Items: 2 \(12\.5 % of 16 open items\)/, /Overall Confidence: 75\.4 %/, /Active Escalations: 2/]) assert.match(executive_summary, words);
});

test("an empty backlog is a sentence and no NaN", () => {
  const orchestrator = new Orchestrator();
  const dashboard = plain(orchestrator.dashboard(NOW));
  assert.match(dashboard.executive_summary, /backlog is empty/);
  assert.doesNotMatch(JSON.stringify(dashboard), /NaN|Infinity|undefined/);
  assert.deepEqual([dashboard.kpi_summary.completion_rate, dashboard.kpi_summary.total_items, dashboard.top_priorities], [null, 0, []]);
  assert.ok(dashboard.recommendations.length > 0);
  const state = plain(orchestrator.state());
  assert.deepEqual([state.total_work_items, state.overall_confidence, state.active_escalations, state.last_harvest_date], [0, 1, [], null]);
});

test("a backlog where all is done divides by nothing", () => {
  const dashboard = plain(holding([item("a", { status: "completed" })]).dashboard(NOW));
  assert.deepEqual([dashboard.kpi_summary.completion_rate, dashboard.kpi_summary.escalation_rate], [1, null]);
  assert.doesNotMatch(dashboard.executive_summary, /NaN|null|undefined/);
});

test("the digests change with what they stand for, and with nothing else", () => {
  const digests = (orchestrator, now = NOW) => {
    const { policy_digest, data_digest } = orchestrator.dashboard(now);
    for (const digest of [policy_digest, data_digest]) assert.match(digest, /^[0-9a-f]{64}$/);
    return [policy_digest, data_digest];
  };
  const [policy, data] = digests(holding([item("a")]));
  assert.deepEqual(digests(holding([item("a")]), daysLater(1)), [policy, data]);
  assert.notEqual(digests(holding([item("a"), item("b")]))[1], data);
  assert.equal(digests(holding([item("a")], { thresholds: { confidence: 0.7 } }))[1], data);
  assert.notEqual(digests(holding([item("a")], { thresholds: { confidence: 0.7 } }))[0], policy);
});
