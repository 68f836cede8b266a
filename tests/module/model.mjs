// Score, order, gates and dispatch, written from the specification’s formulas alone:
// the slow and obvious way, to compare the module with.

const FACETS = [
  ["protocol_compliance", ["compliance"], "protocol"],
  ["business_value", ["business", "revenue", "customer"]],
  ["user_impact", ["user", "customer", "impact"]],
  ["technical_debt", ["technical_debt"], "refactor"],
  ["innovation", ["innovation", "research", "experimental"]],
];
const isAway = (item) => item.status === "completed" || item.status === "in_progress";
const isOpen = (item) => item.status !== "completed";

export function score(item, config) {
  const text = item.description.toLowerCase();
  let value = 0;
  for (const [facet, tags, word] of FACETS) {
    if (tags.some((tag) => item.tags.includes(tag)) || (word && text.includes(word))) value += config.value_weights[facet];
  }
  let weight = 0;
  for (const [risk, penalty] of Object.entries(config.risk_penalties)) if (item.tags.includes(risk)) weight += penalty;
  const penalty = item.risk_score * Math.max(config.unclassified_risk, weight);
  const raw = value - penalty + (item.urgency_level - 1) * config.urgency_step + item.resonance_score * config.resonance_weight;
  return { value, raw, priority: Math.max(0, Math.min(1, raw)) };
}

/** The items best first, each with its scores. */
export function ranked(items, config) {
  const unblocks = (id) => items.filter((item) => isOpen(item) && item.dependencies.includes(id)).length;
  const rows = items.map((item) => ({ item, ...score(item, config), unblocks: unblocks(item.id) }));
  return rows.sort((a, b) =>
    b.priority - a.priority || b.raw - a.raw || b.unblocks - a.unblocks ||
    Date.parse(a.item.created_date) - Date.parse(b.item.created_date) || (a.item.id < b.item.id ? -1 : 1));
}

/** What stands in the way of `item`: circular_dependency, unknown_dependency, dependencies_not_satisfied or nothing. */
export function obstacle(item, items) {
  const named = (id) => items.find((other) => other.id === id);
  const openBelow = (one) => one.dependencies.map(named).filter((other) => other && isOpen(other));
  const reaches = (from, to) => {
    const [seen, work] = [new Set(), [from]];
    for (const one of work) for (const next of openBelow(one)) if (!seen.has(next)) seen.add(next), work.push(next);
    return seen.has(to);
  };
  const open = openBelow(item);
  if (open.some((other) => reaches(other, item))) return "circular_dependency";
  if (item.dependencies.some((id) => !named(id))) return "unknown_dependency";
  return open.length > 0 ? "dependencies_not_satisfied" : null;
}

/** The reasons to escalate `item`, primary first; `blocked` says what was found here, and for how many days. */
export function reasons(item, config, blocked) {
  const { thresholds } = config;
  const text = item.description.toLowerCase();
  const growth = (now, first) => (first > 0 ? (now - first) / first : 0);
  const isFound = blocked && blocked.obstacle !== "dependencies_not_satisfied" && blocked.days >= thresholds.technical_blocks;
  return [
    item.confidence_score !== null && item.confidence_score < thresholds.confidence && "low_confidence",
    item.ethical_flags.length >= thresholds.ethical_flags && "ethical_flag",
    item.budget_impact > thresholds.budget_overrun && "budget_overrun",
    (item.declared || isFound) && "technical_block",
    (growth(item.effort_estimate, item.baseline_effort ?? item.effort_estimate) > thresholds.scope_creep ||
      (text.includes("scope") && text.includes("creep"))) && "scope_creep",
  ].filter(Boolean);
}

function choose(item, instances, load) {
  const shared = (instance) => instance.capabilities.filter((tag) => item.tags.includes(tag)).length;
  const capable = instances.filter((instance) => instance.capabilities.length === 0 || shared(instance) > 0);
  const roomy = capable.filter(({ name, capacity }) => capacity === null || (load.get(name) ?? 0) < capacity);
  if (capable.length === 0) return { wait: "no_capable_instance" };
  if (roomy.length === 0) return { wait: "no_instance_has_room" };
  roomy.sort((a, b) => shared(b) - shared(a) || (load.get(a.name) ?? 0) - (load.get(b.name) ?? 0) || (a.name < b.name ? -1 : 1));
  return { instance: roomy[0].name };
}

/** Items as the module holds them before the first cycle. */
export const fresh = (items) => items.map((item) => ({ ...item, declared: item.status === "blocked" }));

/** One cycle at `now` (in days), which changes the items as it goes. */
export function cycle(items, config, now) {
  const load = new Map();
  for (const item of items) if (item.status === "in_progress") load.set(item.assigned_instance, (load.get(item.assigned_instance) ?? 0) + 1);
  const results = { dispatched_items: [], escalated_items: [], blocked_items: [], pending_items: [], total_items: 0 };
  const changes = [];
  for (const { item } of ranked(items, config)) {
    if (isAway(item)) continue;
    results.total_items += 1;
    const { id: item_id, description } = item;
    const found = obstacle(item, items);
    const since = item.found?.obstacle === found ? item.found.since : now;
    const why = reasons(item, config, found && { obstacle: found, days: now - since });
    if (why.length > 0) {
      results.escalated_items.push({ item_id, reason: why[0], reasons: why, description });
      changes.push([item, { status: "escalated" }]);
    } else if (found) {
      results.blocked_items.push({ item_id, reason: found, description });
      changes.push([item, { status: "blocked", found: { obstacle: found, since } }]);
    } else {
      const { instance, wait } = choose(item, config.instances, load);
      if (instance) {
        load.set(instance, (load.get(instance) ?? 0) + 1);
        results.dispatched_items.push({ item_id, instance, description });
        changes.push([item, { status: "in_progress", assigned_instance: instance }]);
      } else {
        results.pending_items.push({ item_id, reason: wait, description });
        changes.push([item, { status: "pending" }]);
      }
    }
  }
  for (const [item, change] of changes) Object.assign(item, change);
  return results;
}
