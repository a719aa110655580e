/** What runs on the thread that finds places in YAML, and in JSON, which is YAML too. */

export type PlacesTask = {
  readonly text: string;
  readonly yamlPath: string;
  /** JSON Pointers. */
  readonly pointers: readonly string[];
};
/** Offsets in the text, one a pointer. */
export type Places = readonly number[];

/**
 * Where a field is named or an item begins; of what is not there, where it is missing from. Its source text is the
 * thread's whole program, as of `readYaml`. The text has been read before, so its faults are not looked for again.
 */
export function findPlaces(): void {
  const threads = process.getBuiltinModule("node:worker_threads");
  const task = threads.workerData as PlacesTask;
  const load = process.getBuiltinModule("node:module").createRequire(task.yamlPath);
  const yaml = load(task.yamlPath) as typeof import("yaml");

  const document = yaml.parseDocument(task.text, { version: "1.2", uniqueKeys: false, logLevel: "error" });
  const startOf = (node: unknown): number | null => (yaml.isNode(node) ? (node.range?.[0] ?? null) : null);

  /** One step down: what is there, and what names it. */
  const step = (node: unknown, name: string): { name: unknown; value: unknown } | null => {
    if (yaml.isSeq(node)) return { name: node.items[Number(name)], value: node.items[Number(name)] };
    if (!yaml.isMap(node)) return null;
    const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === name);
    return pair ? { name: pair.key, value: pair.value } : null;
  };

  const offsetOf = (pointer: string): number => {
    let node: unknown = document.contents;
    let at = startOf(node) ?? 0;
    for (const part of pointer.split("/").slice(1)) {
      const found = step(node, part.replaceAll("~1", "/").replaceAll("~0", "~"));
      const start = startOf(found?.name);
      if (!found || start === null) return at;
      at = start;
      node = found.value;
    }
    return at;
  };

  threads.parentPort?.postMessage(task.pointers.map(offsetOf));
}
