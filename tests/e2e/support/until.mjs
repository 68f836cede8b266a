// Waiting for a condition, never for a time.
import assert from "node:assert/strict";
import { setTimeout as breath } from "node:timers/promises";

/** Longer than anything takes on a busy machine: only what never comes is waited for that long. */
export const PATIENCE = 30_000;
const BETWEEN_QUESTIONS = 20;

/** Asks until the answer is `expected` (a value, a pattern or a test of it); fails with the last answer. */
export async function until(ask, expected) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (fits(answer, expected)) return answer;
    if (performance.now() > deadline) fail(answer, expected);
    await breath(BETWEEN_QUESTIONS);
  }
}

/** Moves the page's own clock on until `locator` shows: what waits for a time there need not be waited for here. */
export async function hurry(page, locator) {
  const deadline = performance.now() + PATIENCE;
  while (!(await locator.isVisible())) {
    assert.ok(performance.now() < deadline, `${locator} did not show, however far the clock was moved`);
    await page.clock.runFor(5_000);
  }
}

function fits(answer, expected) {
  if (expected instanceof RegExp) return expected.test(answer);
  if (typeof expected === "function") return expected(answer);
  try {
    assert.deepEqual(answer, expected);
    return true;
  } catch {
    return false;
  }
}

function fail(answer, expected) {
  if (expected instanceof RegExp) assert.match(String(answer), expected);
  if (typeof expected === "function") assert.fail(`waited for ${expected}, and it was ${JSON.stringify(answer)}`);
  assert.deepEqual(answer, expected);
}
