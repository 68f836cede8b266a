import assert from "node:assert/strict";
import { test } from "node:test";
import { Agent } from "node:https";
import { backlog } from "./backlog.mjs";
import { ask, links, numbers, walk } from "./client.mjs";
import { KINDS } from "./faults.mjs";
import { isPull, issue } from "./issue.mjs";
import { decodeCursor, encodeCursor } from "./paging.mjs";
import { start } from "./server.mjs";
import { tokens } from "./tokens.mjs";

const NAME = "acme/rocket";
const LIST = `/repos/${NAME}/issues`;
const NOON = "2026-11-02T12:00:00Z";
const rocket = backlog(NAME, 250);
const token = tokens.valid;

async function serve(t, options) {
  const server = await start({ repositories: { [NAME]: structuredClone(rocket) }, now: NOON, ...options });
  t.after(() => server.close());
  return server;
}

const few = (count, fields = {}) => Array.from({ length: count }, (_, index) => issue(NAME, { number: count - index, created_at: `2026-01-${String(count - index).padStart(2, "0")}T00:00:00Z`, ...fields }));

// ---------------------------------------------------------------------------------------------- pages by cursor

test("a cursor is written as GitHub writes it", () => {
  const known = "Y3Vyc29yOnYyOpLPAAABoFmkg8jPAAAAATwx-hQ=";
  assert.deepEqual(decodeCursor(known), { key: 1788210349000, id: 5304875540 });
  assert.equal(encodeCursor({ key: 1788210349000, id: 5304875540 }), known);
  for (const id of [0, 1, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER]) {
    assert.deepEqual(decodeCursor(encodeCursor({ key: 1, id })), { key: 1, id });
  }
  for (const nonsense of ["", "nonsense", known.slice(0, -8)]) assert.equal(decodeCursor(nonsense), null);
});

const KEYS = { created: (row) => Date.parse(row.created_at), updated: (row) => Date.parse(row.updated_at), comments: (row) => row.comments };

for (const [sort, key] of Object.entries(KEYS)) {
  for (const direction of ["desc", "asc"]) {
    test(`all pages by ${sort}, ${direction}, give every row once, in order, there and back`, async (t) => {
      const server = await serve(t);
      const sign = direction === "desc" ? -1 : 1;
      const sorted = [...rocket.issues].sort((left, right) => sign * (key(left) - key(right) || left.id - right.id));
      for (const size of [100, 33, 250]) {
        const pages = await walk(server, `${LIST}?state=all&sort=${sort}&direction=${direction}&per_page=${size}`, { token });
        assert.deepEqual(numbers(pages), sorted.map((row) => row.number));
        assert.equal(pages.length, Math.ceil(250 / Math.min(100, size)));
        const previous = links(pages.at(-1)).prev;
        const back = await walk(server, previous, { token, relation: "prev" });
        assert.deepEqual(numbers(back.reverse()), numbers(pages.slice(0, -1)));
      }
    });
  }
}

test("links keep the caller's query letter for letter, and name no first or last page", async (t) => {
  const server = await serve(t);
  const page = await ask(server, `${LIST}?state=all&page=1&per_page=100`, { token });
  const { next } = links(page);
  assert.deepEqual(Object.keys(links(page)), ["next"]);
  assert.match(next, /^https:\/\/api\.github\.com\/repositories\/700000000\/issues\?state=all&per_page=100&page=2&after=[\w-]+(%3D)*$/);
  const second = await ask(server, next, { token });
  assert.deepEqual(Object.keys(links(second)).sort(), ["next", "prev"]);
  assert.match(links(second).prev, /\?state=all&per_page=100&page=1&before=[\w-]+(%3D)*$/);
  assert.match(links(second).next, /\?state=all&per_page=100&page=3&after=[\w-]+(%3D)*$/);
  const odd = await ask(server, `${LIST}?state=all&since=2012-01-01T00%3a00:00Z&per_page=1`, { token });
  assert.match(links(odd).next, /\?state=all&since=2012-01-01T00%3a00:00Z&per_page=1&page=2&after=/);
});

const SIZES = [["", 30], ["per_page=7", 7], ["per_page=100", 100], ["per_page=5000", 100], ["per_page=0", 1], ["per_page=-3", 1], ["per_page=x", 30]];
for (const [query, size] of SIZES) {
  test(`"${query}" gives ${size} rows`, async (t) => {
    assert.equal((await ask(await serve(t), `${LIST}?state=all&${query}`)).body.length, size);
  });
}

