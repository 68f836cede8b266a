// Every fault, met.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Agent } from "node:https";
import { ask, numbers, walk } from "./client.mjs";
import { KINDS } from "./faults.mjs";
import { start } from "./server.mjs";
import { LIST, NAME, NOON, rocket, serve, token } from "./setup.mjs";

const resetIn = (seconds) => ({
  "x-ratelimit-remaining": "0",
  "x-ratelimit-reset": String(Date.parse(NOON) / 1000 + seconds),
  "retry-after": undefined,
});
const REFUSALS = [
  ["primary", {}, 403, resetIn(60), /API rate limit exceeded/],
  ["primary", { resetIn: -30 }, 403, resetIn(-30), /API rate limit exceeded/],
  ["retry-after", { seconds: 7 }, 429, { "retry-after": "7" }, /secondary rate/],
  ["retry-now", {}, 429, { "retry-after": "0" }, /secondary rate/],
  ["secondary", {}, 403, { "retry-after": undefined, "x-ratelimit-remaining": "60" }, /secondary rate/],
  ["bad-credentials", {}, 401, {}, /Bad credentials/],
  ["not-found", {}, 404, {}, /Not Found/],
  ["gone", {}, 410, {}, /deleted/],
  ["blocked", {}, 451, {}, /access blocked/],
  ["server-error", {}, 500, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
  ["bad-gateway", {}, 502, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
  ["unavailable", {}, 503, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
  ["html", {}, 200, { "content-type": "text/html; charset=utf-8" }, /^<!DOCTYPE html>/],
];
for (const [fault, options, status, headers, text] of REFUSALS) {
  test(`the fault "${fault}" ${JSON.stringify(options)} answers ${status} as often as asked, readable and free`, async (t) => {
    const server = await serve(t);
    server.control.next(2, fault, options);
    for (const left of [1, 0]) {
      const own = await ask(server, LIST);
      assert.equal(own.status, status);
      assert.match(own.body?.message ?? own.text, text);
      for (const [name, value] of Object.entries(headers)) assert.equal(own.headers[name], value, name);
      assert.equal(own.headers["access-control-allow-origin"], "*");
      assert.equal(server.control.pendingFaults, left);
    }
    const well = await ask(server, LIST);
    assert.deepEqual([well.status, well.headers["x-ratelimit-used"]], [200, "1"]);
    assert.deepEqual(server.control.journal.map((entry) => entry.fault), [fault, fault, null]);
  });
}

const BROKEN = [["dropped", /parse|socket|ECONNRESET/i], ["cut-off", /aborted/]];
for (const [fault, message] of BROKEN) {
  test(`the fault "${fault}" breaks the connection, once`, async (t) => {
    const server = await serve(t, { faults: [{ next: 1, fault }] });
    await assert.rejects(ask(server, LIST), message);
    assert.equal((await ask(server, LIST)).status, 200);
    const [broken, well] = server.control.journal;
    assert.deepEqual([broken.finished, well.finished], [false, true]);
  });
}

test('the fault "truncated" sends the beginning of the JSON as if it were all', async (t) => {
  const server = await serve(t, { faults: [{ next: 1, fault: "truncated" }] });
  const [broken, whole] = [await ask(server, LIST), await ask(server, LIST)];
  assert.equal(broken.status, 200);
  assert.ok(whole.text.startsWith(broken.text) && broken.text.length < whole.text.length);
  assert.throws(() => broken.body, SyntaxError);
});

test('the fault "slow" holds half of the body until it is released', async (t) => {
  const server = await serve(t, { faults: [{ next: 1, fault: "slow" }] });
  let arrived = false;
  const slow = ask(server, LIST).then((own) => ((arrived = true), own));
  await server.control.held();
  const other = await ask(server, LIST);
  assert.equal(arrived, false);
  server.control.release();
  assert.equal((await slow).text, other.text);
});

test("a request given up while it is held is noted as such", async (t) => {
  const server = await serve(t, { faults: [{ next: 1, fault: "slow" }] });
  const agent = new Agent({ keepAlive: true });
  const given = assert.rejects(ask(server, LIST, { agent }), /aborted|hang up/);
  await server.control.held();
  agent.destroy();
  await given;
  await server.control.idle();
  assert.deepEqual([server.control.journal[0].aborted, server.control.journal[0].finished], [true, false]);
});

for (const [base, by] of [[`/repos/${NAME}`, "name"], ["/repositories/700000000", "id"]]) {
  test(`the fault "renamed" moves a repository asked for by ${by} in the middle of its pages`, async (t) => {
    const server = await serve(t, { faults: [{ at: 2, fault: "renamed", to: "acme/saturn" }] });
    await ask(server, `${base}/issues?state=all`);
    const moved = await ask(server, `${base}/issues?state=all&page=2`);
    assert.equal(moved.status, 301);
    const after = await ask(server, moved.headers.location);
    assert.equal(after.status, 200);
    assert.deepEqual(numbers([after]), rocket.issues.slice(30, 60).map((row) => row.number));
    assert.equal((await ask(server, "/repositories/700000000")).body.full_name, "acme/saturn");
    assert.equal((await ask(server, LIST)).status, 301);
    const text = JSON.stringify((await walk(server, "/repos/acme/saturn/issues?state=all", { token })).map(({ body }) => body));
    assert.ok(!text.includes("acme/rocket") && text.includes("repos/acme/saturn/pulls/"));
  });
}

test('the fault "closed" takes an open issue out of the pages still to come', async (t) => {
  const server = await serve(t, { faults: [{ at: 2, fault: "closed" }] });
  const newest = rocket.issues.find((row) => row.state === "open").number;
  await ask(server, `${LIST}?page=2`);
  assert.ok(!numbers([await ask(server, LIST)]).includes(newest));
});

test('the fault "empty-page" loses no row: they all come on the following pages', async (t) => {
  for (const page of [1, 2]) {
    const server = await serve(t, { faults: [{ at: page, fault: "empty-page" }] });
    const pages = await walk(server, `${LIST}?state=all&per_page=100`, { token });
    assert.deepEqual(pages.map(({ body }) => body.length), [100, 100, 50].toSpliced(page - 1, 0, 0));
    assert.deepEqual(numbers(pages), rocket.issues.map((row) => row.number));
  }
});

test('the fault "duplicate-row" repeats the last row of the page before', async (t) => {
  const server = await serve(t, { faults: [{ at: 2, fault: "duplicate-row" }] });
  const pages = await walk(server, `${LIST}?state=all&per_page=100`, { token });
  assert.deepEqual(pages.map(({ body }) => body.length), [100, 101, 50]);
  assert.deepEqual(pages[1].body[0], pages[0].body.at(-1));
});

test("a fault at a page waits for that page of an issue list, and is met once", async (t) => {
  const server = await serve(t);
  server.control.at(2, "bad-gateway");
  const STATUSES = [[LIST, 200], [`/repos/${NAME}/labels?page=2`, 200], [`${LIST}?page=2`, 502], [`${LIST}?page=2`, 200]];
  for (const [path, status] of STATUSES) assert.equal((await ask(server, path)).status, status, path);
});

test("a fault that does not exist is refused by name", async (t) => {
  const server = await serve(t);
  assert.throws(() => server.control.next(1, "gremlins"), /no fault is called "gremlins"; there are primary/);
  await assert.rejects(start({ faults: [{ at: 1, fault: "gremlins" }] }), /gremlins/);
});

test("every fault has been met in these tests", () => {
  const met = [...REFUSALS, ...BROKEN].map(([name]) => name);
  const others = ["truncated", "slow", "renamed", "inserted", "closed", "empty-page", "duplicate-row"];
  assert.deepEqual(new Set([...met, ...others]), new Set(Object.keys(KINDS)));
});
