// What a program finds when it loads the module.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, holding, initSync, item, NOW, Orchestrator, seen, wasm } from "./support.mjs";

const METHODS = {
  config: 0, harvest: 2, dispatch: 1, runCycle: 1, workItems: 0, explain: 1, decide: 3, dashboard: 1, state: 0, journal: 0,
};
const declared = readFileSync(new URL("autonomous_orchestrator.d.ts", folder), "utf8");

test("every method of the contract is there, with its arguments, and declared", () => {
  for (const [name, count] of Object.entries(METHODS)) {
    assert.equal(Orchestrator.prototype[name]?.length, count, name);
    assert.match(declared, new RegExp(`^    ${name}\\(`, "m"));
  }
  for (const [name, count] of Object.entries({ defaultConfig: 0, fromJournal: 1 })) {
    assert.equal(Orchestrator[name]?.length, count, name);
    assert.match(declared, new RegExp(`^    static ${name}\\(`, "m"));
  }
});

test("what the engine cannot do yet is absent and not made up", () => {
  for (const name of ["forecast", "risks", "performance"]) {
    assert.equal(Orchestrator.prototype[name], undefined, name);
    assert.doesNotMatch(declared, new RegExp(`^    ${name}\\(`, "m"));
  }
});

test("loading it once more is no harm", () => {
  const before = holding([item("a")]);
  const was = seen(before);
  initSync({ module: wasm() });
  assert.deepEqual(seen(before), was);
});

test("orchestrators know nothing of each other", () => {
  const config = { thresholds: { confidence: 0.9 } };
  const [one, other] = [new Orchestrator(config), new Orchestrator()];
  const was = seen(other);
  config.thresholds.confidence = 0.1;
  one.harvest({ source: "work_items", items: [item("a"), item("b", { confidence_score: 0.7 })] }, NOW);
  one.runCycle(NOW);
  assert.equal(one.config().thresholds.confidence, 0.9);
  assert.deepEqual(seen(other), was);
  const copy = Orchestrator.fromJournal(one.journal());
  copy.decide("b", { kind: "approve" }, NOW);
  assert.deepEqual(one.state().active_escalations, ["b"]);
});

test("what was handed over belongs to the caller", () => {
  const orchestrator = holding([item("a", { tags: ["x"] })]);
  const was = seen(orchestrator);
  for (const value of Object.values(seen(orchestrator))) {
    for (const key of Object.keys(value)) delete value[key];
  }
  orchestrator.workItems()[0].tags.push("y");
  assert.deepEqual(seen(orchestrator), was);
});

test("one that was freed answers with an error and leaves the others as they are", () => {
  const [freed, other] = [holding([item("a")]), holding([item("b")])];
  freed.free();
  assert.throws(() => freed.state(), Error);
  assert.equal(other.state().total_work_items, 1);
});