const DEPTHS = [["page=100&per_page=100", 422], ["page=99&per_page=100", 200], ["page=334&per_page=30", 422], ["page=3&per_page=100", 200]];
for (const [query, status] of DEPTHS) {
  test(`${query} without a cursor answers ${status}`, async (t) => {
    const { status: own, body } = await ask(await serve(t), `${LIST}?state=all&${query}`);
    assert.equal(own, status);
    if (status === 422) assert.match(body.message, /use cursor based pagination/);
  });
}

test("rows that come or go between pages neither repeat nor hide others", async (t) => {
  const open = rocket.issues.filter((row) => row.state === "open").map((row) => row.number);
  const server = await serve(t, { faults: [{ at: 2, fault: "inserted" }, { at: 3, fault: "closed", number: open[5] }] });
  assert.deepEqual(numbers(await walk(server, `${LIST}?per_page=40`, { token })), open);
  assert.deepEqual(server.control.repository(NAME).issues[0].number, 251);
});

// --------------------------------------------------------------------------------------------------- classic pages

test("comments are paged by number, with first and last", async (t) => {
  const server = await serve(t, { repositories: { [NAME]: [issue(NAME, { number: 1, comments: 25 })] } });
  const at = (page) => `https://api.github.com/repositories/700000000/issues/1/comments?per_page=10&page=${page}`;
  const pages = await walk(server, `${LIST}/1/comments?per_page=10`);
  assert.deepEqual(pages.map(links), [
    { next: at(2), last: at(3) },
    { prev: at(1), next: at(3), last: at(3), first: at(1) },
    { prev: at(2), first: at(1) },
  ]);
  assert.equal(new Set(pages.flatMap(({ body }) => body.map(({ id }) => id))).size, 25);
  assert.deepEqual(links(await ask(server, `${LIST}/1/comments?per_page=25`)), {});
});

// --------------------------------------------------------------------------------------------------------- filters

const labelled = (...wanted) => (row) => wanted.every((name) => row.labels.some((one) => (one.name ?? one) === name));
const FILTERS = [
  ["", (row) => row.state === "open"],
  ["state=closed", (row) => row.state === "closed"],
  ["state=all", () => true],
  ["state=all&labels=bug", labelled("bug")],
  ["state=all&labels=BUG", labelled("bug")],
  ["state=all&labels=bug,enhancement", labelled("bug", "enhancement")],
  ["state=all&labels=%C3%A9tat%2F%C3%A0%20v%C3%A9rifier", labelled("état/à vérifier")],
  ["state=all&since=2026-06-01T00:00:00Z", (row) => row.updated_at >= "2026-06-01T00:00:00Z"],
  [`state=all&since=${rocket.issues[9].updated_at}`, (row) => row.updated_at >= rocket.issues[9].updated_at],
  ["state=all&assignee=none", (row) => row.assignees.length === 0],
  ["state=all&assignee=*", (row) => row.assignees.length > 0],
  ["state=all&assignee=eun-ji", (row) => row.assignees[0]?.login === "Eun-Ji"],
  ["state=all&creator=amara", (row) => row.user?.login === "amara"],
  ["state=all&milestone=2", (row) => row.milestone?.number === 2],
  ["state=all&milestone=none", (row) => !row.milestone],
  ["state=all&type=bug", (row) => row.type?.name === "Bug"],
  ["state=all&type=*", (row) => row.type],
  ["state=all&issue_field_values=priority:high", (row) => row.issue_field_values?.[0].value === "High"],
  ["state=all&labels=no-such-label", () => false],
];
for (const [query, chosen] of FILTERS) {
  test(`the list asked with "${query}" holds the rows it should`, async (t) => {
    const own = numbers(await walk(await serve(t), `${LIST}?per_page=100&${query}`, { token }));
    assert.deepEqual(own, rocket.issues.filter(chosen).map((row) => row.number));
    if (!query.includes("no-such")) assert.ok(own.length > 0, "the case tests nothing");
  });
}

for (const query of ["state=opne", "sort=age", "direction=down", "since=yesterday", "since=2026-01-01", "after=nonsense"]) {
  test(`the list refuses "${query}"`, async (t) => {
    const { status, body } = await ask(await serve(t), `${LIST}?${query}`);
    assert.equal(status, 422);
    assert.deepEqual([body.message, body.errors[0].field], ["Validation Failed", query.split("=")[0]]);
  });
}

// ------------------------------------------------------------------------------------------------------- endpoints

