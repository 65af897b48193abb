/** Points, polygons, planes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossingEdges, insidePolygon, type Point, segmentsMeet, signedArea, turn } from '../../../lib/operators/geometry.js';
import { anchorPoint, metresPerPixel, planeThrough, velocityOf } from '../../../lib/operators/index.js';

const square: Point[] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];
const coordinate = fc.integer({ min: -50, max: 50 });
const point = fc.tuple(coordinate, coordinate);
/** Corners around a centre, in order: always a simple polygon. */
const star = fc.array(fc.tuple(fc.integer({ min: 0, max: 359 }), fc.integer({ min: 5, max: 40 })), { minLength: 5, maxLength: 12 }).map((spokes) => {
  const angles = new Map(spokes);
  for (const angle of [0, 120, 240]) angles.set(angle, angles.get(angle) ?? 20);
  return [...angles]
    .sort(([a], [b]) => a - b)
    .map(([angle, r]): Point => [r * Math.cos((angle * Math.PI) / 180), r * Math.sin((angle * Math.PI) / 180)]);
});

describe('a box’s anchor', () => {
  it.each([
    ['bottom-center', [15, 40]],
    ['center', [15, 30]],
    ['top-left', [10, 20]],
    ['bottom-right', [20, 40]],
    ['center-left', [10, 30]],
  ] as const)('%s', (anchor, expected) => {
    expect(anchorPoint({ left: 10, top: 20, width: 10, height: 20 }, anchor)).toEqual(expected);
  });

  it('is by default where the object stands', () => {
    expect(anchorPoint({ left: 10, top: 20, width: 10, height: 20 })).toEqual([15, 40]);
  });
});

describe('inside a polygon', () => {
  it('a concave one has its notch outside', () => {
    const notched: Point[] = [...square.slice(0, 3), [5, 2], [0, 10]];
    expect(insidePolygon([5, 1], notched)).toBe(true);
    expect(insidePolygon([5, 8], notched)).toBe(false);
  });

  it('does not depend on where the corners begin, nor on their sense', () => {
    fc.assert(
      fc.property(star, point, fc.nat(20), (polygon, p, start) => {
        const turned = [...polygon.slice(start % polygon.length), ...polygon.slice(0, start % polygon.length)];
        // On an edge either answer is right, and rounding may choose.
        fc.pre(polygon.every((corner, i) => Math.abs(turn(polygon.at(i - 1) as Point, corner, p)) > 1e-6));
        expect(insidePolygon(p, turned)).toBe(insidePolygon(p, polygon));
        expect(insidePolygon(p, polygon.toReversed())).toBe(insidePolygon(p, polygon));
      }),
    );
  });

  it('a point on a shared edge is inside exactly one of two neighbours', () => {
    const right: Point[] = square.map(([x, y]) => [x + 10, y]);
    for (let y = 0; y < 10; y++) expect([insidePolygon([10, y], square), insidePolygon([10, y], right)].filter(Boolean)).toHaveLength(1);
  });

  it('the area has the sign of the sense', () => {
    expect(signedArea(square)).toBe(100);
    expect(signedArea(square.toReversed())).toBe(-100);
  });
});

describe('edges that cross', () => {
  it('a polygon around a centre has none', () => {
    fc.assert(
      fc.property(star, (polygon) => {
        expect(crossingEdges(polygon)).toBeUndefined();
      }),
    );
  });

  it('are found in a bow tie, a spike and a corner on an edge', () => {
    expect(
      crossingEdges([
        [0, 0],
        [10, 10],
        [10, 0],
        [0, 10],
      ]),
    ).toEqual([1, 3]);
    expect(
      crossingEdges([
        [0, 0],
        [10, 0],
        [5, 0],
        [5, 5],
      ]),
    ).toEqual([1, 2]);
    expect(
      crossingEdges([
        [0, 0],
        [10, 0],
        [10, 10],
        [5, 0],
        [0, 10],
      ]),
    ).toEqual([1, 3]);
  });

  it('two segments meet whichever way they are told', () => {
    fc.assert(
      fc.property(point, point, point, point, (a, b, c, d) => {
        const meet = segmentsMeet(a, b, c, d);
        expect(segmentsMeet(c, d, a, b)).toBe(meet);
        expect(segmentsMeet(b, a, d, c)).toBe(meet);
      }),
    );
  });
});

describe('from pixels to metres', () => {
  const ground: [Point, Point, Point, Point] = [
    [0, 0],
    [4, 0],
    [4, 10],
    [0, 10],
  ];

  it('the four points are where they were said to be', () => {
    const seen: [Point, Point, Point, Point] = [
      [300, 200],
      [340, 200],
      [500, 400],
      [140, 400],
    ];
    const plane = planeThrough(seen, ground);
    seen.forEach((p, i) => {
      const [x, y] = plane(p);
      expect(x).toBeCloseTo(ground[i]?.[0] ?? Number.NaN, 9);
      expect(y).toBeCloseTo(ground[i]?.[1] ?? Number.NaN, 9);
    });
    // Far away, a pixel is more metres.
    const far = plane([320, 210])[1] - plane([320, 200])[1];
    const near = plane([320, 400])[1] - plane([320, 390])[1];
    expect(far).toBeGreaterThan(2 * near);
  });

  it('three points on one line make no plane', () => {
    expect(() =>
      planeThrough(
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 5],
        ],
        ground,
      ),
    ).toThrow('"picture": three of the points lie on one line');
  });

  it('a camera that looks straight down has one scale', () => {
    expect(metresPerPixel(0.05)([100, 40])).toEqual([5, 2]);
  });
});

describe('velocity', () => {
  it('of an even movement is exact, whatever the times', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5000), { minLength: 2, maxLength: 20 }), coordinate, coordinate, (times, vx, vy) => {
        const samples = times.map((ms) => ({ ms, point: [3 + (vx * ms) / 1000, 7 + (vy * ms) / 1000] as const }));
        const [x, y] = velocityOf(samples) as Point;
        expect(x).toBeCloseTo(vx, 6);
        expect(y).toBeCloseTo(vy, 6);
      }),
    );
  });

  it('of one moment is unknown', () => {
    expect(velocityOf([{ ms: 5, point: [0, 0] }])).toBeUndefined();
  });
});
