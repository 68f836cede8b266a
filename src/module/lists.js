// The result lists of a cycle, from what results.rs wrote down. Cutting one text into pieces here is several
// times quicker than parsing JSON, and far quicker than setting the fields of many objects from WebAssembly.
// This file's address carries no version: when its arguments change, give it another name.

const [DISPATCHED, ESCALATED, BLOCKED, PENDING] = [0, 1, 2, 3];
const ROW = 5;

/**
 * `texts` holds every item's texts end to end; `rows` a row of numbers for each item: its list, its words among
 * `words`, and how long its id, the sentence about its block and its description are; `order` the numbers of the
 * rows, best first.
 */
export function lists(texts, rows, order, words) {
  let end = 0;
  const cut = (length) => texts.substring(end, (end += length));
  const entries = [];
  for (let at = 0; at < rows.length; at += ROW) {
    const own = words[rows[at + 1]];
    const item_id = cut(rows[at + 2]);
    const because = cut(rows[at + 3]);
    const description = cut(rows[at + 4]);
    switch (rows[at]) {
      case DISPATCHED: entries.push({ item_id, instance: own[0], description }); break;
      case ESCALATED: entries.push({ item_id, reason: own[0], reasons: [...own], description }); break;
      case BLOCKED: entries.push({ item_id, reason: own[0], because, description }); break;
      default: entries.push({ item_id, reason: own[0], description });
    }
  }
  const list = [[], [], [], []];
  for (const row of order) list[rows[row * ROW]].push(entries[row]);
  return {
    dispatched_items: list[DISPATCHED],
    escalated_items: list[ESCALATED],
    blocked_items: list[BLOCKED],
    pending_items: list[PENDING],
    total_items: order.length,
  };
}