const ENDPOINTS = [
  [`/repos/${NAME}`, 200, (body) => body.full_name === NAME && body.id === 700_000_000],
  ["/repos/ACME/Rocket", 200, (body) => body.full_name === NAME],
  ["/repositories/700000000", 200, (body) => body.full_name === NAME],
  ["/repositories/700000000/issues", 200, (body) => body.length === 30],
  ["/repos/Acme/ROCKET/issues?per_page=3", 200, (body) => body.length === 3],
  [`${LIST}/3`, 200, (body) => body.number === 3],
  [`${LIST}/9999`, 404],
  [`${LIST}/3/parent`, 404],
  [`/repos/${NAME}/labels?per_page=100`, 200, (body) => body.some(({ name }) => name === "kind/bug") && body.every(({ url }) => url)],
  [`/repos/${NAME}/pulls?state=all&per_page=100`, 200, (body) => body.length === 50 && body.every((row) => "merged_at" in row)],
  [`/repos/${NAME}/pulls?per_page=100`, 200, (body) => body.length > 0 && body.every(({ state }) => state === "open")],
  ["/versions", 200, (body) => body.includes("2026-03-10")],
  ["/rate_limit", 200, (body) => body.resources.core.limit === 60],
  [`/repos/${NAME}/`, 404],
  [`${LIST}/`, 404],
  ["/repos/acme", 404],
  ["/repos/acme/nothing/issues", 404],
  ["/repositories/1", 404],
  [`/repos/${NAME}/stargazers`, 404],
  ["/", 404],
];
for (const [path, status, holds = (body) => body.message === "Not Found" && body.status === "404"] of ENDPOINTS) {
  test(`GET ${path} answers ${status}`, async (t) => {
    const own = await ask(await serve(t), path);
    assert.equal(own.status, status);
    assert.ok(holds(own.body), own.text.slice(0, 300));
  });
}

test("pull requests are in the list, and in the count of open issues", async (t) => {
  const server = await serve(t);
  const rows = (await walk(server, `${LIST}?per_page=100`, { token })).flatMap(({ body }) => body);
  assert.ok(rows.some(isPull) && !rows.every(isPull));
  assert.equal((await ask(server, `/repos/${NAME}`)).body.open_issues_count, rows.length);
});

test("HEAD answers as GET does, without the body", async (t) => {
  const server = await serve(t);
  const [get, head] = [await ask(server, LIST, { token }), await ask(server, LIST, { token, method: "HEAD" })];
  assert.deepEqual([head.status, head.text, head.headers.etag, head.headers.link], [200, "", get.headers.etag, get.headers.link]);
});

test("large answers are compressed and of unstated length, like GitHub's", async (t) => {
  const server = await serve(t);
  const [plain, packed] = [await ask(server, LIST), await ask(server, LIST, { headers: { "accept-encoding": "gzip, br" } })];
  assert.deepEqual([packed.headers["content-encoding"], packed.headers["content-length"]], ["gzip", undefined]);
  assert.equal(packed.text, plain.text);
});

// ------------------------------------------------------------------------------------------------------- relations

const related = {
  [NAME]: { issues: few(6), blockedBy: { 2: [1, 3, "acme/secret#1", "acme/nothing#4"] }, subIssues: { 5: [1, 6] } },
  "acme/secret": { issues: [issue("acme/secret", { number: 1 })], blockedBy: { 1: [`${NAME}#3`] }, private: true },
};

test("relations are served as whole issues, those of other repositories only to who may read them", async (t) => {
  const server = await serve(t, { repositories: related });
  const at = async (path, options) => (await ask(server, `${LIST}/${path}`, options)).body;
  const urls = (rows) => rows.map((row) => row.url.replace("https://api.github.com/repos/", ""));
  assert.deepEqual(urls(await at("2/dependencies/blocked_by", { token })), [`${NAME}/issues/1`, `${NAME}/issues/3`, "acme/secret/issues/1"]);
  assert.deepEqual(urls(await at("2/dependencies/blocked_by")), [`${NAME}/issues/1`, `${NAME}/issues/3`]);
  assert.deepEqual(urls(await at("3/dependencies/blocking", { token })), [`${NAME}/issues/2`, "acme/secret/issues/1"]);
  assert.deepEqual(urls(await at("3/dependencies/blocking")), [`${NAME}/issues/2`]);
  assert.deepEqual(urls(await at("5/sub_issues")), [`${NAME}/issues/1`, `${NAME}/issues/6`]);
  assert.equal((await at("6/parent")).number, 5);
  assert.deepEqual(await at("4/dependencies/blocked_by"), []);
});

