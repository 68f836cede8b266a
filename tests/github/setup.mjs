// What the tests of the stand-in start from.
import { backlog } from "./backlog.mjs";
import { issue } from "./issue.mjs";
import { start } from "./server.mjs";
import { tokens } from "./tokens.mjs";

export const NAME = "acme/rocket";
export const LIST = `/repos/${NAME}/issues`;
export const NOON = "2026-11-02T12:00:00Z";
export const rocket = backlog(NAME, 250);
export const token = tokens.valid;

/** A server that ends with the test. */
export async function serve(t, options) {
  const server = await start({ repositories: { [NAME]: structuredClone(rocket) }, now: NOON, ...options });
  t.after(() => server.close());
  return server;
}

/** Plain issues, newest first, a day apart. */
export const few = (count, fields = {}) =>
  Array.from({ length: count }, (_, index) => {
    const number = count - index;
    return issue(NAME, { number, created_at: `2026-01-${String(number).padStart(2, "0")}T00:00:00Z`, ...fields });
  });
