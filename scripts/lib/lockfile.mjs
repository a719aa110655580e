// What a complete package-lock.json is: every optional dependency has an entry, none names a registry.

const systems = {
  android: "android",
  aix: "aix",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  linuxmusl: "linux",
  netbsd: "netbsd",
  openbsd: "openbsd",
  openharmony: "openharmony",
  sunos: "sunos",
  win32: "win32",
  windows: "win32",
};
const processors = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/**
 * The platform a package is for, read from its name, for where the registry does not say.
 * @param {string} name
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] }}
 */
export function platformOf(name) {
  const words = name.split(/[/-]/);
  if (words.includes("wasm32")) return { cpu: ["wasm32"] };
  const system = words.map((word) => systems[word]).find(Boolean);
  const processor = processors.find((candidate) => words.includes(candidate));
  const musl = words.some((word) => word.includes("musl"));
  const glibc = words.some((word) => word.startsWith("gnu"));
  const libc = musl ? ["musl"] : glibc ? ["glibc"] : undefined;
  return {
    ...(system && { os: [system] }),
    ...(processor && { cpu: [processor] }),
    ...(system === "linux" && libc && { libc }),
  };
}

/** Node's own lookup: the nearest node_modules that has it, from the owner's folder upwards. */
function isPresent(packages, owner, name) {
  for (let place = owner; ; ) {
    if (packages[`${place ? `${place}/` : ""}node_modules/${name}`]) return true;
    if (!place) return false;
    const parent = place.lastIndexOf("/node_modules/");
    place = parent < 0 ? "" : place.slice(0, parent);
  }
}

/** @returns {{ owner: string, name: string, version: string }[]} */
export function missingOptionals(lock) {
  const missing = [];
  for (const [owner, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isPresent(lock.packages, owner, name)) continue;
      missing.push({ owner, name, version: range.replace(/^[\^~=v]+/, "") });
    }
  }
  return missing;
}

/**
 * Adds what is missing and removes what names a registry, in place; answers the names added.
 * @param {{ packages: Record<string, any> }} lock
 * @param {Map<string, any>} registry what the registry said of each missing package
 */
export function completeLock(lock, registry) {
  const added = [];
  for (const { owner, name, version } of missingOptionals(lock)) {
    const known = registry.get(name) ?? {};
    const parent = lock.packages[owner];
    const platform = known.os || known.cpu ? known : platformOf(name);
    lock.packages[`node_modules/${name}`] = {
      version: known.version ?? version,
      ...(known.integrity && { integrity: known.integrity }),
      ...(platform.cpu && { cpu: platform.cpu }),
      ...(parent.dev && { dev: true }),
      ...(parent.devOptional && { devOptional: true }),
      ...(platform.libc && { libc: platform.libc }),
      ...((known.license ?? parent.license) && { license: known.license ?? parent.license }),
      optional: true,
      ...(platform.os && { os: platform.os }),
      ...(parent.peer && { peer: true }),
      ...((known.engines ?? parent.engines) && { engines: known.engines ?? parent.engines }),
    };
    added.push(name);
  }
  for (const entry of Object.values(lock.packages)) if (!entry.link) delete entry.resolved;
  return added;
}

/** npm's own order and spacing, so that npm finds nothing to change. */
export function serializeLock(lock) {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`;
}