test("summaries count what is open, and follow when a blocker is closed", async (t) => {
  const server = await serve(t, { repositories: related });
  const row = async (number) => (await ask(server, `${LIST}/${number}`)).body;
  assert.deepEqual((await row(2)).issue_dependencies_summary, { blocked_by: 4, total_blocked_by: 4, blocking: 0, total_blocking: 0 });
  server.control.repository(NAME).close(1);
  assert.deepEqual((await row(2)).issue_dependencies_summary, { blocked_by: 3, total_blocked_by: 4, blocking: 0, total_blocking: 0 });
  assert.deepEqual((await row(1)).issue_dependencies_summary, { blocked_by: 0, total_blocked_by: 0, blocking: 1, total_blocking: 1 });
  assert.deepEqual((await row(5)).sub_issues_summary, { total: 2, completed: 1, percent_completed: 50 });
  assert.equal((await row(1)).parent_issue_url, `https://api.github.com/repos/${NAME}/issues/5`);
});

// ------------------------------------------------------------------------------------------------------------ CORS

const preflight = (server, headers, path = LIST) =>
  ask(server, path, { method: "OPTIONS", headers: { origin: "http://127.0.0.1:8080", "access-control-request-method": "GET", "access-control-request-headers": headers } });

const ASKED = [
  ["authorization,x-github-api-version,if-none-match", []],
  ["X-Requested-With", []],
  ["traceparent", ["traceparent"]],
  ["authorization, x-trace-id", ["x-trace-id"]],
];
for (const [headers, refused] of ASKED) {
  test(`a preflight for "${headers}" allows ${refused.length ? "not all of it" : "all of it"}`, async (t) => {
    const server = await serve(t);
    const own = await preflight(server, headers);
    assert.equal(own.status, 204);
    const allowed = own.headers["access-control-allow-headers"].toLowerCase().split(", ");
    assert.deepEqual(headers.toLowerCase().split(/, ?/).filter((name) => !allowed.includes(name)), refused);
    assert.deepEqual(server.control.journal[0].refused, refused);
    assert.equal(own.headers["access-control-allow-methods"], "GET, POST, PATCH, PUT, DELETE");
    assert.equal(own.headers["access-control-max-age"], "86400");
    assert.equal(own.headers["access-control-allow-origin"], "*");
  });
}

test("a preflight never depends on what it is asked, spends nothing and meets no fault", async (t) => {
  const server = await serve(t, { faults: [{ next: 1, fault: "not-found" }] });
  const answers = [await preflight(server, "x-a"), await preflight(server, "authorization", "/nowhere")];
  assert.equal(new Set(answers.map(({ headers }) => headers["access-control-allow-headers"])).size, 1);
  assert.equal(server.control.budget().used, 0);
  assert.equal(server.control.pendingFaults, 1);
});

const ERRORS = [
  ["/nowhere", {}, 404],
  [LIST, { token: tokens.expired }, 401],
  [LIST, { token: tokens.noIssues }, 403],
  [`${LIST}?page=100&per_page=100`, {}, 422],
  [LIST, { headers: { "x-github-api-version": "v3" } }, 400],
];
for (const [path, options, status] of ERRORS) {
  test(`a ${status} can be read by the page like any answer`, async (t) => {
    const server = await serve(t);
    const [fine, wrong] = [await ask(server, LIST), await ask(server, path, options)];
    assert.equal(wrong.status, status);
    for (const name of ["access-control-allow-origin", "access-control-expose-headers"]) {
      assert.equal(wrong.headers[name], fine.headers[name]);
    }
    assert.match(wrong.headers["content-type"], /^application\/json/);
    assert.match(wrong.headers["x-ratelimit-limit"], /^\d+$/);
  });
}

// ------------------------------------------------------------------------------------------ conditional requests

test("an unchanged page answers 304 without body, type or Link, and free of charge with a token", async (t) => {
  const server = await serve(t);
  const first = await ask(server, LIST, { token });
  const again = await ask(server, LIST, { token, headers: { "if-none-match": first.headers.etag } });
  assert.ok(first.headers.link);
  assert.deepEqual(
    [again.status, again.text, again.headers.link, again.headers["content-type"], again.headers.etag],
    [304, "", undefined, undefined, first.headers.etag],
  );
  assert.equal(server.control.budget(token).used, 1);
});

test("an unchanged page costs an anonymous caller as much as any", async (t) => {
  const server = await serve(t);
  const { headers } = await ask(server, LIST);
  const again = await ask(server, LIST, { headers: { "if-none-match": headers.etag } });
  assert.deepEqual([again.status, again.headers["x-ratelimit-used"]], [304, "2"]);
});

