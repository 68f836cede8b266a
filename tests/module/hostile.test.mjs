// Input made to hurt: it becomes a problem or an error, and the next call works.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, find, hasProblems, holding, item, NOW, Orchestrator, plain, refuses } from "./support.mjs";

const nested = (wrap, depth = 100_000) => {
  let value = 1;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
};
const boom = () => {
  throw new Error("boom");
};
const cycle = { id: "cycle", description: "round and round" };
cycle.self = cycle;
const list = [];
list.push(list);
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const TRAPS = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"];

// What JSON cannot say, or says without end.
const HOSTILE = {
  "an object a hundred thousand deep": nested((value) => ({ id: "deep", value })), "a list a hundred thousand deep": nested((value) => [value]),
  "an object that holds itself": cycle, "a list that holds itself": list,
  "a getter that throws": { id: "x", get description() { return boom(); } },
  "a getter that throws no error": { get id() { throw 5; } }, "a getter that throws nothing": { get id() { throw undefined; } },
  "a Proxy that throws": new Proxy({}, Object.fromEntries(TRAPS.map((trap) => [trap, boom]))),
  ...Object.fromEntries(TRAPS.map((trap) => [`a Proxy that throws on ${trap}`, new Proxy({ id: "x", description: "y" }, { [trap]: boom })])),
  "a revoked Proxy": revoked(), "a list with a getter that throws": Object.defineProperty([1], 0, { get: boom, enumerable: true }),
  "an iterator that throws": { id: "x", [Symbol.iterator]: boom }, "a toJSON that throws": { id: "x", toJSON: boom }, "a toString that throws": { id: { toString: boom } },
  "a generator without end": { id: "x", *[Symbol.iterator]() { for (;;) yield 1; } },
  "a symbol": Symbol("x"), "a function": boom, "a class": class {}, "a regular expression": /a/, "a promise": Promise.resolve(), "a weak map": new WeakMap(),
  bytes: new Uint8Array(1_000), "a big integer": 2n ** 70n, "a wrapped text": new String("x"), "a list of holes": new Array(1_000),
};
/** Whether `work` throws; what it throws must be an Error, and not one about the module's inside. */
function throws(work) {
  try {
    work();
    return false;
  } catch (error) {
    assert.ok(error instanceof Error, `threw ${String(error)}`);
    assert.doesNotMatch(`${error.name}: ${error.message}`, /RuntimeError|recursive use|unreachable|out of bounds|JsValue/);
    return true;
  }
}

each(HOSTILE, "as a work item it costs no other item", (value) => {
  const orchestrator = new Orchestrator();
  const report = plain(orchestrator.harvest({ source: "work_items", items: [item("before"), value, item("after")] }, NOW));
  assert.equal(report.read, 3);
  assert.equal(report.added + report.problems.filter((problem) => problem.where === "items[1]").length >= 3, true);
  assert.deepEqual([find(orchestrator, "before") !== undefined, find(orchestrator, "after") !== undefined], [true, true]);
  plain(orchestrator.workItems());
});

each(HOSTILE, "as an issue it costs no other issue", (value) => {
  const orchestrator = new Orchestrator();
  const issue = (number) => ({ number, title: "t", state: "open" });
  const report = plain(orchestrator.harvest({ source: "github", repo: "a/b", issues: [issue(1), value, issue(3)], pulls: [value] }, NOW));
  assert.deepEqual([report.read, report.ids.slice(0, 1), report.ids.at(-1)], [4, ["a/b#1"], "a/b#3"]);
  for (const place of ["issues[1]", "pulls[0]"]) assert.equal(report.problems.filter((problem) => problem.where === place).length, 1, place);
});

each(HOSTILE, "as a field it does not cost the item", (value) => {
  const orchestrator = new Orchestrator();
  const report = plain(orchestrator.harvest({ source: "work_items", items: [{ ...item("a"), tags: value }, { ...item("b"), unknown: value }] }, NOW));
  assert.deepEqual(report.ids, ["a", "b"]);
});

each(HOSTILE, "in every other place it is refused, and the next call works", (value) => {
  const orchestrator = holding([item("a", { confidence_score: 0 })]);
  orchestrator.runCycle(NOW);
  const was = orchestrator.journal();
  for (const work of [
    () => orchestrator.decide("a", value, NOW), () => orchestrator.decide("a", { kind: value }, NOW),
    () => orchestrator.decide("a", { kind: "adjust", changes: { details: value } }, NOW),
    () => orchestrator.harvest(value, NOW), () => orchestrator.harvest({ source: value }, NOW), () => orchestrator.harvest({ source: "work_items", items: { value } }, NOW),
    () => orchestrator.setConfig({ themes: { value } }, NOW), () => new Orchestrator({ thresholds: { confidence: value } }),
    () => orchestrator.dispatch(value), () => orchestrator.explain(value), () => Orchestrator.fromJournal(value),
  ]) {
    assert.ok(throws(work), String(work));
    assert.equal(orchestrator.journal(), was);
  }
});

