// One cycle in plain JavaScript: score, sort, gate, dependencies, dispatch. Objects in, lists of results out.
import { readFileSync } from "node:fs";
import { answer, timed } from "./laps.mjs";

const VALUE = { protocolCompliance: 0.3, businessValue: 0.25, userImpact: 0.2, technicalDebt: 0.15, innovation: 0.1 };
const RISKS = Object.entries({ security: 0.4, stability: 0.3, performance: 0.2, compatibility: 0.1 });
const UNCLASSIFIED = 0.5;
const THRESHOLD = { confidence: 0.6, budgetOverrun: 0.1, ethicalFlags: 1 };
const BUSINESS = ["business", "revenue", "customer"];
const USER = ["user", "customer", "impact"];
const INNOVATION = ["innovation", "research", "experimental"];

class WorkItem {
  constructor(record) {
    this.id = record.id;
    this.description = record.description;
    this.tags = record.tags;
    this.priority_score = record.priority_score;
    this.value_score = record.value_score;
    this.effort_estimate = record.effort_estimate;
    this.risk_score = record.risk_score;
    this.resonance_score = record.resonance_score;
    this.urgency_level = record.urgency_level;
    this.status = record.status;
    this.assigned_instance = record.assigned_instance;
    this.created_date = Date.parse(record.created_date);
    this.dependencies = record.dependencies;
    this.confidence_score = record.confidence_score;
    this.ethical_flags = record.ethical_flags;
    this.budget_impact = record.budget_impact;
    this.raw_score = 0;
    this.unblocks = 0;
  }
}

const anyOf = (names, tags) => names.some((name) => tags.includes(name));

function valueScore({ tags }, text) {
  let value = 0;
  if (text.includes("protocol") || tags.includes("compliance")) value += VALUE.protocolCompliance;
  if (anyOf(BUSINESS, tags)) value += VALUE.businessValue;
  if (anyOf(USER, tags)) value += VALUE.userImpact;
  if (tags.includes("technical_debt") || text.includes("refactor")) value += VALUE.technicalDebt;
  if (anyOf(INNOVATION, tags)) value += VALUE.innovation;
  return value;
}

function riskPenalty({ tags, risk_score }) {
  let weight = 0;
  for (const [category, share] of RISKS) if (tags.includes(category)) weight += share;
  return risk_score * Math.max(UNCLASSIFIED, weight);
}

function score(item) {
  item.value_score = valueScore(item, item.description.toLowerCase());
  item.raw_score = item.value_score - riskPenalty(item) + (item.urgency_level - 1) * 0.1 + item.resonance_score * 0.2;
  item.priority_score = Math.max(0, Math.min(1, item.raw_score));
}

function escalationReasons(item) {
  const reasons = [];
  if (item.confidence_score != null && item.confidence_score < THRESHOLD.confidence) reasons.push("low_confidence");
  if (item.ethical_flags.length >= THRESHOLD.ethicalFlags) reasons.push("ethical_flag");
  if (item.budget_impact > THRESHOLD.budgetOverrun) reasons.push("budget_overrun");
  if (item.status === "blocked") reasons.push("technical_block");
  const text = item.description.toLowerCase();
  if (text.includes("scope") && text.includes("creep")) reasons.push("scope_creep");
  return reasons;
}

function prioritize(items, byId) {
  for (const item of items) item.unblocks = 0;
  for (const item of items) {
    score(item);
    if (item.status === "completed") continue;
    for (const id of item.dependencies) {
      const awaited = byId.get(id);
      if (awaited) awaited.unblocks += 1;
    }
  }
  items.sort((a, b) =>
    b.priority_score - a.priority_score ||
    b.raw_score - a.raw_score ||
    b.unblocks - a.unblocks ||
    a.created_date - b.created_date ||
    (a.id < b.id ? -1 : 1));
}

const selectInstance = (item) => (item.tags.includes("quantum") ? "QuantumAnalysisInstance" : "GeneralPurposeInstance");

function dispatch(items, byId) {
  const results = { dispatched_items: [], escalated_items: [], blocked_items: [], total_items: items.length };

  for (const item of items) {
    if (item.status === "completed" || item.status === "in_progress") continue;
    const { id: item_id, description } = item;

    const reasons = escalationReasons(item);
    if (reasons.length > 0) {
      item.status = "escalated";
      results.escalated_items.push({ item_id, reason: reasons[0], reasons, description });
    } else if (!item.dependencies.every((id) => byId.get(id)?.status === "completed")) {
      item.status = "blocked";
      results.blocked_items.push({ item_id, reason: "dependencies_not_satisfied", description });
    } else {
      item.assigned_instance = selectInstance(item);
      item.status = "in_progress";
      results.dispatched_items.push({ item_id, instance: item.assigned_instance, description });
    }
  }
  return results;
}

export function runCycle(items) {
  const byId = new Map();
  for (const item of items) byId.set(item.id, item);
  prioritize(items, byId);
  return dispatch(items, byId);
}

const text = readFileSync(process.argv[2], "utf8");
let items, results;
answer({
  lap() {
    // The last lap's items stay until the new ones are there: with none alive the engine would forget their
    // layout, and relearn it in every timed cycle.
    const load = timed(() => JSON.parse(text).map((record) => new WorkItem(record)));
    items = load.value;
    results = undefined;
    const cycle = timed(() => runCycle(items));
    results = cycle.value;
    return { load: load.ms, cycle: cycle.ms };
  },
  result: () => ({
    order: items.map((item) => item.id),
    scores: items.map((item) => item.priority_score),
    dispatched: results.dispatched_items.map((entry) => [entry.item_id, entry.instance]),
    escalated: results.escalated_items.map((entry) => [entry.item_id, entry.reason]),
    blocked: results.blocked_items.map((entry) => entry.item_id),
  }),
});
