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

/** Adds what is missing and removes what names a registry, in place. */
export function completeLock(lock) {
  for (const { owner, name, version } of missingOptionals(lock)) {
    const { dev, devOptional, peer, license, engines } = lock.packages[owner];
    const { os, cpu, libc } = platformOf(name);
    const entry = { version, cpu, dev, devOptional, libc, license, optional: true, os, peer, engines };
    lock.packages[`node_modules/${name}`] = entry;
  }
  for (const entry of Object.values(lock.packages)) if (!entry.link) delete entry.resolved;
}

/**
 * The packages whose content the lockfile does not fix yet, because no registry had been asked for them.
 * @returns {{ path: string, name: string, version: string }[]}
 */
export function withoutDigest(lock) {
  return Object.entries(lock.packages)
    .filter(([path, { integrity, link }]) => path && !integrity && !link)
    .map(([path, { version }]) => ({ path, version, name: path.split("node_modules/").at(-1) ?? path }));
}

/**
 * Puts what the registry says of a package in place of what its name suggested.
 * @param {{ packages: Record<string, any> }} lock
 * @param {string} path
 * @param {Record<string, any>} known
 */
export function describePackage(lock, path, known) {
  const { integrity, os, cpu, libc, engines, license } = known;
  const { version, ...rest } = lock.packages[path];
  lock.packages[path] = { version, integrity, ...rest, os, cpu, libc, engines, license };
}

/** npm's own order and spacing, so that npm finds nothing to change. */
export function serializeLock(lock) {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`;
}
