// Which rows a query gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, numbers, walk } from "./client.mjs";
import { LIST, rocket, serve, token } from "./setup.mjs";

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
