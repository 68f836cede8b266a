import assert from "node:assert/strict";
import { test } from "node:test";
import { backlog } from "./backlog.mjs";
import { isPull } from "./issue.mjs";

const NAME = "acme/rocket";
const { issues, blockedBy, subIssues } = backlog(NAME, 120);
const row = (number) => issues.find((one) => one.number === number);

test("the same seed gives the same backlog, another seed another one", () => {
  assert.deepEqual(backlog(NAME, 120), { issues, blockedBy, subIssues });
  assert.notDeepEqual(backlog(NAME, 120, { seed: 2 }).issues, issues);
});

test("numbers and ids are unique, newest first, and nothing ends before it begins", () => {
  assert.deepEqual(issues.map(({ number }) => number), Array.from({ length: 120 }, (_, index) => 120 - index));
  assert.equal(new Set(issues.map(({ id }) => id)).size, 120);
  for (const one of issues) {
    assert.ok(one.created_at <= one.updated_at, `#${one.number} was updated before it was created`);
    assert.equal(one.state === "closed", one.closed_at !== null, `#${one.number}`);
    assert.ok(one.closed_at === null || (one.created_at <= one.closed_at && one.closed_at <= one.updated_at), `#${one.number}`);
  }
});

const SHAPES = {
  "labels as strings": (one) => typeof one.labels[0] === "string",
  "labels as objects": (one) => one.labels[0]?.name !== undefined,
  "no labels": (one) => one.labels.length === 0,
  "a label with a slash and an accent": (one) => one.labels.some((label) => label.name === "état/à vérifier"),
  "no body": (one) => one.body === null,
  "an empty body": (one) => one.body === "",
  "CRLF in the body": (one) => one.body?.includes("\r\n"),
  "LF alone in the body": (one) => /[^\r]\n/.test(one.body ?? ""),
  "no user": (one) => one.user === null,
  "a bot": (one) => one.user?.type === "Bot" && one.user.login.endsWith("[bot]"),
  "an emoji in the title": (one) => /\p{Extended_Pictographic}/u.test(one.title),
  "a pull request": (one) => isPull(one) && one.draft !== undefined,
  "pull_request null on an issue": (one) => one.pull_request === null,
  "pull_request with null URLs on an issue": (one) => one.pull_request?.url === undefined && one.pull_request?.html_url === null,
  "no pull_request": (one) => !("pull_request" in one),
  "an id over 32 bits": (one) => one.id > 0xffff_ffff,
  "an id within 32 bits": (one) => one.id <= 0xffff_ffff,
  "sub_issues_summary": (one) => one.sub_issues_summary !== undefined,
  "no sub_issues_summary": (one) => one.sub_issues_summary === undefined,
  "issue_dependencies_summary": (one) => one.issue_dependencies_summary !== undefined,
  "a milestone that is due": (one) => one.milestone?.due_on,
  "a milestone without a date": (one) => one.milestone && one.milestone.due_on === null,
  "reactions": (one) => one.reactions?.total_count > 0,
  "no reactions key": (one) => !("reactions" in one),
  "a type": (one) => one.type?.name === "Bug",
  "a field value": (one) => one.issue_field_values?.[0].single_select_option.name === "High",
  "closed as completed": (one) => one.state_reason === "completed",
  "closed as not planned": (one) => one.state_reason === "not_planned",
  "closed as a duplicate": (one) => one.state_reason === "duplicate",
  "reopened": (one) => one.state === "open" && one.state_reason === "reopened",
  "no state_reason key": (one) => !("state_reason" in one),
  "blocked by another in words": (one) => /Blocked by #\d+\./.test(one.body ?? ""),
  "a dependency on another repository": (one) => one.body?.includes("elsewhere/secret#4"),
  "a task list": (one) => /- \[x\] #\d+\r?\n- \[ \] #\d+/.test(one.body ?? ""),
  "dependency words inside code": (one) => one.body?.includes("```\nblocked by") || one.body?.includes("```\r\nblocked by"),
};

for (const [shape, has] of Object.entries(SHAPES)) {
  test(`a hundred issues include ${shape}`, () => assert.ok(issues.some(has)));
}

test("relations join issues that are there, and one that is not", () => {
  const targets = [...Object.values(blockedBy), ...Object.values(subIssues)].flat();
  assert.ok(targets.includes("elsewhere/secret#4"));
  for (const target of targets.filter(Number.isInteger)) assert.ok(row(target) && !isPull(row(target)), `#${target}`);
  assert.ok(Object.keys(subIssues).length > 0);
});
