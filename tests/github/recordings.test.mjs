// The stand-in against recorded exchanges with the real API. The recordings lie beside the repository, not in it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { join } from "node:path";
import { ask, links, numbers, walk } from "./client.mjs";
import { isPull, issue } from "./issue.mjs";
import { completeIssue } from "./recordings.mjs";
import { start } from "./server.mjs";
import { tokens } from "./tokens.mjs";

const folder = fileURLToPath(new URL("../../../shared/data/github/", import.meta.url));
const present = existsSync(join(folder, "recordings", "exchanges.json"));
const skip = present ? false : `no recordings in ${folder}`;
const read = (...path) => JSON.parse(readFileSync(join(folder, ...path), "utf8"));
const exchanges = present ? read("recordings", "exchanges.json") : [];
const facts = present ? Object.entries(read("expected.json").files) : [];

const recorded = (status, url, year) =>
  exchanges.find((one) => one.status === status && url.test(one.url) && (one.headers.date ?? "").includes(String(year)));

// How the connection is framed is no matter of the API.
const TRANSPORT = ["connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"];
const names = (headers, ...but) => Object.keys(headers).filter((name) => ![...TRANSPORT, ...but].includes(name)).sort();
const keys = (object) => Object.keys(object).sort();

const NAME = "acme/rocket";
const definition = {
  issues: [issue(NAME, { number: 2 }), issue(NAME, { number: 1, comments: 2 })],
  blockedBy: { 2: [1] },
  subIssues: { 1: [2] },
};
const options = { repositories: { [NAME]: definition, "acme/old": { renamedTo: NAME }, "acme/empty": [] } };

async function serve(t) {
  const server = await start(options);
  t.after(() => server.close());
  return server;
}

const recordings = present ? await start({ dataDir: folder }) : null;
after(() => recordings?.close());

const ISSUE = /EnricoMi\/PyGithub\/issues\/24$/;
const BLOCKERS = /EnricoMi\/PyGithub\/issues\/24\/dependencies\/blocked_by$/;

const HEADERS = [
  ["an issue", 200, ISSUE, 2026, `/repos/${NAME}/issues/2`, tokens.valid],
  ["a list of blockers", 200, BLOCKERS, 2026, `/repos/${NAME}/issues/2/dependencies/blocked_by`, tokens.valid],
  ["an issue list with a Link", 200, /issues\?per_page=1$/, 2024, `/repos/${NAME}/issues?per_page=1`, tokens.classic],
  ["an anonymous redirect", 301, /Phishing-Detection$/, 2023, "/repos/acme/old"],
  // Recorded a month before the API had versions.
  ["a missing page", 404, /artifacts\/396724439$/, 2022, "/repos/acme/nothing", tokens.classic, ["x-github-api-version-selected"]],
];

for (const [what, status, url, year, path, token, but = []] of HEADERS) {
  test(`${what} has the header names of the recorded one`, { skip }, async (t) => {
    const real = recorded(status, url, year);
    const own = await ask(await serve(t), path, { token });
    assert.equal(own.status, status);
    assert.deepEqual(names(own.headers, ...but), names(real.headers, ...but));
  });
}

test("an answer that has not changed has the header names of the recorded one", { skip }, async (t) => {
  const server = await serve(t);
  const { headers } = await ask(server, `/repos/${NAME}`, { token: tokens.classic });
  const own = await ask(server, `/repos/${NAME}`, { token: tokens.classic, headers: { "if-none-match": headers.etag } });
  const real = exchanges.find((one) => one.status === 304);
  assert.equal(own.status, 304);
  assert.deepEqual(names(own.headers), names(real.headers));
});

const VALUES = ["access-control-expose-headers", "access-control-allow-origin", "vary", "cache-control", "x-github-media-type",
  "strict-transport-security", "referrer-policy", "content-security-policy", "content-type", "x-accepted-github-permissions"];

test("the fixed headers of an issue have the recorded values", { skip }, async (t) => {
  const real = recorded(200, ISSUE, 2026);
  const own = await ask(await serve(t), `/repos/${NAME}/issues/2`, { token: tokens.valid });
  for (const name of VALUES) assert.equal(own.headers[name], real.headers[name], name);
});

