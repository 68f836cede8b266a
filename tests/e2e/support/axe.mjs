// Asks axe-core what is wrong with the page for people who use it differently.
import assert from "node:assert/strict";
import axe from "axe-core";

export async function assertAccessible(page, what) {
  // Evaluated from outside, so that the page's content policy stays as it is.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
  assert.deepEqual(found, [], what);
}

/** Nothing is wider than the window. */
export async function assertFits(page, what) {
  const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(content <= width, `${what} is ${content} px wide in a window of ${width} px`);
}
