// Pages: opaque cursors for the issue list, page numbers everywhere else, and the Link header of both.
import { cursorNeeded, invalid } from "./problems.mjs";

const ORIGIN = "https://api.github.com";
const PREFIX = "cursor:v2:";
const DEEPEST = 10_000;

/** A position as GitHub writes it: base64url of the prefix and a MessagePack pair [u64 sort key, u32 or u64 id]. */
export function encodeCursor({ key, id }) {
  const wide = id > 0xffff_ffff;
  const pair = Buffer.alloc(wide ? 19 : 15);
  pair[0] = 0x92;
  pair[1] = 0xcf;
  pair.writeBigUInt64BE(BigInt(key), 2);
  pair[10] = wide ? 0xcf : 0xce;
  if (wide) pair.writeBigUInt64BE(BigInt(id), 11);
  else pair.writeUInt32BE(id, 11);
  return Buffer.concat([Buffer.from(PREFIX), pair]).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

export function decodeCursor(text) {
  const bytes = Buffer.from(text, "base64url");
  const pair = bytes.subarray(PREFIX.length);
  const lengths = { 0xcf: 19, 0xce: 15 };
  if (!bytes.toString("latin1").startsWith(`${PREFIX}\x92\xcf`) || pair.length !== lengths[pair[10]]) return null;
  const id = pair[10] === 0xcf ? Number(pair.readBigUInt64BE(11)) : pair.readUInt32BE(11);
  return { key: Number(pair.readBigUInt64BE(2)), id };
}

/** The first position of any list in that order: everything comes after it. */
export function beforeAll(descending) {
  const end = descending ? Number.MAX_SAFE_INTEGER : 0;
  return { key: end, id: end };
}

export function compare(left, right, descending) {
  const order = left.key - right.key || left.id - right.id;
  return descending ? -order : order;
}

const whole = (text, fallback) => (/^-?\d+$/.test(text ?? "") ? Number(text) : fallback);

export const pageNumber = (query) => Math.max(1, whole(query.get("page"), 1));
export const pageSize = (query) => Math.min(100, Math.max(1, whole(query.get("per_page"), 30)));

/** The caller's own query, letter for letter and in its order, with the paging part exchanged. */
export function linkTo({ base, search }, paging) {
  const own = search.split("&").filter((part) => part && !(part.split("=")[0] in { page: 1, after: 1, before: 1 }));
  const added = Object.entries(paging).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${ORIGIN}${base}?${[...own, ...added].join("&")}`;
}

/** The query of a classic page keeps `page` where the caller had it. */
function classicLink({ base, search }, page) {
  const parts = search.split("&").filter(Boolean);
  const at = parts.findIndex((part) => part.startsWith("page="));
  if (at < 0) parts.push(`page=${page}`);
  else parts[at] = `page=${page}`;
  return `${ORIGIN}${base}?${parts.join("&")}`;
}

/** One page of sorted `rows` by cursor; `place(row)` is a row's position. */
export function byCursor(rows, place, descending, address) {
  const { query } = address;
  const [number, size] = [pageNumber(query), pageSize(query)];
  const at = (name) => {
    const cursor = decodeCursor(query.get(name));
    if (!cursor) throw invalid(name, query.get(name));
    return rows.map((row) => compare(place(row), cursor, descending));
  };
  let start = (number - 1) * size;
  let end = start + size;
  if (query.has("after")) {
    const first = at("after").findIndex((order) => order > 0);
    start = first < 0 ? rows.length : first;
    end = start + size;
  } else if (query.has("before")) {
    end = at("before").filter((order) => order < 0).length;
    start = Math.max(0, end - size);
  } else if (number > 1 && number * size >= DEEPEST) {
    throw cursorNeeded();
  }
  const page = rows.slice(start, end);
  const links = {};
  if (page.length && start + page.length < rows.length) {
    links.next = linkTo(address, { page: number + 1, after: encodeCursor(place(page.at(-1))) });
  }
  if (page.length && start > 0) {
    links.prev = linkTo(address, { page: Math.max(1, number - 1), before: encodeCursor(place(page[0])) });
  }
  return { page, links, previous: rows[start - 1] };
}

/** One page of `rows` by number. */
export function byNumber(rows, address) {
  const [number, size] = [pageNumber(address.query), pageSize(address.query)];
  const last = Math.max(1, Math.ceil(rows.length / size));
  const links = {};
  if (number > 1) links.prev = classicLink(address, Math.min(number - 1, last));
  if (number < last) Object.assign(links, { next: classicLink(address, number + 1), last: classicLink(address, last) });
  if (number > 1) links.first = classicLink(address, 1);
  return { page: rows.slice((number - 1) * size, number * size), links };
}

export const linkHeader = (links) =>
  Object.entries(links).map(([relation, url]) => `<${url}>; rel="${relation}"`).join(", ");
