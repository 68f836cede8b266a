// Reads sources off the page: a worker around the engine's module. The page
// loads it when something is first read.

const SLICE = 1 << 18;
const version = self.location.search;
const cancelled = new Set();
let policy;
let harvester;

const engine = import(`./module/autonomous_orchestrator.js${version}`).then(async (module) => {
  await module.default({ module_or_path: new URL(`./module/autonomous_orchestrator_bg.wasm${version}`, self.location.href) });
  return module;
});

async function under(config) {
  const { Harvester } = await engine;
  if (config !== policy) {
    harvester = new Harvester(JSON.parse(config));
    policy = config;
  }
  return harvester;
}

// The text of a file or a string, slice by slice; bytes that are no text become U+FFFD.
async function* slices(source) {
  if (typeof source === "string") {
    for (let at = 0; at < source.length; at += SLICE) yield [source.slice(at, at + SLICE), at / source.length];
    return;
  }
  const decoder = new TextDecoder();
  for (let at = 0; at < source.size; at += SLICE) {
    const bytes = await source.slice(at, at + SLICE).arrayBuffer();
    yield [decoder.decode(bytes, { stream: true }), at / source.size];
  }
  yield [decoder.decode(), 1];
}

async function read({ id, kind, name, source, config, now }) {
  const reader = await under(config);
  if (kind === "github") return reader.github(name, source, now);
  const file = reader.file(name);
  let told = -1;
  for await (const [slice, share] of slices(source)) {
    if (cancelled.delete(id)) {
      file.free();
      return undefined;
    }
    file.push(slice);
    if (share - told >= 0.01) {
      told = share;
      self.postMessage({ id, kind: "progress", share });
      // A turn for the message that cancels.
      await new Promise((go) => setTimeout(go));
    }
  }
  return file.finish(now);
}

self.onmessage = async ({ data }) => {
  const { id } = data;
  if (data.kind === "cancel") {
    cancelled.add(id);
    return;
  }
  try {
    const portions = await read(data);
    for (const text of portions ?? []) self.postMessage({ id, kind: "portion", text });
    self.postMessage({ id, kind: portions ? "done" : "cancelled" });
  } catch (error) {
    self.postMessage({ id, kind: "failed", message: error.message ?? String(error) });
  } finally {
    cancelled.delete(id);
  }
};