each({
  "__proto__ as a key": '{"__proto__":{"id":"evil","polluted":true},"id":"a","description":"x"}',
  "constructor as a key": '{"constructor":{"prototype":{"polluted":true}},"id":"a","description":"x"}',
  "__proto__ as an id": '{"id":"__proto__","description":"x","tags":["__proto__","constructor"],"dependencies":["toString"]}',
}, "a key that means something to JavaScript means nothing here", (text) => {
  const orchestrator = new Orchestrator();
  const record = JSON.parse(text);
  const report = orchestrator.harvest({ source: "work_items", items: [record] }, NOW);
  assert.deepEqual(report.ids, [record.id]);
  assert.equal(find(orchestrator, record.id).id, record.id);
  assert.equal(orchestrator.explain(record.id).id, record.id);
  orchestrator.runCycle(NOW);
  plain([orchestrator.workItems(), orchestrator.dashboard(NOW), orchestrator.state()]);
  assert.equal({}.polluted, undefined);
});

test("a __proto__ in a policy or a decision is an unknown field", () => {
  const hostile = JSON.parse('{"__proto__":{"thresholds":{"confidence":0}}}');
  refuses(() => new Orchestrator(hostile), /__proto__/);
  assert.throws(() => holding([item("a")]).decide("a", JSON.parse('{"__proto__":1,"kind":"approve"}'), NOW), Error);
});

each({
  "half a letter": "\ud800", "the other half": "\udc00", "a letter of nothing": "\0", "letters that turn the line": "\u202e\u2066", "line ends of another sort": "a\u2028b\u2029c",
  "quotes and backslashes": '"\\"\\', markup: "<script>alert(1)</script>", "every control letter": String.fromCharCode(...Array(32).keys()), emoji: "👩‍👩‍👧‍👦🏳️‍🌈",
}, "what can be seen of a text is kept, and every list can be handed over:", (text) => {
  const orchestrator = holding([item(`id${text}`, { description: `d${text}`, tags: [text], dependencies: [text], ethical_flags: [text] }), item("z", { description: text })]);
  // Control letters, halves of letters and what turns a line around are no text that can be seen.
  const whole = `d${text}`.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|(?![\t\n])[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "");
  const kept = plain(orchestrator.workItems()).find((item) => item.id !== "z");
  assert.equal(kept.description, whole);
  const { dispatch } = plain(orchestrator.runCycle(NOW));
  assert.equal(dispatch.escalated_items[0].description, whole);
  plain(orchestrator.explain(kept.id));
  const again = Orchestrator.fromJournal(orchestrator.journal());
  assert.deepEqual(again.workItems(), orchestrator.workItems());
});

test("huge texts and lists are taken, or refused with a sentence", () => {
  const orchestrator = new Orchestrator();
  const tags = Array.from({ length: 20_000 }, (_, at) => `tag${at}`);
  const items = [item("text", { description: "x".repeat(5_000_000) }), item("i".repeat(1_000_000)), item("tags", { tags }), item("small")];
  const report = orchestrator.harvest({ source: "work_items", items }, NOW);
  assert.equal(report.added + report.problems.length >= 4, true);
  assert.equal(find(orchestrator, "small").id, "small");
  orchestrator.runCycle(NOW);
  plain(orchestrator.dashboard(NOW));
});

each({
  "a list that grows while it is read": () => {
    const items = [];
    const grow = (at) => ({ id: `i${at}`, get description() { return items.length < 50 && items.push(grow(items.length)), "x"; } });
    items.push(grow(0));
    return items;
  },
  "a list that shrinks while it is read": () => {
    const items = [{ id: "a", get description() { return (items.length = 1), "x"; } }, item("b"), item("c")];
    return items;
  },
}, "no harm comes of", (make) => {
  const orchestrator = new Orchestrator();
  const report = plain(orchestrator.harvest({ source: "work_items", items: make() }, NOW));
  assert.equal(report.added, orchestrator.workItems().length);
});

each({
  "reads": (orchestrator) => orchestrator.workItems(), "harvests": (orchestrator) => orchestrator.harvest({ source: "work_items", items: [item("inner")] }, NOW),
  "runs a cycle of": (orchestrator) => orchestrator.runCycle(NOW), "frees": (orchestrator) => orchestrator.free(),
}, "a getter that in the middle of a harvest", (call, name) => {
  const orchestrator = holding([item("first")]);
  const evil = { id: "evil", get description() { call(orchestrator); return "x"; } };
  throws(() => orchestrator.harvest({ source: "work_items", items: [evil, item("last")] }, NOW));
  if (name !== "frees") assert.equal(find(orchestrator, "first").id, "first");
  assert.equal(holding([item("a")]).state().total_work_items, 1);
});

test("one that was hurt leaves the others as they are", () => {
  const [hurt, other] = [holding([item("a")]), holding([item("b")])];
  for (const value of Object.values(HOSTILE)) throws(() => hurt.harvest({ source: "work_items", items: [value] }, NOW));
  hasProblems(other.harvest({ source: "work_items", items: [item("c")] }, NOW), []);
  assert.deepEqual(other.workItems().map((item) => item.id), ["b", "c"]);
});
