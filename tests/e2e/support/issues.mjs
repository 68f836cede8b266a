// Plain issues for the stand-in to serve.
import { issue } from "../../github/issue.mjs";

const FIRST = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

/** `count` open issues of `name`, newest first, a day apart. */
export const plain = (name, count) =>
  Array.from({ length: count }, (_, at) => {
    const number = count - at;
    return issue(name, { number, created_at: `${new Date(FIRST + number * DAY).toISOString().slice(0, 19)}Z` });
  });
