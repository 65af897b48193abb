/** A frame as the tracker sees it: copies, for the frame that came in may have other readers. */
import type { Size } from '../../frame.js';
import type { Box, DetectedObject } from '../../object.js';
import type { FrameLike, ObjectLike, ObjectOf } from '../frames.js';
import type { Target } from './stream-tracker.js';

/** Confidence of an object that only the tracker sees. */
const missedConfidence = Math.fround(-0.1);

type Relative = ObjectLike & { parent?: unknown; children?: readonly unknown[] };

/** `stays` says which objects without a track remain. */
export function withTracks<F extends FrameLike>(frame: F, targets: readonly Target<ObjectOf<F>>[], stays: (object: ObjectOf<F>) => boolean): F {
  const tracked = new Map<ObjectOf<F>, ObjectOf<F> | undefined>();
  const missed: ObjectOf<F>[] = [];
  for (const target of targets) {
    const { detection, id, object } = target;
    const trackerBox = rounded(target.filter.box);
    const box = clipped(trackerBox, frame.size);
    const common = { trackId: id, trackerConfidence: 1, trackerBox };
    if (detection) tracked.set(object, box && copy(object, { ...common, box, detectorBox: object.box }));
    else if (box) missed.push(copy(object, { ...common, ...nothingSeen, box }));
  }
  const objects: ObjectOf<F>[] = [];
  const copies = new Map<unknown, unknown>();
  for (const object of frame.objects as readonly ObjectOf<F>[]) {
    const one = tracked.has(object) ? tracked.get(object) : stays(object) ? copy(object, {}) : undefined;
    if (!one) continue;
    copies.set(object, one);
    objects.push(one);
  }
  if (objects.some(({ parent, children }: Relative) => parent || children?.length))
    for (const object of objects as Relative[]) relate(object, copies);
  return copy(frame, { objects: [...objects, ...missed] } as unknown as Partial<F>);
}

const nothingSeen: Partial<DetectedObject> = {
  confidence: missedConfidence,
  detectorBox: undefined,
  rotation: undefined,
  text: undefined,
  classifications: [],
  parent: undefined,
  children: [],
};

/** Parents and children are those of the new frame; one that is gone is nobody's parent. */
function relate(object: Relative, copies: ReadonlyMap<unknown, unknown>): void {
  if (object.parent) object.parent = copies.get(object.parent);
  if (object.children) object.children = object.children.map((child) => copies.get(child)).filter((child) => child !== undefined);
}

function copy<T extends object>(value: T, changes: object): T {
  // Half the cost of Object.assign to an object of that prototype.
  return Object.setPrototypeOf({ ...value, ...changes }, Object.getPrototypeOf(value));
}

/** Boxes of frames are 32-bit floats. */
function rounded({ left, top, width, height }: Box): Box {
  return { left: Math.fround(left), top: Math.fround(top), width: Math.fround(width), height: Math.fround(height) };
}

/** Cut to the frame; nothing when no part of it is inside. */
function clipped({ left, top, width, height }: Box, size: Size): Box | undefined {
  const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
  const [right, bottom] = [Math.min(left + width, size.width), Math.min(top + height, size.height)];
  return right > x && bottom > y ? rounded({ left: x, top: y, width: right - x, height: bottom - y }) : undefined;
}
