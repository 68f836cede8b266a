// Harvesting issues in the shape of GitHub's REST API.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, find, hasProblems, NOW, Orchestrator, plain, refuses } from "./support.mjs";

const REPO = "acme/rocket";
const row = (number, more) => ({
  number, title: `Issue ${number}`, state: "open", body: null, labels: [], html_url: `https://github.com/${REPO}/issues/${number}`,
  created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-02T00:00:00Z", closed_at: null, ...more,
});
const closed = (number, more) => row(number, { state: "closed", state_reason: "completed", closed_at: "2026-01-05T00:00:00Z", ...more });
const pull = (number, more) =>
  row(number, { html_url: `https://github.com/${REPO}/pull/${number}`, pull_request: { url: `https://api.github.com/repos/${REPO}/pulls/${number}` }, ...more });
const harvest = (orchestrator, issues, more) => plain(orchestrator.harvest({ source: "github", repo: REPO, issues, ...more }, NOW));
const skipped = (report, what) => report.skipped.filter((entry) => entry.what === what).reduce((sum, entry) => sum + entry.count, 0);

test("issues are counted, pull requests among them are not", () => {
  const orchestrator = new Orchestrator();
  const rows = [row(1), pull(2), closed(3), pull(4, { state: "closed" }), row(5, { pull_request: null }), pull(6, { draft: true })];
  const report = harvest(orchestrator, rows);
  assert.deepEqual([report.read, report.added, report.completed, skipped(report, "pull requests")], [6, 2, 1, 3]);
  hasProblems(report, []);
  assert.deepEqual(orchestrator.workItems().map((item) => item.id), [`${REPO}#1`, `${REPO}#5`]);
  const { total_work_items, completed_items, pending_items } = orchestrator.state();
  assert.deepEqual([total_work_items, completed_items, pending_items], [3, 1, 2]);
  for (const { what, why, count } of report.skipped) assert.ok(what && why && count > 0);
});

test("an issue keeps what it says", () => {
  const orchestrator = new Orchestrator();
  const labels = ["docs", { name: "security" }, { id: 3, name: "Ärger 🚀", color: "fff", description: null }];
  harvest(orchestrator, [row(12, { title: "Upload stalls", body: "Since *Monday*.", labels, assignees: [{ login: "ada" }], milestone: { title: "Spring" } })]);
  const item = plain(find(orchestrator, `${REPO}#12`));
  assert.deepEqual(
    [item.description, item.details, item.tags, item.assignees, item.milestone, item.status, item.created_date, item.updated_date],
    ["Upload stalls", "Since *Monday*.", ["docs", "security", "Ärger 🚀"], ["ada"], "Spring", "pending", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]);
  assert.deepEqual([item.source.kind, item.source.name, item.source.url], ["github", REPO, `https://github.com/${REPO}/issues/12`]);
});

test("labels become urgency, and say why", () => {
  const orchestrator = new Orchestrator();
  harvest(orchestrator, [row(1, { labels: ["P0"] }), row(2), row(3, { labels: ["good first issue"] })]);
  assert.equal(orchestrator.workItems()[0].id, `${REPO}#1`);
  assert.equal(find(orchestrator, `${REPO}#1`).urgency_level, 5);
  const urgency = orchestrator.explain(`${REPO}#1`).terms.find((term) => term.name === "urgency_bonus");
  assert.match(urgency.because, /P0/);
});

test("merged pull requests are history: they satisfy dependencies and are no work", () => {
  const pulls = [{ number: 20, title: "Merged", state: "closed", merged_at: "2026-01-03T00:00:00Z" }, { number: 21, title: "Open", state: "open", merged_at: null }];
  const orchestrator = new Orchestrator();
  const report = harvest(orchestrator, [row(1, { body: "Blocked by #20" }), row(2, { body: "Blocked by #21" })], { pulls });
  assert.equal(report.completed, 1);
  assert.equal(orchestrator.state().total_work_items, 2);
  const { dispatched_items, blocked_items } = orchestrator.preview(NOW);
  assert.deepEqual([dispatched_items.map((entry) => entry.item_id), blocked_items.map((entry) => entry.item_id)], [[`${REPO}#1`], [`${REPO}#2`]]);
});

