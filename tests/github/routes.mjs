// The endpoints: from a path and a query to the body of an answer.
import * as problem from "./problems.mjs";
import { isPull } from "./issue.mjs";
import { user } from "./user.mjs";
import { byCursor, byNumber } from "./paging.mjs";
import { select } from "./filters.mjs";
import { repositoryDocument } from "./repository_document.mjs";

export const VERSIONS = ["2026-03-10", "2022-11-28"];

const LIST = /^\/(?:repos\/[^/]+\/[^/]+|repositories\/\d+)\/issues$/;
const REPOSITORY = /^\/(?:repos\/(?<name>[^/]+\/[^/]+)|repositories\/(?<id>\d+))(?<rest>\/.*)?$/;
const ISSUES = "issues=read";
const EITHER = "issues=read; pull_requests=read";

/** Below a repository: path, permission, and the handler; the path's group is an issue number. */
const ROUTES = [
  [/^$/, "metadata=read", ({ repository, who }) => ({ body: repositoryDocument(repository, who), modified: true })],
  [/^\/issues$/, ISSUES, listIssues],
  [/^\/issues\/(\d+)$/, ISSUES, oneIssue],
  [/^\/issues\/(\d+)\/comments$/, EITHER, (call) => classic(call, comments(call))],
  [/^\/issues\/(\d+)\/dependencies\/blocked_by$/, ISSUES, (call) => related(call, "blockedBy")],
  [/^\/issues\/(\d+)\/dependencies\/blocking$/, ISSUES, (call) => related(call, "blocking")],
  [/^\/issues\/(\d+)\/sub_issues$/, ISSUES, (call) => related(call, "subIssues")],
  [/^\/issues\/(\d+)\/parent$/, ISSUES, parent],
  [/^\/labels$/, EITHER, (call) => classic(call, call.repository.labels())],
  [/^\/pulls$/, "pull_requests=read", (call) => classic(call, pulls(call))],
];

/** `call` is { method, path, search, query, world, limits, who, version }. */
export function route(call) {
  if (call.path === "/versions") return { body: VERSIONS };
  if (call.path === "/rate_limit") return { body: rateLimit(call), free: true, uncached: true };
  const { repository, rest } = locate(call);
  if (!["GET", "HEAD"].includes(call.method)) throw refuseWrite(call.who);
  for (const [pattern, permission, handler] of ROUTES) {
    const match = pattern.exec(rest);
    if (!match) continue;
    if (call.who.noIssues && permission.includes("issues")) throw problem.noPermission();
    const base = `/repositories/${repository.id}${rest}`;
    return { permission, ...handler({ ...call, repository, number: Number(match[1]), base }) };
  }
  throw problem.notFound();
}

/** Whether a path is the issue list of some repository. */
export const isIssueList = (path) => LIST.test(path);

/** The repository a path is about, by whatever name or id; undefined where there is none. */
export function repositoryOf(world, path) {
  const { name, id } = REPOSITORY.exec(path)?.groups ?? {};
  if (id) return world.byId(id);
  return name && (world.byName(name) ?? world.byFormerName(name));
}

function locate({ world, path, search, who, method }) {
  const { name, rest = "" } = REPOSITORY.exec(path)?.groups ?? {};
  const repository = repositoryOf(world, path);
  if (!repository || (repository.private && !who.seesPrivate)) throw problem.notFound();
  if (who.needsSignOn) throw problem.singleSignOn();
  if (repository.blocked) throw problem.blocked();
  if (repository.deleted) throw problem.repositoryDeleted();
  if (name && !world.byName(name)) {
    const location = `https://api.github.com/repositories/${repository.id}${rest}${search && `?${search}`}`;
    throw problem.moved(["GET", "HEAD"].includes(method) ? 301 : 307, location);
  }
  return { repository, rest };
}

function refuseWrite(who) {
  if (!who.token) return problem.unauthenticated();
  return who.writes ? problem.notFound() : problem.noPermission();
}

function listIssues(call) {
  const { repository, world, version } = call;
  const { rows, place, descending, start } = select(repository.rows(), call.query);
  const { page, links, previous } = byCursor(rows, place, descending, call);
  const shown = (row) => world.present(repository, row, version);
  return { body: page.map(shown), links, start, previous: previous && shown(previous), address: call };
}

function find({ repository, number }) {
  const row = repository.find(number);
  if (repository.deletedNumbers.has(number)) throw problem.issueDeleted();
  if (repository.transferred.has(number)) throw problem.moved(301, repository.transferred.get(number));
  if (row && !repository.has_issues && !isPull(row)) throw problem.issuesDisabled();
  if (!row) throw problem.notFound();
  return row;
}

function oneIssue(call) {
  return { body: call.world.present(call.repository, find(call), call.version), modified: true };
}

function classic(call, rows) {
  const { page, links } = byNumber(rows, call);
  return { body: page, links };
}

const visible = (related, who) => related && (!related.home.private || who.seesPrivate);

/** Related issues the caller may read; the others are counted in the summary and missing here. */
function related(call, kind) {
  const all = call.world.relations(call.repository, find(call).number)[kind];
  const shown = all.filter((one) => visible(one, call.who));
  return classic(call, shown.map(({ home, row }) => call.world.present(home, row, call.version)));
}

function parent(call) {
  const found = call.world.relations(call.repository, find(call).number).parent;
  if (!visible(found, call.who)) throw problem.notFound();
  return { body: call.world.present(found.home, found.row, call.version), modified: true };
}

/** The comments given for an issue, or as many plain ones as its row counts. */
function comments(call) {
  const row = find(call);
  const given = call.repository.comments[row.number] ?? Array.from({ length: row.comments }, () => ({}));
  return given.map((comment, index) => {
    const id = row.id * 100 + index;
    return {
      url: `${row.repository_url}/issues/comments/${id}`, html_url: `${row.html_url}#issuecomment-${id}`,
      issue_url: row.url, id, node_id: `IC_test${id}`, user: user("commenter"), created_at: row.created_at,
      updated_at: row.created_at, author_association: "NONE", body: `Comment ${index + 1}.`, ...comment,
    };
  });
}

function pulls({ repository, query }) {
  const state = query.get("state") ?? "open";
  return repository.issues
    .filter((row) => isPull(row) && (state === "all" || row.state === state))
    .map((row) => ({
      url: row.pull_request.url, id: row.id, node_id: row.node_id, html_url: row.html_url, issue_url: row.url,
      number: row.number, state: row.state, locked: row.locked, title: row.title, user: row.user, body: row.body,
      labels: row.labels, assignees: row.assignees, milestone: row.milestone, draft: row.draft ?? false,
      created_at: row.created_at, updated_at: row.updated_at, closed_at: row.closed_at,
      merged_at: row.pull_request.merged_at ?? null,
    }));
}

function rateLimit({ limits, who, version }) {
  const { limit, remaining, used, reset } = limits.budget(who);
  const core = { limit, used, remaining, reset };
  const full = (most) => ({ limit: most, used: 0, remaining: most, reset });
  const resources = { core, search: full(who.token ? 30 : 10), graphql: full(who.token ? 5000 : 0) };
  return version >= "2026-03-10" ? { resources } : { resources, rate: core };
}
