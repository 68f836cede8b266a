// Watches every page of a profile for what must never happen: errors, policy violations, requests to strangers.
import assert from "node:assert/strict";

/** `origins` may be asked; what goes wrong is let pass where one of `expects` matches it. */
export async function watch(context, { origins, expects }) {
  const trouble = [];
  const said = [];
  const asked = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`policy violation: ${violatedDirective} ${blockedURI}`),
    );
  });
  const note = (text) => expects.some((expected) => expected.test(text)) || trouble.push(text);
  context.on("console", (message) => {
    said.push(message.text());
    if (["error", "warning"].includes(message.type())) note(`${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => note(`uncaught: ${error.error()}`));
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    asked.push(request.url());
    if (/^https?:$/.test(protocol) && !origins.includes(origin)) trouble.push(`request to ${request.url()}`);
  });
  return {
    /** Everything the console said and every address asked for, so far. */
    said,
    asked,
    assertClean: () => assert.deepEqual(trouble, []),
  };
}
