// Answers the benchmark on standard input and output: a line "lap" runs one repetition and prints its times
// in milliseconds, a line "result" prints what the last repetition came to.
import { createInterface } from "node:readline";

/** Runs `work` and returns its milliseconds and its value; what was thrown away before it is not charged to it. */
export function timed(work) {
  globalThis.gc?.();
  const start = performance.now();
  const value = work();
  return { ms: performance.now() - start, value };
}

export function answer({ lap, result }) {
  createInterface({ input: process.stdin }).on("line", (line) => {
    process.stdout.write(JSON.stringify(line === "lap" ? lap() : result()) + "\n");
  });
}