test("a tag belongs to one body, one version and one token", async (t) => {
  const server = await serve(t);
  const version = { "x-github-api-version": "2026-03-10" };
  const tag = async (options) => (await ask(server, LIST, options)).headers.etag;
  const before = await tag({ token });
  const tags = [before, await tag(), await tag({ token: tokens.readOnly }), await tag({ token, headers: version })];
  server.control.repository(NAME).edit(249, { title: "Another title" });
  tags.push(await tag({ token }));
  assert.equal(new Set(tags).size, 5);
  for (const one of tags) assert.match(one, /^W\/"[0-9a-f]{64}"$/);
  assert.equal((await ask(server, LIST, { token, headers: { "if-none-match": before } })).status, 200);
});

const TAGS = [["the tag", (tag) => tag, 304], ["its strong form", (tag) => tag.slice(2), 304], ["a list", (tag) => `"x", ${tag}`, 304], ["a star", () => "*", 304], ["another", () => 'W/"x"', 200]];
for (const [what, make, status] of TAGS) {
  test(`If-None-Match with ${what} answers ${status}`, async (t) => {
    const server = await serve(t);
    const { headers } = await ask(server, LIST);
    assert.equal((await ask(server, LIST, { headers: { "if-none-match": make(headers.etag) } })).status, status);
  });
}

test("an empty list has a strong tag", async (t) => {
  const server = await serve(t, { repositories: { [NAME]: [] } });
  assert.match((await ask(server, LIST)).headers.etag, /^"[0-9a-f]{64}"$/);
});

// ---------------------------------------------------------------------------------------------------- rate limits

test("sixty anonymous requests an hour, then 403 until the hour is over", async (t) => {
  let now = Date.parse(NOON);
  const server = await serve(t, { now: () => now, repositories: { [NAME]: few(1) } });
  const reset = String(now / 1000 + 3600);
  const first = await ask(server, LIST);
  const rate = ({ headers }) => ["limit", "remaining", "used", "reset", "resource"].map((name) => headers[`x-ratelimit-${name}`]);
  assert.deepEqual(rate(first), ["60", "59", "1", reset, "core"]);
  server.control.spend(58);
  assert.equal((await ask(server, LIST)).status, 200);
  const over = await ask(server, LIST);
  assert.deepEqual([over.status, ...rate(over)], [403, "60", "0", "60", reset, "core"]);
  assert.match(over.body.message, /^API rate limit exceeded for 127\.0\.0\.1/);
  const meta = await ask(server, "/rate_limit");
  assert.deepEqual([meta.status, meta.body.resources.core.remaining, meta.body.rate.remaining], [200, 0, 0]);
  assert.equal((await ask(server, LIST, { token })).headers["x-ratelimit-limit"], "5000");
  now += 3600_000;
  assert.equal((await ask(server, LIST)).status, 200);
});

test("the hundred and first request at once meets the secondary limit", async (t) => {
  const server = await serve(t);
  const { control } = server;
  control.next(100, "slow");
  const agent = new Agent();
  const slow = Array.from({ length: 100 }, () => ask(server, `${LIST}/1`, { token, agent }));
  await control.until((entries) => entries.length === 100);
  const over = await ask(server, `${LIST}/1`, { token });
  assert.deepEqual([over.status, over.headers["retry-after"]], [403, "60"]);
  assert.match(over.body.message, /secondary rate/);
  assert.ok(Number(over.headers["x-ratelimit-remaining"]) > 0);
  control.release();
  assert.deepEqual(new Set((await Promise.all(slow)).map(({ status }) => status)), new Set([200]));
  assert.equal(control.mostInFlight, 101);
});

// -------------------------------------------------------------------------------------------------------- versions

test("the newer version drops assignee, the null pull_request and the old rate", async (t) => {
  const server = await serve(t, { repositories: { [NAME]: few(1, { assignees: ["amara"], pull_request: null }) } });
  const at = (path, version) => ask(server, path, { headers: version && { "x-github-api-version": version } });
  for (const version of [undefined, "2022-11-28"]) {
    const { body: [row], headers } = await at(LIST, version);
    assert.deepEqual([row.assignee.login, row.pull_request, headers["x-github-api-version-selected"]], ["amara", null, "2022-11-28"]);
  }
  const { body: [row], headers } = await at(LIST, "2026-03-10");
  assert.deepEqual(["assignee" in row, "pull_request" in row, row.assignees[0].login], [false, false, "amara"]);
  assert.equal(headers["x-github-api-version-selected"], "2026-03-10");
  assert.ok(!("rate" in (await at("/rate_limit", "2026-03-10")).body));
  assert.match((await at(LIST, "2019-01-01")).body.message, /"2019-01-01", is not a supported version/);
});

// ---------------------------------------------------------------------------------------------- tokens and access

