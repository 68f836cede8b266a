// One issue in the shape the REST API has today, completed from the few fields a test cares about.
import { digest, user } from "./user.mjs";

const API = "https://api.github.com/repos";

export function label(repository, name, { color = "ededed", description = null } = {}) {
  const id = digest(`${repository}/${name}`);
  const url = `${API}/${repository}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: `LA_test${id}`, url, name, color, default: false, description };
}

export function milestone(repository, number, { title = `Milestone ${number}`, due_on = null, state = "open", ...more } = {}) {
  const url = `${API}/${repository}/milestones/${number}`;
  const id = digest(url);
  return {
    url, html_url: `https://github.com/${repository}/milestone/${number}`, labels_url: `${url}/labels`, id,
    node_id: `MI_test${id}`, number, title, description: null, creator: user("planner"), open_issues: 0,
    closed_issues: 0, state, created_at: "2012-01-02T09:00:00Z", updated_at: "2026-01-02T09:00:00Z", due_on,
    closed_at: null, ...more,
  };
}

export function reactions(url, counts = {}) {
  const all = { "+1": 0, "-1": 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0, ...counts };
  const total_count = Object.values(all).reduce((sum, count) => sum + count, 0);
  return { url: `${url}/reactions`, total_count, ...all };
}

/**
 * A whole issue from `fields`, of which only `number` is needed. `pull_request: true` makes it a pull request,
 * labels may be names and assignees logins.
 */
export function issue(repository, { merged_at = null, ...fields }) {
  const { number, created_at = "2026-01-05T09:00:00Z", state = "open" } = fields;
  const url = `${API}/${repository}/issues/${number}`;
  const pull = fields.pull_request === true;
  const id = fields.id ?? 4_500_000_000 + (digest(repository) % 10_000) * 100_000 + number;
  const assignees = (fields.assignees ?? []).map((one) => (typeof one === "string" ? user(one) : one));
  const kind = pull ? "pull" : "issues";
  return {
    url,
    repository_url: `${API}/${repository}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `https://github.com/${repository}/${kind}/${number}`,
    node_id: `${pull ? "PR" : "I"}_test${id}`,
    title: `Issue ${number}`,
    user: user("reporter"),
    locked: false,
    milestone: null,
    comments: 0,
    updated_at: fields.closed_at ?? created_at,
    closed_at: state === "closed" ? (fields.updated_at ?? created_at) : null,
    author_association: "CONTRIBUTOR",
    type: null,
    active_lock_reason: null,
    ...(!pull && {
      sub_issues_summary: { total: 0, completed: 0, percent_completed: 0 },
      issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 0, blocking: 0, total_blocking: 0 },
      pinned_comment: null,
    }),
    ...(pull && { draft: false }),
    body: `Details of issue ${number}.`,
    closed_by: null,
    reactions: reactions(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: state === "closed" && !pull ? "completed" : null,
    ...fields,
    ...(pull && { pull_request: pullRequest(repository, number, merged_at) }),
    id,
    state,
    created_at,
    labels: (fields.labels ?? []).map((one) => (typeof one === "string" ? label(repository, one) : one)),
    assignees,
    assignee: assignees[0] ?? null,
  };
}

function pullRequest(repository, number, merged_at) {
  const page = `https://github.com/${repository}/pull/${number}`;
  const url = `${API}/${repository}/pulls/${number}`;
  return { url, html_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch`, merged_at };
}

/** Whether a row of the issue list is a pull request: some plain issues carry the key too, empty. */
export const isPull = (row) => Boolean(row.pull_request?.url ?? row.pull_request?.html_url);
