// A plausible backlog of any size, the same for the same seed: every shape that issues have come in since 2012.
import { issue, milestone, reactions } from "./issue.mjs";
import { user } from "./user.mjs";

const FROM = Date.parse("2012-03-01T09:00:00Z");
const UNTIL = Date.parse("2026-10-30T17:00:00Z");

/** The year from which a row carries a key. */
const SINCE = {
  active_lock_reason: 2018, node_id: 2018, reactions: 2018, draft: 2019, performed_via_github_app: 2020,
  timeline_url: 2021, state_reason: 2022, sub_issues_summary: 2025, type: 2025, issue_dependencies_summary: 2025,
  issue_field_values: 2026, pinned_comment: 2026,
};

/** Label conventions of real projects, one per issue. */
const CONVENTIONS = [
  ["bug", "enhancement", "good first issue", "documentation", "question"],
  ["P0", "P1", "P2", "security", "regression", "tech-debt"],
  ["priority/critical-urgent", "priority/backlog", "kind/bug", "kind/feature", "sig/api", "size/XS"],
  ["type: bug", "type: feature", "size: L", "status: blocked", "status: in progress"],
  ["C-bug", "A-parser", "E-easy", "E-hard", "I-slow", "S-waiting-on-review"],
  ["severity::1", "severity::3", "estimate: 3", "team::core"],
  ["🐛 bug", "état/à vérifier", "area/<list>", "performance", "wontfix"],
];

const VERBS = ["Crash in", "Speed up", "Document", "Support", "Rewrite", "Flaky test of", "Security review of", "Remove"];
const THINGS = ["the parser", "login", "the export", "streaming uploads", "dark mode", "Windows paths", "the public API"];
const PEOPLE = ["amara", "bjorn-k", "chidi", "dolores", "Eun-Ji"];
const REASONS = ["completed", "not_planned", "duplicate", null];
const TYPES = ["Bug", "Feature", "Task"];
const PRIORITIES = ["Urgent", "High", "Medium", "Low"];

/**
 * `count` issues and pull requests of `repository`, newest first, with the relations between them, ready to be
 * given to the server as one of its `repositories`.
 */
export function backlog(repository, count, { seed = 1 } = {}) {
  const random = generator(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const relations = { blockedBy: {}, subIssues: {} };
  const issues = [];
  for (let number = 1; number <= count; number += 1) issues.push(row(repository, number, count, { random, pick, relations }));
  return { issues: issues.reverse(), ...relations };
}

function row(repository, number, count, { random, pick, relations }) {
  const every = (cycle, offset) => number % cycle === offset;
  // Half of the backlog is from the last two years.
  const created = FROM + Math.floor((UNTIL - FROM) * (1 - (1 - number / (count + 1)) ** 3));
  const year = new Date(created).getUTCFullYear();
  const pull = every(5, 0);
  const closed = random() < (year < 2024 ? 0.8 : 0.4);
  const later = (share) => stamp(created + Math.floor((UNTIL - created) * share));
  const touched = random() * 0.6;
  const closed_at = closed ? later(touched) : null;
  const labels = CONVENTIONS[number % CONVENTIONS.length].filter(() => random() < 0.35);
  if (year >= 2025 && !pull) relate(relations, number, every);

  const whole = issue(repository, {
    number,
    id: year < 2020 ? number * 3541 : year < 2024 ? 1_000_000_000 + number * 7919 : undefined,
    title: `${pick(VERBS)} ${pick(THINGS)}${every(8, 1) ? " 🚀🧑‍💻" : ""}`,
    body: body(number, every, pick),
    user: every(13, 7) ? null : user(pull && every(10, 0) ? "dependabot[bot]" : pick(PEOPLE)),
    state: closed ? "closed" : "open",
    state_reason: pull ? null : closed ? REASONS[number % 4] : every(9, 2) ? "reopened" : null,
    closed_at,
    created_at: stamp(created),
    updated_at: later(closed ? touched : random()),
    labels,
    assignees: every(4, 1) ? [pick(PEOPLE)] : [],
    milestone: every(6, 2) ? due(repository, 1 + (Math.floor(number / 6) % 3), every(12, 2) ? later(0.9) : null) : null,
    comments: Math.floor(random() ** 3 * 40),
    locked: every(31, 9),
    ...(pull && { pull_request: true, merged_at: random() < 0.7 ? closed_at : null, draft: every(15, 0) }),
    ...(!pull && every(2, 1) && { type: type(number % 3) }),
    ...(every(3, 1) && { issue_field_values: [priority(PRIORITIES[number % 4], number)] }),
  });
  whole.reactions = reactions(whole.url, { "+1": Math.floor(random() ** 4 * 60), heart: Math.floor(random() * 2) });
  return aged(whole, year, { pull, plainLabels: every(9, 4) });
}

/** The row as it would have been recorded in that year. */
function aged(whole, year, { pull, plainLabels }) {
  const shown = Object.fromEntries(Object.entries(whole).filter(([key]) => year >= (SINCE[key] ?? 0)));
  if (!pull && year < 2014) shown.pull_request = { html_url: null, diff_url: null, patch_url: null };
  if (!pull && year === 2014) shown.pull_request = null;
  if (plainLabels) shown.labels = whole.labels.map(({ name }) => name);
  return shown;
}

function body(number, every, pick) {
  if (every(11, 3)) return null;
  if (every(23, 6)) return "";
  const parts = [`## What happens\n\n${pick(VERBS)} ${pick(THINGS)} on every ${pick(["start", "save", "retry"])}.`];
  if (number > 3 && every(7, 5)) parts.push(`Blocked by #${number - 3}.`);
  if (every(40, 35)) parts.push("Depends on elsewhere/secret#4 and needs #1.");
  if (number > 2 && every(10, 6)) parts.push(`- [x] #${number - 2}\n- [ ] #${number - 1}\n- [ ] write it down`);
  if (every(17, 4)) parts.push("```\nblocked by #1 inside code is not a dependency\n```");
  const text = parts.join("\n\n");
  return every(3, 0) ? text.replaceAll("\n", "\r\n") : text;
}

/** Relations GitHub itself keeps; one of them leads to an issue nobody here may read. */
function relate({ blockedBy, subIssues }, number, every) {
  const issuesOf = (...numbers) => numbers.filter((one) => one > 0 && one % 5 !== 0);
  if (every(12, 11)) blockedBy[number] = issuesOf(number - 1, number - 4);
  if (every(36, 26)) blockedBy[number] = ["elsewhere/secret#4"];
  if (every(30, 17)) subIssues[number] = issuesOf(number - 1, number - 3);
}

const due = (repository, number, due_on) => milestone(repository, number, { due_on });
const type = (index) => ({ id: 1 + index, node_id: `IT_test${index}`, name: TYPES[index], description: null });

function priority(name, number) {
  return {
    issue_field_id: 1, issue_field_name: "Priority", node_id: `IFSS_test${number}`, data_type: "single_select",
    value: name, single_select_option: { id: 1 + PRIORITIES.indexOf(name), name, color: "red" },
  };
}

const stamp = (time) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
