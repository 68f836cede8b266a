// Recorded lists and logs through the module, where they lie beside the project.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { NOW, Orchestrator, plain } from "./support.mjs";

const data = new URL("../../../shared/data/", import.meta.url);
const read = (path) => readFileSync(new URL(path, data), "utf8");
const recorded = (folder) => {
  const isThere = existsSync(new URL(`${folder}/expected.json`, data));
  return { skip: isThere ? false : `no recordings in ../shared/data/${folder}`, files: isThere ? Object.entries(JSON.parse(read(`${folder}/expected.json`)).files) : [] };
};

const github = recorded("github");
test("recorded issues: every count is exact", github, () => {
  for (const [file, expected] of github.files) {
    const orchestrator = new Orchestrator();
    const issues = JSON.parse(read(`github/${file}`));
    const harvest = () => orchestrator.harvest({ source: "github", repo: expected.repository, issues }, NOW);
    const report = plain(harvest());
    const state = orchestrator.state();
    const pulls = report.skipped.filter(({ what }) => what === "pull requests").reduce((sum, { count }) => sum + count, 0);
    assert.deepEqual(
      [report.read, pulls, report.added, state.total_work_items, report.problems],
      [expected.items, expected.pull_requests, expected.issues_open, expected.issues, []], file);
    assert.deepEqual([orchestrator.workItems().length, state.completed_items], [expected.issues_open, expected.issues_closed], file);
    plain(orchestrator.runCycle(NOW));
    const again = harvest();
    assert.deepEqual([again.added, again.updated, again.completed], [0, 0, 0], `${file}, once more`);
    const restored = Orchestrator.fromJournal(orchestrator.journal());
    const items = orchestrator.workItems();
    for (const [at, item] of restored.workItems().entries()) assert.deepEqual({ ...item, details: "" }, { ...items[at], details: "" }, file);
    assert.deepEqual(restored.dashboard(NOW), orchestrator.dashboard(NOW), file);
  }
});

const iar = recorded("iar");
test("recorded logs and documents: as many items as a careful reader expects", iar, () => {
  const misses = [];
  for (const [file, { harvest: { expected_min, expected_max }, facts }] of iar.files) {
    const orchestrator = new Orchestrator();
    const input = { source: "file", name: file, text: read(`iar/${file}`) };
    const report = plain(orchestrator.harvest(input, NOW));
    const open = orchestrator.workItems().filter((item) => item.status !== "completed").length;
    if (open < expected_min || open > expected_max) misses.push(`${file}: ${open} of ${expected_min} to ${expected_max}`);
    if (expected_max === 0) assert.equal(open, 0, file);
    if (facts?.malformed_lines) {
      const lines = report.problems.map(({ where }) => /^line (\d+)$/.exec(where)?.[1]).filter(Boolean).map(Number);
      assert.deepEqual(lines, facts.malformed_lines, file);
    }
    assert.deepEqual([orchestrator.harvest(input, NOW).added, orchestrator.state().total_work_items >= open], [0, true], file);
  }
  assert.ok(misses.length <= iar.files.length / 10, misses.join("\n"));
});
