// Pages, by cursor and by number.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, links, numbers, walk } from "./client.mjs";
import { issue } from "./issue.mjs";
import { decodeCursor, encodeCursor } from "./paging.mjs";
import { LIST, NAME, rocket, serve, token } from "./setup.mjs";

test("a cursor is written as GitHub writes it", () => {
  const known = "Y3Vyc29yOnYyOpLPAAABoFmkg8jPAAAAATwx-hQ=";
  assert.deepEqual(decodeCursor(known), { key: 1788210349000, id: 5304875540 });
  assert.equal(encodeCursor({ key: 1788210349000, id: 5304875540 }), known);
  for (const id of [0, 1, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER]) {
    assert.deepEqual(decodeCursor(encodeCursor({ key: 1, id })), { key: 1, id });
  }
  for (const nonsense of ["", "nonsense", known.slice(0, -8)]) assert.equal(decodeCursor(nonsense), null);
});

const KEYS = {
  created: (row) => Date.parse(row.created_at),
  updated: (row) => Date.parse(row.updated_at),
  comments: (row) => row.comments,
};

for (const [sort, key] of Object.entries(KEYS)) {
  for (const direction of ["desc", "asc"]) {
    test(`all pages by ${sort}, ${direction}, give every row once, in order, there and back`, async (t) => {
      const server = await serve(t);
      const sign = direction === "desc" ? -1 : 1;
      const sorted = [...rocket.issues].sort((left, right) => sign * (key(left) - key(right) || left.id - right.id));
      for (const size of [100, 33, 250]) {
        const pages = await walk(server, `${LIST}?state=all&sort=${sort}&direction=${direction}&per_page=${size}`, { token });
        assert.deepEqual(numbers(pages), sorted.map((row) => row.number));
        assert.equal(pages.length, Math.ceil(250 / Math.min(100, size)));
        const previous = links(pages.at(-1)).prev;
        const back = await walk(server, previous, { token, relation: "prev" });
        assert.deepEqual(numbers(back.reverse()), numbers(pages.slice(0, -1)));
      }
    });
  }
}

test("links keep the caller's query letter for letter, and name no first or last page", async (t) => {
  const server = await serve(t);
  const page = await ask(server, `${LIST}?state=all&page=1&per_page=100`, { token });
  const { next } = links(page);
  assert.deepEqual(Object.keys(links(page)), ["next"]);
  assert.match(next, /^https:\/\/api\.github\.com\/repositories\/700000000\/issues\?state=all&per_page=100&page=2&after=[\w-]+(%3D)*$/);
  const second = await ask(server, next, { token });
  assert.deepEqual(Object.keys(links(second)).sort(), ["next", "prev"]);
  assert.match(links(second).prev, /\?state=all&per_page=100&page=1&before=[\w-]+(%3D)*$/);
  assert.match(links(second).next, /\?state=all&per_page=100&page=3&after=[\w-]+(%3D)*$/);
  const odd = await ask(server, `${LIST}?state=all&since=2012-01-01T00%3a00:00Z&per_page=1`, { token });
  assert.match(links(odd).next, /\?state=all&since=2012-01-01T00%3a00:00Z&per_page=1&page=2&after=/);
});

const SIZES = [
  ["", 30],
  ["per_page=7", 7],
  ["per_page=100", 100],
  ["per_page=5000", 100],
  ["per_page=0", 1],
  ["per_page=-3", 1],
  ["per_page=x", 30],
];
for (const [query, size] of SIZES) {
  test(`"${query}" gives ${size} rows`, async (t) => {
    assert.equal((await ask(await serve(t), `${LIST}?state=all&${query}`)).body.length, size);
  });
}

const DEPTHS = [
  ["page=100&per_page=100", 422],
  ["page=99&per_page=100", 200],
  ["page=334&per_page=30", 422],
  ["page=3&per_page=100", 200],
];
for (const [query, status] of DEPTHS) {
  test(`${query} without a cursor answers ${status}`, async (t) => {
    const { status: own, body } = await ask(await serve(t), `${LIST}?state=all&${query}`);
    assert.equal(own, status);
    if (status === 422) assert.match(body.message, /use cursor based pagination/);
  });
}

test("rows that come or go between pages neither repeat nor hide others", async (t) => {
  const open = rocket.issues.filter((row) => row.state === "open").map((row) => row.number);
  const server = await serve(t, { faults: [{ at: 2, fault: "inserted" }, { at: 3, fault: "closed", number: open[5] }] });
  assert.deepEqual(numbers(await walk(server, `${LIST}?per_page=40`, { token })), open);
  assert.deepEqual(server.control.repository(NAME).issues[0].number, 251);
});

test("comments are paged by number, with first and last", async (t) => {
  const server = await serve(t, { repositories: { [NAME]: [issue(NAME, { number: 1, comments: 25 })] } });
  const at = (page) => `https://api.github.com/repositories/700000000/issues/1/comments?per_page=10&page=${page}`;
  const pages = await walk(server, `${LIST}/1/comments?per_page=10`);
  assert.deepEqual(pages.map(links), [
    { next: at(2), last: at(3) },
    { prev: at(1), next: at(3), last: at(3), first: at(1) },
    { prev: at(2), first: at(1) },
  ]);
  assert.equal(new Set(pages.flatMap(({ body }) => body.map(({ id }) => id))).size, 25);
  assert.deepEqual(links(await ask(server, `${LIST}/1/comments?per_page=25`)), {});
});