each({
  null: [null, /^issues\[1\]: .*object/], text: ["text", /^issues\[1\]: .*object/], "a number": [7, /^issues\[1\]: .*object/], "a list": [[], /^issues\[1\]: .*object/],
  "an empty object": [{}, /^issues\[1\]: .*number/], "a number in letters": [row("nine"), /^issues\[1\]: .*number/],
  "a number below 0": [row(-9), /^issues\[1\]: .*number/], "half a number": [row(9.5), /^issues\[1\]: .*number/], "no number": [row(NaN), /^issues\[1\]: .*number/],
  "a function": [() => {}, /^issues\[1\]: /], "a symbol": [Symbol("x"), /^issues\[1\]: /],
}, "a row that is no issue is one problem, and the others are kept", ([bad, words]) => {
  const report = harvest(new Orchestrator(), [row(1), bad, row(2)]);
  hasProblems(report, [words]);
  assert.deepEqual([report.read, report.ids], [3, [`${REPO}#1`, `${REPO}#2`]]);
});

each({
  "a title of null": { title: null }, "a body that is a number": { body: 5 }, "labels that are text": { labels: "bug" }, "labels of every sort": { labels: [null, 5, { name: 5 }, {}, "docs"] },
  "a state nobody knows": { state: "weird" }, "dates that are none": { created_at: "never", updated_at: 5, closed_at: [] }, "assignees that are null": { assignees: null, assignee: null },
  "a milestone that is text": { milestone: "Spring" }, "a user that is gone": { user: null }, "fields nobody knows": { new_thing: { deep: [1] }, type: 5, issue_field_values: "x" },
  "an address of another sort": { html_url: "javascript:alert(1)" },
}, "an odd issue is kept all the same", (more) => {
  const orchestrator = new Orchestrator();
  const report = harvest(orchestrator, [row(1, more)]);
  assert.deepEqual(report.ids, [`${REPO}#1`]);
  const item = plain(find(orchestrator, `${REPO}#1`));
  assert.ok(item.description.length > 0);
  assert.doesNotMatch(item.source.url ?? "", /javascript/);
});

test("a pull request that cannot be read is a problem", () => {
  const report = harvest(new Orchestrator(), [row(1)], { pulls: [null, 5, { title: "no number", merged_at: "2026-01-03T00:00:00Z" }] });
  hasProblems(report, [/^pulls\[0\]: /, /^pulls\[1\]: /, /^pulls\[2\]: .*number/]);
  assert.equal(report.added, 1);
});

test("harvesting again follows the issues: closed, opened again, renamed", () => {
  const orchestrator = new Orchestrator();
  harvest(orchestrator, [row(1), row(2), row(3)]);
  const again = harvest(orchestrator, [closed(1), row(2, { title: "Renamed" }), row(3)]);
  assert.deepEqual([again.added, again.updated, again.completed, again.unchanged], [0, 1, 1, 1]);
  assert.deepEqual([find(orchestrator, `${REPO}#1`).status, find(orchestrator, `${REPO}#2`).description], ["completed", "Renamed"]);
  harvest(orchestrator, [row(1), row(2, { title: "Renamed" }), row(3)]);
  assert.equal(find(orchestrator, `${REPO}#1`).status, "pending");
  assert.equal(orchestrator.state().total_work_items, 3);
});

test("a row that comes twice is one issue", () => {
  const report = harvest(new Orchestrator(), [row(1), row(2), row(1)]);
  assert.deepEqual([report.added, skipped(report, "repeated rows")], [2, 1]);
});

each({
  "an address": "https://github.com/acme/rocket", "an address of its issues": "https://github.com/acme/rocket/issues", "an address with .git": "https://github.com/acme/rocket.git",
  "no scheme": "github.com/acme/rocket", spaces: " acme/rocket ",
}, "a repository may be named by", (repo) => {
  const report = new Orchestrator().harvest({ source: "github", repo, issues: [row(1)] }, NOW);
  assert.deepEqual([report.source, report.ids], [REPO, [`${REPO}#1`]]);
});

each({ "a word": "nope", nothing: "", "three parts": "a/b/c", "another host": "https://example.com/a/b", "a path": "../../etc" },
  "what is no repository's name is refused", (repo) => refuses(() => new Orchestrator().harvest({ source: "github", repo, issues: [] }, NOW), /repository/));
