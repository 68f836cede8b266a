// What a browser and a token may do, and how often: CORS, conditional requests, limits, versions, tokens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Agent } from "node:https";
import { ask } from "./client.mjs";
import { Limits } from "./limits.mjs";
import { few, LIST, NAME, NOON, serve, token } from "./setup.mjs";
import { anonymous, tokens } from "./tokens.mjs";

const preflight = (server, headers, path = LIST) =>
  ask(server, path, {
    method: "OPTIONS",
    headers: {
      origin: "http://127.0.0.1:8080",
      "access-control-request-method": "GET",
      "access-control-request-headers": headers,
    },
  });

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

test("the same body has another tag in another version", async (t) => {
  const server = await serve(t);
  const tags = [];
  for (const version of ["2022-11-28", "2026-03-10"]) {
    tags.push((await ask(server, "/versions", { headers: { "x-github-api-version": version } })).headers.etag);
  }
  assert.notEqual(tags[0], tags[1]);
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

const TAGS = [
  ["the tag", (tag) => tag, 304],
  ["its strong form", (tag) => tag.slice(2), 304],
  ["a list", (tag) => `"x", ${tag}`, 304],
  ["a star", () => "*", 304],
  ["another", () => 'W/"x"', 200],
];
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

test("more than 900 requests in one minute meet the secondary limit, until the next minute", () => {
  let now = Date.parse(NOON);
  const limits = new Limits(() => now);
  for (let count = 0; count < 900; count += 1) limits.check(anonymous, 1);
  assert.throws(() => limits.check(anonymous, 1), { status: 403, headers: { "retry-after": "60" } });
  now += 60_000;
  limits.check(anonymous, 1);
});

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