const ACCESS = [
  // token, of the public list, of the private list, of a write
  [undefined, 200, 404, 401],
  ["valid", 200, 200, 404],
  ["classic", 200, 200, 404],
  ["readOnly", 200, 200, 403],
  ["publicOnly", 200, 404, 403],
  ["noIssues", 403, 403, 403],
  ["saml", 403, 404, 403],
  ["expired", 401, 401, 401],
];
for (const [name, open, hidden, write] of ACCESS) {
  test(`with ${name ? `the token ${name}` : "no token"}: ${open}, ${hidden} of a private repository, ${write} on writing`, async (t) => {
    const server = await serve(t, { repositories: { [NAME]: few(1), "acme/secret": { issues: [], private: true } } });
    const options = { token: tokens[name] };
    const answers = [
      await ask(server, LIST, options),
      await ask(server, "/repos/acme/secret/issues", options),
      await ask(server, `${LIST}/1/labels`, { ...options, method: "POST" }),
    ];
    assert.deepEqual(answers.map(({ status }) => status), [open, hidden, write]);
  });
}

test("a token never seen is a bad credential, and shows the anonymous budget", async (t) => {
  const { status, body, headers } = await ask(await serve(t), LIST, { token: "ghp_nobody" });
  assert.deepEqual([status, body.message, headers["x-ratelimit-limit"]], [401, "Bad credentials", "60"]);
});

test("single sign-on says where to sign on", async (t) => {
  const { headers, body } = await ask(await serve(t), LIST, { token: tokens.saml });
  assert.match(headers["x-github-sso"], /^required; url=https:\/\//);
  assert.match(body.message, /SAML enforcement/);
});

// -------------------------------------------------------------------------------------------- kinds of repository

const KINDS_OF_REPOSITORY = [
  ["deleted", { deleted: true }, LIST, 410],
  ["blocked", { blocked: true }, LIST, 451],
  ["without issues, one of them asked for", { has_issues: false }, `${LIST}/1`, 410],
  ["without issues, its pull request asked for", { has_issues: false }, `${LIST}/2`, 200],
];
for (const [what, options, path, status] of KINDS_OF_REPOSITORY) {
  test(`a repository ${what} answers ${status}`, async (t) => {
    const issues = [issue(NAME, { number: 2, pull_request: true }), issue(NAME, { number: 1 })];
    const own = await ask(await serve(t, { repositories: { [NAME]: { issues, ...options } } }), path);
    assert.equal(own.status, status);
    if (status === 451) assert.equal(own.body.block.reason, "dmca");
  });
}

test("a repository without issues lists its pull requests alone", async (t) => {
  const server = await serve(t, { repositories: { [NAME]: { ...rocket, has_issues: false } } });
  const rows = (await walk(server, `${LIST}?state=all`, { token })).flatMap(({ body }) => body);
  assert.equal(rows.length, 50);
  assert.ok(rows.every(isPull));
  assert.equal((await ask(server, `/repos/${NAME}`)).body.has_issues, false);
});

test("a renamed repository redirects by id, with the query, and 307 for what is no GET", async (t) => {
  const server = await serve(t, { repositories: { [NAME]: { issues: few(1), id: 42, labels: ["extra"] }, "acme/old": { renamedTo: NAME } } });
  const location = "https://api.github.com/repositories/42/issues?state=all";
  const get = await ask(server, "/repos/Acme/Old/issues?state=all");
  assert.deepEqual([get.status, get.headers.location, get.body.url, get.body.message], [301, location, location, "Moved Permanently"]);
  assert.equal((await ask(server, "/repos/acme/old/issues?state=all", { method: "POST", token })).status, 307);
  assert.equal((await ask(server, get.headers.location)).body[0].number, 1);
  assert.deepEqual((await ask(server, `/repos/${NAME}/labels`)).body.map(({ name }) => name), ["extra"]);
});

// -------------------------------------------------------------------------------------- changes between harvests

test("an issue can be added, closed, reopened, edited and deleted, and each change comes first by update", async (t) => {
  const server = await serve(t, { repositories: { [NAME]: few(3) } });
  const repository = server.control.repository("ACME/rocket");
  const first = async () => (await ask(server, `${LIST}?state=all&sort=updated`)).body[0];
  const STEPS = [
    [() => repository.add({ title: "New", labels: ["bug"] }), { number: 4, title: "New", state: "open" }],
    [() => repository.close(2, "not_planned"), { number: 2, state: "closed", state_reason: "not_planned" }],
    [() => repository.reopen(2), { number: 2, state: "open", state_reason: "reopened", closed_at: null }],
    [() => repository.edit(1, { title: "Edited" }), { number: 1, title: "Edited" }],
    [() => repository.add({ pull_request: true }), { number: 5 }],
  ];
  let since = NOON;
  for (const [change, expected] of STEPS) {
    change();
    const row = await first();
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, row[key]])), expected);
    assert.ok(row.updated_at >= since);
    const news = await ask(server, `${LIST}?state=all&since=${row.updated_at}`);
    assert.deepEqual(news.body.map(({ number }) => number), [expected.number]);
    since = row.updated_at;
  }
  repository.delete(3);
  assert.equal((await ask(server, `${LIST}/3`)).status, 410);
  assert.deepEqual(numbers([await ask(server, `${LIST}?state=all`)]).sort(), [1, 2, 4, 5]);
  assert.throws(() => repository.close(99), /has no issue 99/);
});

