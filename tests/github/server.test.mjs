// Endpoints, relations, kinds of repository, changes between harvests, and the journal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, numbers, walk } from "./client.mjs";
import { isPull, issue } from "./issue.mjs";
import { few, LIST, NAME, NOON, rocket, serve, token } from "./setup.mjs";

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

const related = {
  [NAME]: { issues: few(6), blockedBy: { 2: [1, 3, "acme/secret#1", "acme/nothing#4"] }, subIssues: { 5: [1, 6] } },
  "acme/secret": { issues: [issue("acme/secret", { number: 1 })], blockedBy: { 1: [`${NAME}#3`] }, private: true },
};

test("relations are served as whole issues, those of other repositories only to who may read them", async (t) => {
  const server = await serve(t, { repositories: related });
  const at = async (path, options) => (await ask(server, `${LIST}/${path}`, options)).body;
  const urls = (rows) => rows.map((row) => row.url.replace("https://api.github.com/repos/", ""));
  const all = [`${NAME}/issues/1`, `${NAME}/issues/3`, "acme/secret/issues/1"];
  assert.deepEqual(urls(await at("2/dependencies/blocked_by", { token })), all);
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
  const summary = async (number) => Object.values((await row(number)).issue_dependencies_summary);
  assert.deepEqual(Object.keys((await row(2)).issue_dependencies_summary), ["blocked_by", "total_blocked_by", "blocking", "total_blocking"]);
  assert.deepEqual(await summary(2), [4, 4, 0, 0]);
  server.control.repository(NAME).close(1);
  assert.deepEqual(await summary(2), [3, 4, 0, 0]);
  assert.deepEqual(await summary(1), [0, 0, 1, 1]);
  assert.deepEqual((await row(5)).sub_issues_summary, { total: 2, completed: 1, percent_completed: 50 });
  assert.equal((await row(1)).parent_issue_url, `https://api.github.com/repos/${NAME}/issues/5`);
});

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
  const { body } = await ask(server, `/repos/${NAME}`);
  assert.deepEqual([body.has_issues, body.open_issues_count], [false, rows.filter((row) => row.state === "open").length]);
});

test("a renamed repository redirects by id, with the query, and 307 for what is no GET", async (t) => {
  const server = await serve(t, {
    repositories: { [NAME]: { issues: few(1), id: 42, labels: ["extra"] }, "acme/old": { renamedTo: NAME } },
  });
  const location = "https://api.github.com/repositories/42/issues?state=all";
  const get = await ask(server, "/repos/Acme/Old/issues?state=all");
  assert.deepEqual([get.status, get.headers.location, get.body.url, get.body.message], [301, location, location, "Moved Permanently"]);
  assert.equal((await ask(server, "/repos/acme/old/issues?state=all", { method: "POST", token })).status, 307);
  assert.equal((await ask(server, get.headers.location)).body[0].number, 1);
  assert.deepEqual((await ask(server, `/repos/${NAME}/labels`)).body.map(({ name }) => name), ["extra"]);
});

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

test("the journal tells method, URL, headers and order, and finds a token in a URL", async (t) => {
  const server = await serve(t);
  await ask(server, `${LIST}?page=1`, { token, headers: { origin: "http://127.0.0.1:8080", accept: "application/vnd.github+json" } });
  await ask(server, `${LIST}?access_token=${token}`);
  await ask(server, "/versions", { headers: { host: "elsewhere.example" } });
  const [first, second, third] = server.control.journal;
  assert.deepEqual([first.method, first.url, first.status], ["GET", `https://api.github.com${LIST}?page=1`, 200]);
  assert.equal(first.origin, "http://127.0.0.1:8080");
  assert.deepEqual([first.headers.accept, first.headers.authorization], ["application/vnd.github+json", `Bearer ${token}`]);
  assert.deepEqual([first.tokenInUrl, second.tokenInUrl, third.tokenInUrl], [false, true, false]);
  assert.deepEqual([first.host, third.host], ["api.github.com", "elsewhere.example"]);
  assert.equal(server.control.mostInFlight, 1);
  server.control.clearJournal();
  assert.deepEqual(server.control.journal, []);
});
