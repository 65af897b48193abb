/** `heatMap()`: where objects spend their time. */
import type { OperatorFunction } from 'rxjs';
import { checkNumber, checkWhole } from '../arguments.js';
import type { Size } from '../frame.js';
import type { Source } from '../source.js';
import type { ClockOptions } from './clock.js';
import { checkScope } from './definitions.js';
import { accepts, type FrameLike, type ObjectFilter } from './frames.js';
import { type Anchor, anchorPoint } from './geometry.js';
import { checkOptions, perSource } from './per-source.js';

export interface HeatMapOptions extends ClockOptions, ObjectFilter {
  /** Cells from left to right, 1 to 1,000. Default 64. */
  readonly columns?: number;
  /** Cells from top to bottom, 1 to 1,000. Default: square cells. */
  readonly rows?: number;
  /** Which point of the box leaves the trace. Default `bottom-center`. */
  readonly anchor?: Anchor;
  /** A map so far is told every so many milliseconds of the source's time, and at the end. Default: at the end only. */
  readonly everyMs?: number;
}

/** Where objects were, as a grid over the picture. */
export interface HeatMap {
  readonly source: Source;
  /** Of the frames. */
  readonly size: Size;
  readonly columns: number;
  readonly rows: number;
  /** Seconds that objects spent in each cell, row by row from the top left; two objects for a second are two. */
  readonly seconds: Float64Array;
  /** The greatest of them. */
  readonly peak: number;
}

/** The sum of maps with equal grids, of one camera on different days for example. */
export function mergeHeatMaps(maps: readonly [HeatMap, ...HeatMap[]]): HeatMap {
  const [first] = maps;
  const seconds = new Float64Array(first.seconds.length);
  for (const map of maps) {
    checkWhole('columns', map.columns, first.columns, first.columns);
    checkWhole('rows', map.rows, first.rows, first.rows);
    for (let i = 0; i < seconds.length; i++) seconds[i] = (seconds[i] ?? 0) + (map.seconds[i] ?? 0);
  }
  return { ...first, seconds, peak: peakOf(seconds) };
}

/** A heat map of each source; anchors outside the frame leave no trace. */
export function heatMap<F extends FrameLike>(options: HeatMapOptions = {}): OperatorFunction<F, HeatMap> {
  checkOptions(options, ['labels', 'classIds', 'columns', 'rows', 'anchor', 'everyMs']);
  const { anchor = 'bottom-center' } = options;
  const columns = checkWhole('columns', options.columns ?? 64, 1, 1000);
  const everyMs = checkNumber('everyMs', options.everyMs ?? Number.POSITIVE_INFINITY, 1);
  if (options.rows !== undefined) checkWhole('rows', options.rows, 1, 1000);
  checkScope('options', { ...options, anchor });
  const wanted = accepts(options);
  return perSource<F, HeatMap>(options, ({ source, size }) => {
    const rows = options.rows ?? Math.min(1000, Math.max(1, Math.round((columns * size.height) / size.width)));
    const seconds = new Float64Array(columns * rows);
    const snapshot = (): HeatMap => ({ source, size, columns, rows, seconds: seconds.slice(), peak: peakOf(seconds) });
    let before = 0;
    let told = 0;
    return {
      next(frame, { ms }, emit) {
        // Each frame speaks for the time since the one before.
        const step = (ms - before) / 1000;
        before = ms;
        for (const object of frame.objects) {
          if (!wanted(object)) continue;
          const [x, y] = anchorPoint(object.box, anchor);
          // An object that stands on the lower border has its anchor there.
          const column = Math.floor((Math.min(x, frame.size.width - 1e-6) / frame.size.width) * columns);
          const row = Math.floor((Math.min(y, frame.size.height - 1e-6) / frame.size.height) * rows);
          if (x > frame.size.width || y > frame.size.height || column < 0 || row < 0) continue;
          seconds[row * columns + column] = (seconds[row * columns + column] ?? 0) + step;
        }
        if (ms - told >= everyMs) {
          told = ms;
          emit(snapshot());
        }
      },
      complete(emit) {
        emit(snapshot());
      },
    };
  });
}

function peakOf(seconds: Float64Array): number {
  return seconds.reduce((most, value) => Math.max(most, value), 0);
}
