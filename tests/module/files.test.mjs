// Files: what they are is told by their content, and one bad line costs no other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, find, NOW, Orchestrator, plain, problems } from "./support.mjs";

const lines = (records) => records.map((record) => JSON.stringify(record)).join("\n");
const run = (task, status, confidence, error) => ({
  timestamp: "2026-01-05T10:00:00Z", workflow_name: "Nightly", task_key: task, action_type: "search_web",
  result: { ...(error && { error }), reflection: { status, summary: "done", confidence, potential_issues: error ? [error] : [] } },
});
const FULL = { description: "x", urgency_level: 4, effort_estimate: 1 };
const issue = { title: "One", state: "open", created_at: "2026-01-01T00:00:00Z", labels: [], repository_url: "https://api.github.com/repos/a/b" };

const KINDS = {
  "an IAR log": {
    text: lines([run("load", "Success", 0.9), run("ask", "Failure", 0.1, "No key found"), run("guess", "Success", 0.4)]),
    kind: /IAR log/, source: "iar", read: 3, items: [/ask.*No key found/, /guess.*0\.40/],
  },
  "an IAR report": {
    text: JSON.stringify({ workflow: "W", phases: [{ phase: "A", status: "failed", error: "No key found" }, { phase: "B", status: "success" }] }),
    kind: /IAR document/, source: "iar", items: [/A fails.*No key found/],
  },
  "a text log": {
    text: "[2026-01-02 03:04:05] ERROR db: connection lost\n[2026-01-02 03:04:06] INFO db: fine\n",
    kind: /text log/, source: "iar", read: 2, items: [/connection lost/],
  },
  "a protocol document": {
    text: "# Plan\n\n- [ ] Write it\n- [x] Read it\n\n## Future Enhancements\n\n- Faster\n1. **Better**: more\n\n## Next Steps\n- Ask Ada\n\n```\n- [ ] not this\n```\n",
    kind: /protocol document/, source: "protocol", items: [/Ask Ada/, /Better/, /Faster/, /Write it/],
  },
  "work items as a list": { text: JSON.stringify([{ id: "A", ...FULL }, { id: "B", ...FULL }]), kind: /work items/, source: "work_items", read: 2, items: [/x/, /x/] },
  "work items line by line": { text: lines([{ id: "A", ...FULL }, { id: "B", ...FULL }]), kind: /work items/, source: "work_items", read: 2, items: [/x/, /x/] },
  "one work item": { text: JSON.stringify({ id: "A", ...FULL }), kind: /work items/, source: "work_items", read: 1, items: [/x/] },
  "wrapped work items": { text: JSON.stringify({ work_items: [{ id: "A", ...FULL }] }), kind: /work items/, source: "work_items", read: 1, items: [/x/] },
  "a list of issues": {
    text: JSON.stringify([{ ...issue, number: 1 }, { ...issue, number: 2, pull_request: { url: "https://api.github.com/repos/a/b/pulls/2" } }]),
    kind: /GitHub issues of a\/b/, source: "work_items", read: 2, items: [/One/],
  },
  "a table": { text: "id,title,status,priority\n1,Do it,open,high\n2,Done,closed,low\n", kind: /table/, source: "work_items", read: 2, items: [/Do it/, /Done/] },
  "issues of beads": {
    text: lines([1, 2].map((at) => ({ id: `bd-${at}`, title: "T", status: "open", priority: at, issue_type: "bug", created_at: "2026-01-01T00:00:00Z" }))),
    kind: /beads/, source: "work_items", read: 2, items: [/T/, /T/],
  },
  "tasks of Task Master": {
    text: JSON.stringify({ master: { tasks: [{ id: 1, title: "T", status: "pending", dependencies: [] }, { id: 2, title: "U", status: "pending", dependencies: [1] }] } }),
    kind: /Task Master/, source: "work_items", read: 2, items: [/T/, /U/],
  },
};
each(KINDS, "a file is read as", ({ text, kind, source, read, items }) => {
  const readAs = (name) => {
    const orchestrator = new Orchestrator();
    const report = plain(orchestrator.harvest({ source: "file", name, text }, NOW));
    return [report, orchestrator.workItems()];
  };
  const [report, found] = readAs("upload");
  assert.match(report.kind, kind);
  assert.deepEqual(problems(report), []);
  if (read) assert.equal(report.read, read);
  assert.equal(report.added, items.length);
  const descriptions = found.map((item) => item.description).sort();
  for (const [at, words] of items.entries()) assert.match(descriptions[at] ?? "", words);
  for (const item of found) assert.equal(item.source.kind, source);
  assert.equal(readAs("misleading.exe")[0].kind, report.kind);
});

each(KINDS, "a file that is read again adds nothing", ({ text }) => {
  const orchestrator = new Orchestrator();
  const input = { source: "file", name: "upload", text };
  const first = orchestrator.harvest(input, NOW);
  const items = orchestrator.workItems();
  const again = orchestrator.harvest(input, NOW);
  assert.deepEqual([again.added, again.updated, again.ids], [0, 0, first.ids]);
  assert.deepEqual(orchestrator.workItems(), items);
});

