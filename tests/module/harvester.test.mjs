// The reader that keeps no state: files slice by slice, as bytes or as text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { each, Harvester, initSync, NOW, refuses, wasm } from "./support.mjs";

const LOG = ["first", "zweite – 日本語", "third 🧠"]
  .map((task, at) =>
    JSON.stringify({
      timestamp: `2026-01-0${at + 1}T08:00:00Z`,
      workflow_name: "Nightly",
      task_key: task,
      result: { error: `${task} failed`, reflection: { status: "Failure", confidence: 0.1, message: `${task} failed` } },
    }),
  )
  .join("\n");

/** What is read of the slices, in one harvest. */
function read(slices, name = "log.jsonl") {
  const file = new Harvester({}).file(name);
  for (const slice of slices) file.push(slice);
  const portions = file.finish(NOW).map((text) => JSON.parse(text));
  return { ...portions[0], items: portions.flatMap(({ items }) => items) };
}

const cut = (whole, size) =>
  Array.from({ length: Math.ceil(whole.length / size) }, (_, at) => whole.slice(at * size, (at + 1) * size));

test("bytes and text say the same, wherever they are cut", () => {
  const whole = read([LOG]);
  assert.equal(whole.items.length, 3);
  const bytes = new TextEncoder().encode(LOG);
  for (const size of [1, 2, 3, 7, 64, 1e6]) assert.deepEqual(read(cut(bytes, size)), whole, `slices of ${size} bytes`);
  assert.deepEqual(read(["\ufeff", LOG].map((text) => new TextEncoder().encode(text))), whole, "after a mark of its encoding");
  assert.deepEqual(read([bytes.subarray(0, 99), LOG.slice(99)]), whole, "bytes first, then text");
});

test("bytes that are no text are read as what they can be", () => {
  const broken = new Uint8Array([...new TextEncoder().encode(LOG), 10, 0xff, 0xc3, 10, 0x7b]);
  const { items, problems } = read([broken]);
  assert.equal(items.length, 3);
  assert.deepEqual(problems.map(({ place, where }) => place ?? where), ["line 4", "line 5"]);
});

test("a token in a file's name is cut down", () => {
  const token = `ghp_${"aB3".repeat(12)}`;
  const { name } = read([LOG], `${token}.jsonl`);
  assert.equal(name, "ghp_…");
});

class Lying extends Uint8Array {
  get length() {
    throw new Error("boom");
  }
}
class Longer extends Uint8Array {
  get length() {
    return 2 ** 40;
  }
}
each(
  {
    nothing: undefined, null: null, "a number": 5, "an object": {}, "a list": [1], "a buffer": new ArrayBuffer(4), "words of bytes": new Uint16Array(4),
    "bytes whose length throws": new Lying(4), "bytes that claim more": new Longer(4), "what only looks like bytes": Object.create(Uint8Array.prototype),
    "a Proxy of bytes": new Proxy(new Uint8Array(4), {}),
  },
  "is no slice, and the next one is read",
  (slice) => {
    const file = new Harvester({}).file("log.jsonl");
    refuses(() => file.push(slice), /slice/);
    file.push(LOG);
    assert.equal(JSON.parse(file.finish(NOW)[0]).items.length, 3);
  },
);

test("what is open in one portion is not called done by another", () => {
  // A long list that names the same work as open and as done.
  const boxes = Array.from({ length: 700 }, (_, at) => `## Part ${at}\n\n### Next steps\n\n- [ ] Step ${at}\n`).join("\n");
  const file = new Harvester({}).file("plan.md");
  file.push(`${boxes}\n## Part 3\n\n### Next steps\n\n- [x] Step 3\n- [x] Step 900\n`);
  const portions = file.finish(NOW).map((text) => JSON.parse(text));
  assert.ok(portions.length > 1);
  const open = new Set(portions.flatMap(({ items }) => items.map(({ id }) => id)));
  const done = portions.flatMap(({ done }) => done ?? []);
  assert.equal(done.length, 1, `${done}`);
  assert.ok(!open.has(done[0]));
});

test("a long log takes no more memory than three of its slices beside what is kept", () => {
  const slice = 1 << 18;
  const lines = Array.from({ length: 400 }, (_, at) => LOG.split("\n")[at % 3].replace('"task_key"', `"payload":"${"x".repeat(600)}","task_key"`));
  const text = `${lines.join("\n")}\n`;
  const bytes = new TextEncoder().encode(text.repeat(Math.ceil(slice / text.length) + 1)).subarray(0, slice);
  const { memory } = initSync({ module: wasm() });
  const file = new Harvester({}).file("long.jsonl");
  for (let at = 0; at < 4; at++) file.push(bytes);
  const before = memory.buffer.byteLength;
  for (let at = 0; at < 120; at++) file.push(bytes);
  assert.ok(memory.buffer.byteLength - before <= 3 * slice, `${memory.buffer.byteLength - before} bytes more for 30 MB`);
  assert.equal(JSON.parse(file.finish(NOW)[0]).items.length, 3);
});
