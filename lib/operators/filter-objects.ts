/** `filterObjects()`: frames with some of their objects. */
import { map, type OperatorFunction } from 'rxjs';
import { checkKeys } from '../arguments.js';
import { checkScope } from './definitions.js';
import { accepts, type FrameLike, type ObjectFilter, type ObjectOf } from './frames.js';

/**
 * The same frames with the objects that are wanted, by label, class or a function; all operators and sinks take them. Frames come as copies: others may read
 * the originals. `parent` and `children` of an object still name those of the original.
 *
 * ```ts
 * frames.pipe(filterObjects({ labels: ['person'] }), lineCrossings(lines))
 * ```
 */
export function filterObjects<F extends FrameLike>(wanted: ObjectFilter | ((object: ObjectOf<F>, frame: F) => boolean)): OperatorFunction<F, F> {
  const keep = typeof wanted === 'function' ? wanted : byFilter(wanted);
  return map((frame) => {
    const objects = (frame.objects as readonly ObjectOf<F>[]).filter((object) => keep(object, frame));
    return Object.assign(Object.create(Object.getPrototypeOf(frame)), frame, { objects });
  });
}

function byFilter(filter: ObjectFilter): (object: FrameLike['objects'][number]) => boolean {
  checkKeys('option', filter, ['labels', 'classIds']);
  checkScope('filter', filter);
  return accepts(filter);
}
