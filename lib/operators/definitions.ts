/** What zones, lines and directions have in common when a program defines them. */
import { checkKeys, shown, wrong } from '../arguments.js';
import { DeepStreamError } from '../errors.js';
import type { Size } from '../frame.js';
import type { ObjectFilter, SourceNames } from './frames.js';
import { type Anchor, anchors, type Point } from './geometry.js';

/** Where and for what a zone, line or direction holds. */
export interface Scope extends ObjectFilter {
  /** Which point of the box is looked at. Default `bottom-center`: where the object stands. */
  readonly anchor?: Anchor;
  /** Only frames of these sources, by name or id. Default: all. */
  readonly sources?: SourceNames;
}

export const scopeKeys = ['name', 'anchor', 'labels', 'classIds', 'sources'] as const;

/** Named definitions: an object by name, or a list whose members have names. */
export type Named<T, Short = never> = Readonly<Record<string, T | Short>> | readonly (T & { readonly name: string })[];

/** Name and definition of each; a name given twice is refused. `kind` is the word for messages. */
export function namedEntries<T, Short>(kind: string, definitions: Named<T, Short>): [string, T | Short][] {
  if (typeof definitions !== 'object' || definitions === null) throw wrong(`${kind}s`, definitions, `an object of ${kind}s by name`);
  const entries: [string, T | Short][] = Array.isArray(definitions)
    ? definitions.map((definition: T & { name: string }, i): [string, T] => {
        const { name } = definition ?? {};
        if (typeof name !== 'string' || name === '') throw wrong(`${kind}s[${i}].name`, name, 'a name');
        return [name, definition];
      })
    : Object.entries(definitions as Record<string, T | Short>);
  if (entries.length === 0) throw wrong(`${kind}s`, definitions, `at least one ${kind}`);
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name)) {
      throw new DeepStreamError({
        code: 'ERR_ARGUMENT',
        message: `Two ${kind}s have the name "${name}".`,
        key: `${kind}s`,
        value: name,
        remedy: 'Give each a name of its own: results are told by name.',
      });
    }
    names.add(name);
  }
  return entries;
}

export function checkScope(key: string, { anchor, labels, classIds, sources }: Scope): void {
  if (anchor !== undefined && !anchors.includes(anchor)) throw wrong(`${key}.anchor`, anchor, `one of ${anchors.join(', ')}`);
  if (labels !== undefined && !(Array.isArray(labels) && labels.length > 0 && labels.every((label) => typeof label === 'string')))
    throw wrong(`${key}.labels`, labels, 'an array of labels');
  if (classIds !== undefined) {
    if (!Array.isArray(classIds) || classIds.length === 0) throw wrong(`${key}.classIds`, classIds, 'an array of class numbers');
    const bad = classIds.find((id) => !Number.isInteger(id) || id < 0);
    if (bad !== undefined) {
      throw malformed(`${key}.classIds`, bad, `${shown(bad)} is no class number`, 'Classes count from 0; leave classIds out to take all of them.');
    }
  }
  if (sources !== undefined && !(Array.isArray(sources) && sources.length > 0 && sources.every((one) => ['string', 'number'].includes(typeof one))))
    throw wrong(`${key}.sources`, sources, 'an array of source names and ids');
}

export function checkPoint(key: string, point: unknown): Point {
  const good = Array.isArray(point) && point.length === 2 && point.every((value) => typeof value === 'number' && Number.isFinite(value));
  if (!good) throw wrong(key, point, 'a point [x, y] of two numbers');
  return point as unknown as Point;
}

export function checkDefinition(key: string, definition: unknown, known: readonly string[]): void {
  if (typeof definition !== 'object' || definition === null) throw wrong(key, definition, 'an object');
  checkKeys(`option in ${key}`, definition, known);
}

export function malformed(key: string, value: unknown, message: string, remedy: string): DeepStreamError {
  return new DeepStreamError({ code: 'ERR_ARGUMENT', message: `"${key}": ${message}.`, key, value: shown(value), remedy });
}

/** The picture on which points were measured. */
export interface DrawnOn {
  /**
   * Width and height of the picture on which the points were drawn; they are scaled to the frame (as `config-width` and `config-height` of
   * `nvdsanalytics`). Default: the points are pixels of the muxer's frame.
   */
  readonly size?: Size;
}

export function checkSize(size: unknown): void {
  const { width, height } = (size ?? {}) as Partial<Size>;
  if (!(typeof width === 'number' && width > 0 && typeof height === 'number' && height > 0))
    throw wrong('size', size, 'the width and height of the picture on which points were drawn');
}

/** Points in pixels of a frame; those outside it are refused. */
export function pointsInFrame(key: string, points: readonly Point[], drawnOn: Size | undefined, frame: Size): Point[] {
  const { width, height } = drawnOn ?? frame;
  refuseOutside(key, points, { width, height }, drawnOn ? 'the picture' : 'the frame');
  return points.map(([x, y]) => [(x / width) * frame.width, (y / height) * frame.height]);
}

/** The border of the picture belongs to it. */
export function refuseOutside(key: string, points: readonly Point[], { width, height }: Size, picture: string): void {
  const bad = points.findIndex(([x, y]) => x < 0 || y < 0 || x > width || y > height);
  if (bad < 0) return;
  throw malformed(
    key,
    points[bad],
    `point ${bad + 1}, ${shown(points[bad])}, lies outside ${picture} of ${width}×${height}`,
    'Give pixels of the muxer’s frame, or say with { size } on which picture the points were drawn.',
  );
}
