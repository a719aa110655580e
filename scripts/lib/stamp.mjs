// Whether what was built is what the sources say now.
//
// A stamp lists every input with its size, time and digest, and is written last, so that a build that died has
// none. Sizes and times answer at once (a start must not wait for hashing); only a file whose time moved is read,
// which is what a fresh checkout or a copied tree needs.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { root } from "./house.mjs";

/** Raise it when the way of building changes what the same sources give. */
const format = 1;

const digestOf = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function inputOf(file) {
  const path = join(root, file);
  const { size, mtimeMs } = statSync(path);
  return { size, mtimeMs, digest: digestOf(path) };
}

/** Every file below the given files and folders that `isInput` accepts, as sorted paths from the root. */
export function listFiles(places, isInput = () => true) {
  const found = [];
  const visit = (path) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return;
    const file = relative(root, path).split(sep).join("/");
    if (!isInput(file)) return;
    if (!stats.isDirectory()) return void found.push(file);
    for (const entry of readdirSync(path)) visit(join(path, entry));
  };
  for (const place of places) visit(join(root, place));
  return found.sort();
}

/** What a build of these files would be a build of. Take it before building: a file may change meanwhile. */
export function takeStamp(files) {
  const inputs = Object.fromEntries(files.map((file) => [file, inputOf(file)]));
  return { format, node: process.version, inputs };
}

export function readStamp(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch {
    return undefined;
  }
}

/** In one step, so that nobody reads half a stamp. */
export function writeStamp(path, stamp) {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, JSON.stringify(stamp));
  renameSync(`${target}.${process.pid}`, target);
}

export function removeStamp(path) {
  rmSync(join(root, path), { force: true });
}

/**
 * @param {string} path of the stamp
 * @param {string[]} [files] the inputs of a build made now; without it, the inputs the stamp lists
 */
export function isCurrent(path, files) {
  const stamp = readStamp(path);
  if (stamp?.format !== format || stamp.node !== process.version) return false;
  const names = files ?? Object.keys(stamp.inputs);
  if (names.length !== Object.keys(stamp.inputs).length) return false;
  let moved = false;
  for (const file of names) {
    const known = stamp.inputs[file];
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    if (!known || !stats || stats.size !== known.size) return false;
    if (stats.mtimeMs === known.mtimeMs) continue;
    if (digestOf(join(root, file)) !== known.digest) return false;
    known.mtimeMs = stats.mtimeMs;
    moved = true;
  }
  if (moved) keepTimes(path, stamp);
  return true;
}

/** Remembers the times that moved, so that the next look is quick again. A read-only checkout just looks again. */
function keepTimes(path, stamp) {
  try {
    writeStamp(path, stamp);
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes(error.code)) throw error;
  }
}