const BODIES = [
  ["an issue", `/repos/${NAME}/issues/2`, () => recorded(200, ISSUE, 2026).body, ["type", "parent_issue_url"]],
  ["a repository", `/repos/${NAME}`, () => recorded(200, /^\/repositories\/1000$/, 2017).body, []],
  ["a redirect", "/repos/acme/old", () => recorded(301, /Phishing-Detection$/, 2023).body, []],
  ["an error", "/repos/acme/nothing", () => recorded(409, /merge-upstream$/, 2025).body, []],
  ["the rate limit", "/rate_limit", () => recorded(200, /^\/rate_limit$/, 2018).body, []],
];

for (const [what, path, body, added] of BODIES) {
  test(`${what} has the keys of the recorded one`, { skip }, async (t) => {
    const own = await ask(await serve(t), path, { token: tokens.valid });
    assert.deepEqual(keys(own.body).filter((key) => !added.includes(key)), keys(body()));
  });
}

test("users are restored as the recordings' own script restores them", { skip }, async () => {
  const { hydrateIssue } = await import(pathToFileURL(join(folder, "hydrate.mjs")));
  for (const [file] of facts) {
    for (const row of read(file)) assert.deepEqual(completeIssue(row), hydrateIssue(row), `${file} #${row.number}`);
  }
});

for (const [file, expected] of facts) {
  test(`${expected.repository} is served whole, with the counts known of it`, { skip }, async () => {
    const server = recordings;
    const pages = await walk(server, `/repos/${expected.repository}/issues?state=all&per_page=100`, { token: tokens.valid });
    const rows = pages.flatMap(({ body }) => body);
    const counts = {
      items: new Set(numbers(pages)).size,
      pull_requests: rows.filter(isPull).length,
      issues_open: rows.filter((row) => !isPull(row) && row.state === "open").length,
      issues_closed: rows.filter((row) => !isPull(row) && row.state === "closed").length,
      pages_per_100_state_all: pages.length,
      null_body: rows.filter((row) => row.body === null).length,
    };
    for (const [name, count] of Object.entries(counts)) assert.equal(count, expected[name], `${file} ${name}`);
    assert.equal(rows.length, expected.items);
    const since = await walk(
      server,
      `/repos/${expected.repository}/issues?state=all&per_page=100&since=${expected.updated_median}`,
      { token: tokens.valid },
    );
    assert.equal(numbers(since).length, expected.items_updated_since_median);
    for (const [label] of expected.top_labels.slice(0, 3)) {
      const sameLabel = expected.top_labels.filter(([name]) => name.toLowerCase() === label.toLowerCase());
      const count = sameLabel.reduce((sum, [, one]) => sum + one, 0);
      const query = new URLSearchParams({ labels: label, state: "all", per_page: "100" });
      const labelled = await walk(server, `/repos/${expected.repository}/issues?${query}`, { token: tokens.valid });
      assert.equal(labelled.flatMap(({ body }) => body).filter((row) => !isPull(row)).length, count, label);
    }
    const { body } = await ask(server, `/repos/${expected.repository}`, { token: tokens.valid });
    assert.equal(body.open_issues_count, expected.items_open);
    if (expected.repository_id) assert.equal(body.id, expected.repository_id);
  });
}

test("a recorded first page links the way the real one does", { skip }, async () => {
  const { next } = links(await ask(recordings, "/repos/huggingface/datasets/issues?state=all&per_page=100"));
  const start = "https://api.github.com/repositories/250213286/issues?state=all&per_page=100&page=2&after=Y3Vyc29yOnYyOpLP";
  assert.ok(next.startsWith(start), next);
});

test("a pinned comment's user is restored too", () => {
  const { pinned_comment } = completeIssue({ pinned_comment: { id: 1, user: { login: "amara", id: 7 } } });
  assert.equal(pinned_comment.user.html_url, "https://github.com/amara");
});
