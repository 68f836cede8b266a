// Watches over the page: says so when the program does not come, and when it stops in a way
// that it cannot tell of itself; tells who reads in the background that the page is in use.
(() => {
  const START = 20000;
  const say = (title, text) => {
    if (document.getElementById("crash")) return;
    document.getElementById("waiting")?.remove();
    const panel = document.createElement("section");
    panel.id = "crash";
    panel.setAttribute("role", "alertdialog");
    panel.setAttribute("aria-labelledby", "crash-title");
    const heading = document.createElement("h1");
    heading.id = "crash-title";
    heading.textContent = title;
    const words = document.createElement("p");
    words.textContent = text;
    const reload = document.createElement("button");
    reload.textContent = "Reload";
    reload.addEventListener("click", () => location.reload());
    panel.append(heading, words, reload);
    document.body.append(panel);
    reload.focus();
  };
  const stopped = (error) => {
    // A broken promise of the page's own is no reason to stop; a trap is.
    if (!(error instanceof WebAssembly.RuntimeError)) return;
    say("The page has stopped", "Something went wrong in the program. What you did before is stored in this browser, and reloading brings it back.");
  };
  const missing = (text) => say("The page could not start", text);
  const unloaded = () => document.getElementById("waiting") && (missing("A part of it could not be loaded. Check the connection, then reload."), true);
  if (typeof WebAssembly !== "object") {
    missing("This browser has no WebAssembly. Use a current Firefox, Chrome, Edge or Safari.");
    return;
  }
  // A script that does not load tells only those who listen on the way down.
  addEventListener("error", (event) => unloaded() || stopped(event.error), true);
  addEventListener("unhandledrejection", (event) => unloaded() || stopped(event.reason));
  setTimeout(() => {
    if (document.getElementById("waiting")) missing("It takes unusually long to load. Check the connection, then reload.");
  }, START);
  try {
    const use = new BroadcastChannel("autonomous-orchestrator-use");
    const tell = () => use.postMessage(0);
    for (const kind of ["keydown", "pointerdown", "scroll", "wheel"]) addEventListener(kind, tell, { capture: true, passive: true });
  } catch {
    // A browser that keeps nothing of this page gives it no channel: reading then never rests.
  }
})();
