/**
 * The seal of a digest: the rosette a banknote engraver would cut, drawn from its first bytes. The same action always
 * gets the same seal and another almost surely another, so an eye that knows one notices a change. It proves nothing;
 * the digest beside it does.
 *
 * A **ring** is one closed wave around the centre and its copies, each turned a little further: together they weave.
 */

export type SealRing = {
  /** A closed curve in a 100 × 100 box. */
  readonly path: string;
  /** How far each copy is turned, in degrees. */
  readonly turns: readonly number[];
};

const POINTS_PER_WAVE = 6;

export function sealRings(digest: string): readonly SealRing[] {
  const pairs = digest.replace(/^sha256:/, "").match(/../g) ?? [];
  const byte = (index: number): number => Number.parseInt(pairs[index] ?? "0", 16) || 0;
  const waves = 9 + (byte(0) % 8);
  return [
    ring(39, 5 + (byte(1) % 5), waves * 2, 4 + (byte(2) % 2)),
    ring(24, 5 + (byte(3) % 5), waves + (byte(4) % 4), 5 + (byte(5) % 3)),
    ring(9, 4 + (byte(6) % 4), 5 + (byte(7) % 5), 4 + (byte(8) % 3)),
  ];
}

function ring(radius: number, depth: number, waves: number, copies: number): SealRing {
  const count = waves * POINTS_PER_WAVE;
  const point = (index: number) => {
    const angle = (index / count) * 2 * Math.PI;
    const distance = radius + depth * Math.cos(waves * angle);
    return { x: 50 + distance * Math.cos(angle), y: 50 + distance * Math.sin(angle) };
  };
  // Through the middles of the sides, bent towards the corners: round however large it is drawn.
  const bends = Array.from({ length: count }, (_, index) => {
    const corner = point(index);
    return `Q${written(corner)} ${written(middle(corner, point(index + 1)))}`;
  });
  const turns = Array.from(
    { length: copies },
    (_, index) => Math.round((index * 36_000) / (waves * copies)) / 100,
  );
  return { path: `M${written(middle(point(-1), point(0)))}${bends.join("")}Z`, turns };
}

type Point = { readonly x: number; readonly y: number };

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const written = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The digest's beginning as people compare it: four groups of four. */
export function fingerprint(digest: string): string {
  return (
    digest
      .replace(/^sha256:/, "")
      .slice(0, 16)
      .match(/.{4}/g) ?? []
  ).join(" ");
}
