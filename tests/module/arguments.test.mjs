// Arguments of every other kind: an Error that names the argument, and nothing changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, find, hasProblems, holding, item, NOW, Orchestrator, refuses } from "./support.mjs";

const NO_TIMES = { nothing: undefined, null: null, "a number": 5, "a Date": new Date(), "an object": {}, "a list": [], "a function": () => NOW, "a symbol": Symbol("x"), "a million letters": "x".repeat(1e6) };
const TAKE_A_TIME = {
  harvest: (o, now) => o.harvest({ source: "work_items", items: [] }, now), preview: (o, now) => o.preview(now), dispatch: (o, now) => o.dispatch(now),
  runCycle: (o, now) => o.runCycle(now), advance: (o, now) => o.advance(now), decide: (o, now) => o.decide("a", { kind: "approve" }, now),
  endWork: (o, now) => o.endWork("a", true, now), undo: (o, now) => o.undo(now), setConfig: (o, now) => o.setConfig({}, now), dashboard: (o, now) => o.dashboard(now),
};
each(NO_TIMES, "what is no time is refused by every method that takes one", (now) => {
  const orchestrator = holding([item("a")]);
  const was = orchestrator.journal();
  for (const call of Object.values(TAKE_A_TIME)) refuses(() => call(orchestrator, now), /^now: expected a time such as 2026-01-31T09:00:00Z, got /);
  assert.equal(orchestrator.journal(), was);
});

test("an id, a flag and a journal are named too", () => {
  const orchestrator = holding([item("a")]);
  refuses(() => orchestrator.explain(5), /^id: expected text, got a number/);
  refuses(() => orchestrator.decide({}, { kind: "approve" }, NOW), /^id: /);
  refuses(() => orchestrator.endWork("a", "yes", NOW), /^done: expected true or false, got text/);
  refuses(() => orchestrator.decide("a", {}, NOW), /^decision\.kind: expected "approve", "adjust" or "override", got nothing/);
  refuses(() => orchestrator.decide("a", { kind: "approve", note: 5 }, NOW), /^decision\.note: expected text, got 5/);
  refuses(() => Orchestrator.fromJournal(5), /^journal: expected text/);
  refuses(() => orchestrator.harvest({ get source() { throw new Error("boom"); } }, NOW), /^input\.source: .*boom/);
});

test("a list with a huge length is not read", () => {
  const huge = [];
  huge.length = 2 ** 32 - 1;
  refuses(() => new Orchestrator({ themes: huge }), /^config\.themes: .*4294967295/);
  const orchestrator = new Orchestrator();
  refuses(() => orchestrator.harvest({ source: "work_items", items: huge }, NOW), /^input\.items: .*4294967295/);
  hasProblems(orchestrator.harvest({ source: "work_items", items: [item("a", { tags: huge })] }, NOW), [/^items\[0\]\.tags: .*4294967295/]);
  assert.deepEqual(find(orchestrator, "a").tags, []);
});

test("a getter that throws costs its field, and the whole record where nothing else names it", () => {
  const boom = () => {
    throw new Error("boom");
  };
  const orchestrator = new Orchestrator();
  const report = orchestrator.harvest({ source: "work_items", items: [{ get id() { return boom(); } }, { id: "b", get tags() { return boom(); } }, item("c")] }, NOW);
  hasProblems(report, [/^items\[0\]: .*boom.*left out/, /^items\[1\]\.tags: .*boom.*left empty/]);
  assert.deepEqual(report.ids, ["b", "c"]);
});

test("a row of issues that cannot be kept is told once, with the reason", () => {
  let deep = {};
  for (let level = 0; level < 1_000; level++) deep = { deep };
  const report = new Orchestrator().harvest({ source: "github", repo: "a/b", issues: [deep, { number: 2, title: "t", extra() {} }, () => {}] }, NOW);
  report.problems.sort((one, other) => (one.where < other.where ? -1 : 1));
  hasProblems(report, [/^issues\[0\]: .*nested/, /^issues\[1\]\.extra: a function/, /^issues\[2\]: a function.*left out/]);
  assert.deepEqual(report.ids, ["a/b#2"]);
});

test("what is read may call back, though not without end", () => {
  const orchestrator = new Orchestrator();
  let inner = 0;
  const again = { id: "again", get description() { return inner++, orchestrator.harvest({ source: "work_items", items: [again] }, NOW), orchestrator.state(), "x"; } };
  orchestrator.harvest({ source: "work_items", items: [again, item("last")] }, NOW);
  assert.ok(inner > 1 && inner < 100, `${inner} times`);
  assert.deepEqual(orchestrator.workItems().map((item) => item.id).sort(), ["again", "last"]);
});

test("a Date is the time it stands for", () => {
  const orchestrator = holding([item("a", { created_date: new Date("2026-01-05T00:00:00Z") })]);
  assert.equal(find(orchestrator, "a").created_date, "2026-01-05T00:00:00Z");
});

test("a file of many letters is read as it is, wherever it is cut", () => {
  const description = "🚀".repeat(300_000);
  const text = JSON.stringify([{ id: "x", description: `a${description}`, urgency_level: 2 }]);
  const orchestrator = new Orchestrator();
  orchestrator.harvest({ source: "file", name: "x.json", text }, NOW);
  assert.equal(find(orchestrator, "x").description, `a${description}`);
});