// ---------------------------------------------------------------------------------------------------------- faults

const REFUSALS = [
  ["primary", {}, 403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Date.parse(NOON) / 1000 + 60), "retry-after": undefined }, /API rate limit exceeded/],
  ["primary", { resetIn: -30 }, 403, { "x-ratelimit-reset": String(Date.parse(NOON) / 1000 - 30) }, /API rate limit exceeded/],
  ["retry-after", { seconds: 7 }, 429, { "retry-after": "7" }, /secondary rate/],
  ["retry-now", {}, 429, { "retry-after": "0" }, /secondary rate/],
  ["secondary", {}, 403, { "retry-after": undefined, "x-ratelimit-remaining": "60" }, /secondary rate/],
  ["bad-credentials", {}, 401, {}, /Bad credentials/],
  ["not-found", {}, 404, {}, /Not Found/],
  ["gone", {}, 410, {}, /deleted/],
  ["blocked", {}, 451, {}, /access blocked/],
  ["server-error", {}, 500, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
  ["bad-gateway", {}, 502, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
  ["unavailable", {}, 503, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
  ["html", {}, 200, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
];
for (const [fault, options, status, headers, text] of REFUSALS) {
  test(`the fault "${fault}" ${JSON.stringify(options)} answers ${status} as often as asked, readable and free`, async (t) => {
    const server = await serve(t);
    server.control.next(2, fault, options);
    for (const left of [1, 0]) {
      const own = await ask(server, LIST);
      assert.equal(own.status, status);
      assert.match(own.body?.message ?? own.text, text);
      for (const [name, value] of Object.entries(headers)) assert.equal(own.headers[name], value, name);
      assert.equal(own.headers["access-control-allow-origin"], "*");
      assert.equal(server.control.pendingFaults, left);
    }
    const well = await ask(server, LIST);
    assert.deepEqual([well.status, well.headers["x-ratelimit-used"]], [200, "1"]);
    assert.deepEqual(server.control.journal.map((entry) => entry.fault), [fault, fault, null]);
  });
}

const BROKEN = [["dropped", /parse|socket|ECONNRESET/i], ["cut-off", /aborted/]];
for (const [fault, message] of BROKEN) {
  test(`the fault "${fault}" breaks the connection, once`, async (t) => {
    const server = await serve(t, { faults: [{ next: 1, fault }] });
    await assert.rejects(ask(server, LIST), message);
    assert.equal((await ask(server, LIST)).status, 200);
    const [broken, well] = server.control.journal;
    assert.deepEqual([broken.finished, well.finished], [false, true]);
  });
}

test('the fault "truncated" sends the beginning of the JSON as if it were all', async (t) => {
  const server = await serve(t, { faults: [{ next: 1, fault: "truncated" }] });
  const [broken, whole] = [await ask(server, LIST), await ask(server, LIST)];
  assert.equal(broken.status, 200);
  assert.ok(whole.text.startsWith(broken.text) && broken.text.length < whole.text.length);
  assert.throws(() => broken.body, SyntaxError);
});

test('the fault "slow" holds half of the body until it is released', async (t) => {
  const server = await serve(t, { faults: [{ next: 1, fault: "slow" }] });
  let arrived = false;
  const slow = ask(server, LIST).then((own) => ((arrived = true), own));
  await server.control.held();
  const other = await ask(server, LIST);
  assert.equal(arrived, false);
  server.control.release();
  assert.equal((await slow).text, other.text);
});

test("a request given up while it is held is noted as such", async (t) => {
  const server = await serve(t, { faults: [{ next: 1, fault: "slow" }] });
  const agent = new Agent({ keepAlive: true });
  const given = assert.rejects(ask(server, LIST, { agent }), /aborted|hang up/);
  await server.control.held();
  agent.destroy();
  await given;
  await server.control.idle();
  assert.deepEqual([server.control.journal[0].aborted, server.control.journal[0].finished], [true, false]);
});

for (const [base, by] of [[`/repos/${NAME}`, "name"], ["/repositories/700000000", "id"]]) {
  test(`the fault "renamed" moves a repository asked for by ${by} in the middle of its pages`, async (t) => {
    const server = await serve(t, { faults: [{ at: 2, fault: "renamed", to: "acme/saturn" }] });
    await ask(server, `${base}/issues?state=all`);
    const moved = await ask(server, `${base}/issues?state=all&page=2`);
    assert.equal(moved.status, 301);
    const after = await ask(server, moved.headers.location);
    assert.equal(after.status, 200);
    assert.deepEqual(numbers([after]), rocket.issues.slice(30, 60).map((row) => row.number));
    assert.equal((await ask(server, "/repositories/700000000")).body.full_name, "acme/saturn");
    assert.equal((await ask(server, LIST)).status, 301);
    const text = JSON.stringify((await walk(server, "/repos/acme/saturn/issues?state=all", { token })).map(({ body }) => body));
    assert.ok(!text.includes("acme/rocket") && text.includes("repos/acme/saturn/pulls/"));
  });
}

test('the fault "closed" takes an open issue out of the pages still to come', async (t) => {
  const server = await serve(t, { faults: [{ at: 2, fault: "closed" }] });
  const newest = rocket.issues.find((row) => row.state === "open").number;
  await ask(server, `${LIST}?page=2`);
  assert.ok(!numbers([await ask(server, LIST)]).includes(newest));
});

test('the fault "empty-page" loses no row: they all come on the following pages', async (t) => {
  for (const page of [1, 2]) {
    const server = await serve(t, { faults: [{ at: page, fault: "empty-page" }] });
    const pages = await walk(server, `${LIST}?state=all&per_page=100`, { token });
    assert.deepEqual(pages.map(({ body }) => body.length), [100, 100, 50].toSpliced(page - 1, 0, 0));
    assert.deepEqual(numbers(pages), rocket.issues.map((row) => row.number));
  }
});

test('the fault "duplicate-row" repeats the last row of the page before', async (t) => {
  const server = await serve(t, { faults: [{ at: 2, fault: "duplicate-row" }] });
  const pages = await walk(server, `${LIST}?state=all&per_page=100`, { token });
  assert.deepEqual(pages.map(({ body }) => body.length), [100, 101, 50]);
  assert.deepEqual(pages[1].body[0], pages[0].body.at(-1));
});

test("a fault at a page waits for that page of an issue list, and is met once", async (t) => {
  const server = await serve(t);
  server.control.at(2, "bad-gateway");
  const STATUSES = [[LIST, 200], [`/repos/${NAME}/labels?page=2`, 200], [`${LIST}?page=2`, 502], [`${LIST}?page=2`, 200]];
  for (const [path, status] of STATUSES) assert.equal((await ask(server, path)).status, status, path);
});

test("a fault that does not exist is refused by name", async (t) => {
  const server = await serve(t);
  assert.throws(() => server.control.next(1, "gremlins"), /no fault is called "gremlins"; there are primary/);
  await assert.rejects(start({ faults: [{ at: 1, fault: "gremlins" }] }), /gremlins/);
});

test("every fault has been met in these tests", () => {
  const met = [...REFUSALS, ...BROKEN].map(([name]) => name);
  const others = ["truncated", "slow", "renamed", "inserted", "closed", "empty-page", "duplicate-row"];
  assert.deepEqual(new Set([...met, ...others]), new Set(Object.keys(KINDS)));
});

// --------------------------------------------------------------------------------------------------------- journal

test("the journal tells method, URL, headers and order, and finds a token in a URL", async (t) => {
  const server = await serve(t);
  await ask(server, `${LIST}?page=1`, { token, headers: { origin: "http://127.0.0.1:8080", accept: "application/vnd.github+json" } });
  await ask(server, `${LIST}?access_token=${token}`);
  await ask(server, "/versions", { headers: { host: "elsewhere.example" } });
  const [first, second, third] = server.control.journal;
  assert.deepEqual([first.method, first.url, first.origin, first.status], ["GET", `https://api.github.com${LIST}?page=1`, "http://127.0.0.1:8080", 200]);
  assert.deepEqual([first.headers.accept, first.headers.authorization], ["application/vnd.github+json", `Bearer ${token}`]);
  assert.deepEqual([first.tokenInUrl, second.tokenInUrl, third.tokenInUrl], [false, true, false]);
  assert.deepEqual([first.host, third.host], ["api.github.com", "elsewhere.example"]);
  assert.equal(server.control.mostInFlight, 1);
  server.control.clearJournal();
  assert.deepEqual(server.control.journal, []);
});