each({
  "of the REST API": [{ number: 2, title: "Two", state: "closed", html_url: "https://github.com/a/b/pull/2", url: "https://api.github.com/repos/a/b/pulls/2",
    created_at: "2026-01-01T00:00:00Z", merged_at: "2026-01-02T00:00:00Z", base: { repo: { full_name: "a/b" } } }],
  "of the command line": [{ number: 2, title: "Two", state: "MERGED", url: "https://github.com/a/b/pull/2", createdAt: "2026-01-01T00:00:00Z", mergedAt: "2026-01-02T00:00:00Z" }],
}, "merged pull requests are history and no work items", (list) => {
  const orchestrator = new Orchestrator();
  const report = orchestrator.harvest({ source: "file", name: "pulls.json", text: JSON.stringify(list) }, NOW);
  assert.deepEqual([orchestrator.workItems(), report.completed], [[], 1]);
});

each({
  nothing: ["", /empty/], "white space": [" \n\t ", /empty/], bytes: ["PK\u0003\u0004\u0000\u0001\u0002".repeat(50), /no text/],
  prose: ["Dear all, nothing here.", /accepted are/], "JSON without work": ['{"colour":"red","sizes":[1,2]}', /accepted are/],
}, "a file that holds no work says so", ([text, words]) => {
  const report = new Orchestrator().harvest({ source: "file", name: "x", text }, NOW);
  assert.equal(report.added, 0);
  assert.equal(problems(report).length, 1);
  assert.match(report.problems[0].message, words);
});

test("two bad lines in a hundred are two problems that name their lines", () => {
  const good = Array.from({ length: 100 }, (_, at) => JSON.stringify(run(`task_${at}`, "Failure", 0.9, `Cause ${"abcdefghij"[at % 10]}${"klmnopqrst"[Math.floor(at / 10)]}`)));
  good[41] = '{"timestamp": "2026-';
  good[76] = "%%%";
  const orchestrator = new Orchestrator();
  const report = orchestrator.harvest({ source: "file", name: "run.jsonl", text: good.join("\n") }, NOW);
  assert.deepEqual(problems(report).map((problem) => problem.split(":")[0]), ["line 42", "line 77"]);
  assert.deepEqual([report.read, report.added], [100, 98]);
});

each({
  "cut off": ['[{"id":"A","description":"x","urgency_level":2},{"id":"B","description":"y","urgency_level":2},{"id":"C","descr', ["A", "B"]],
  "with NaN": ['[{"id":"A","description":"x","effort_estimate":NaN,"urgency_level":2}]', ["A"]],
  "with comments and a comma too many": ['[{"id":"A","description":"x","urgency_level":2}, // first\n]', ["A"]],
}, "JSON is read as far as it makes sense,", ([text, ids]) => {
  const orchestrator = new Orchestrator();
  const report = orchestrator.harvest({ source: "file", name: "x.json", text }, NOW);
  assert.ok(problems(report).length > 0);
  assert.deepEqual(report.ids, ids);
  plain(orchestrator.workItems());
});

test("work items in a file are read as those that are handed over", () => {
  const records = [{ id: "A", description: "says little", status: "pending" }, { id: "B", description: "x", urgency_level: 9, tags: ["user"] }];
  const [file, handed] = [new Orchestrator(), new Orchestrator()];
  const report = file.harvest({ source: "file", name: "x.json", text: JSON.stringify(records) }, NOW);
  const expected = handed.harvest({ source: "work_items", items: records }, NOW);
  const counts = ({ read, added, problems, ids }) => ({ read, added, problems, ids });
  assert.deepEqual(counts(report), counts(expected));
  const bare = (orchestrator) => orchestrator.workItems().map(({ source, ...rest }) => rest);
  assert.deepEqual(bare(file), bare(handed));
});

test("markup in a text stays text and is never lost without a word", () => {
  const orchestrator = new Orchestrator();
  const text = "# Next Steps\n\n- Say <b>hello</b> to <img src=x onerror=alert(1)> all\n- <img src=x onerror=alert(1)>\n";
  const report = orchestrator.harvest({ source: "file", name: "x.md", text }, NOW);
  for (const { description } of orchestrator.workItems()) assert.doesNotMatch(description, /<\w/);
  const accounted = report.added + report.skipped.reduce((sum, entry) => sum + entry.count, 0) + report.problems.length;
  assert.deepEqual([report.added > 0, accounted >= 2], [true, true]);
});

test("an orchestrator's journal among the files is told what it is for", () => {
  const text = new Orchestrator().journal();
  const report = new Orchestrator().harvest({ source: "file", name: "journal.jsonl", text }, NOW);
  assert.equal(report.added, 0);
  assert.match(problems(report).join(), /journal/);
});

test("twenty megabytes of log are read to the end", () => {
  const padding = "x".repeat(2_000);
  const record = (at) => JSON.stringify({ ...run(`task_${at % 5}`, "Failure", 0.9, "No key found"), padding });
  const text = Array.from({ length: 9_000 }, (_, at) => record(at)).join("\n");
  const orchestrator = new Orchestrator();
  const report = orchestrator.harvest({ source: "file", name: "big.jsonl", text }, NOW);
  assert.deepEqual([report.read, report.added], [9_000, 5]);
  assert.equal(find(orchestrator, report.ids[0]).occurrences, 1_800);
});
