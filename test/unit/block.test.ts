/** The packed batch: the mirror of the C++ declaration, and what becomes of its values. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch } from '../../lib/batch.js';
import { Block, CLASSIFIER32, FRAME32, FRAME64, HEADER, HEADER_WORDS, LABEL32, MAGIC, OBJECT32, OBJECT64 } from '../../lib/block.js';
import type { Frame } from '../../lib/frame.js';
import { includes } from '../../lib/native.js';
import { shortest } from '../../lib/plain.js';
import { SourceDirectory } from '../../lib/source.js';
import { type BatchValues, encodeBlock, type FrameValues, type ObjectValues } from './encode-block.js';

const batchOf = (values: BatchValues, sources = new SourceDirectory()) => Batch.of(encodeBlock(values), sources);
const frameOf = (values: FrameValues) => batchOf({ frames: [values] }).frames[0] as Frame;
const objectOf = (values: ObjectValues) => frameOf({ objects: [values] }).objects[0] as Frame['objects'][number];

describe('the mirror of native/meta/block.h', () => {
  const header = readFileSync(join(import.meta.dirname, '../../native/meta/block.h'), 'utf8').replace(/\/\/.*$/gm, '');
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const columns = (name: string) => {
    const body = new RegExp(`enum (?:class )?${name} : std::uint32_t \\{([^}]*)\\}`).exec(header)?.[1] ?? '';
    return body
      .split(',')
      .map((word) => camel(word.trim()))
      .filter(Boolean);
  };

  it.each([
    ['Header', HEADER, 'headerWords'],
    ['Frame64', FRAME64, 'count'],
    ['Object64', OBJECT64, 'count'],
    ['Frame32', FRAME32, 'count'],
    ['Object32', OBJECT32, 'count'],
    ['Classifier32', CLASSIFIER32, 'count'],
    ['Label32', LABEL32, 'count'],
  ])('has the columns of %s in the same order', (name, table, last) => {
    expect(columns(name)).toEqual([...Object.keys(table), last]);
    expect(Object.values(table)).toEqual(Object.values(table).map((_, i) => i));
  });

  it('names what can be included in the order of its bits', () => {
    const request = readFileSync(join(import.meta.dirname, '../../native/meta/request.h'), 'utf8');
    const bits = new Map([...request.matchAll(/(k\w+) = 1u << (\d+)/g)].map(([, name, bit]) => [name, Number(bit)]));
    const names = [...request.matchAll(/\{"(\w+)", (k\w+)\}/g)].map(([, name, bit]) => [name, bits.get(bit)]);
    expect(names).toEqual(includes.map((name, bit) => [name, bit]));
  });

  it('has the same magic number and header size', () => {
    expect(header).toContain(`0x${MAGIC.toString(16)}`);
    expect(Object.keys(HEADER)).toHaveLength(HEADER_WORDS);
  });

  it('reads as many columns in each section as C++ writes', () => {
    const { frames, objects, classifiers, labels } = new Block(encodeBlock({ frames: [] }));
    expect([frames.count, objects.count, classifiers.count, labels.count]).toEqual([0, 0, 0, 0]);
    const { objects: one } = new Block(encodeBlock({ frames: [{ objects: [{ classifications: [{ componentId: 3, labels: [] }] }] }] }));
    expect(one.word(OBJECT32.classifierCount, 0)).toBe(1);
  });

  it('refuses bytes that are no packed batch', () => {
    expect(() => new Block(new ArrayBuffer(64))).toThrow(RangeError);
    const cut = encodeBlock({ frames: [{}] }).slice(0, 100);
    expect(() => new Block(cut)).toThrow(RangeError);
  });
});

const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -4096, max: 4096 }).filter((value) => !Object.is(value, -0));
const positive = fc.float({ noNaN: true, min: Math.fround(0.5), max: 4096 });
const box = fc.record({ left: float, top: float, width: positive, height: positive });
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const id = fc.bigInt({ min: 0n, max: 2n ** 64n - 2n });
const object = fc.record({
  label: word,
  text: word,
  classId: integer,
  componentId: integer,
  confidence: float,
  trackId: id,
  trackerConfidence: float,
  box,
  detectorBox: box,
  trackerBox: box,
  classifications: fc.array(
    fc.record({
      componentId: integer,
      type: word,
      labels: fc.array(fc.record({ id: integer, classId: integer, label: word, probability: float }), { maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
});
const frame = fc.record({
  pad: fc.nat(1000),
  sourceId: fc.nat(1000),
  number: fc.nat(),
  pts: id,
  ntpTimestamp: fc.bigInt({ min: 1n, max: 2n ** 63n }),
  width: fc.nat(8192),
  height: fc.nat(8192),
  sourceWidth: fc.nat(8192),
  sourceHeight: fc.nat(8192),
  inferred: fc.boolean(),
  objects: fc.array(object, { maxLength: 5 }),
});

describe('frames and objects', () => {
  it('hold every value that was packed', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), id, fc.nat(), (frames, pts, droppedBefore) => {
        const batch = batchOf({ frames, pts, droppedBefore });
        expect(batch.pts).toBe(pts);
        expect(batch.droppedBefore).toBe(droppedBefore);
        expect(batch.frameCount).toBe(frames.length);
        expect(batch.objectCount).toBe(frames.flatMap(({ objects }) => objects).length);
        expect(batch.frames.map(plain)).toEqual(frames.map(expected));
      }),
      { numRuns: 200 },
    );
  });

  const plain = ({ source, objects, ...rest }: Frame) => ({
    ...rest,
    pad: source.pad,
    sourceId: source.id,
    objects: objects.map(({ parent: _, children: __, ...fields }) => ({ ...fields })),
  });
  const expected = ({ width, height, sourceWidth, sourceHeight, objects, ...rest }: Required<FrameValues>, index: number) => ({
    ...rest,
    batchIndex: index,
    size: { width, height },
    sourceSize: { width: sourceWidth, height: sourceHeight },
    objects: objects.map((values) => ({ ...values, rotation: undefined })),
  });

  it('are undefined where DeepStream has a magic number', () => {
    const untracked = objectOf({ label: 'person', confidence: 0.5 });
    expect(untracked.trackId).toBeUndefined();
    expect(untracked.trackerConfidence).toBeUndefined();
    expect(untracked.detectorBox).toBeUndefined();
    expect(untracked.trackerBox).toBeUndefined();
    expect(untracked.rotation).toBeUndefined();
    expect(untracked.text).toBeUndefined();
    expect(frameOf({}).pts).toBeUndefined();
    expect(frameOf({}).ntpTimestamp).toBeUndefined();
    expect(batchOf({ frames: [] }).pts).toBeUndefined();
  });

  it('keep 64-bit track IDs exactly', () => {
    expect(objectOf({ trackId: 2n ** 64n - 2n }).trackId).toBe(18_446_744_073_709_551_614n);
    expect(objectOf({ trackId: 2n ** 53n + 1n }).toJSON().trackId).toBe('9007199254740993');
  });

  it('know parents and children', () => {
    const { objects } = frameOf({ objects: [{ label: 'car' }, { label: 'plate', parent: 0 }, { label: 'lamp', parent: 0 }] });
    expect(objects[1]?.parent).toBe(objects[0]);
    expect(objects[0]?.children).toEqual([objects[1], objects[2]]);
    expect(objects[0]?.parent).toBeUndefined();
    expect(objects[2]?.children).toEqual([]);
  });

  it('count rows of parents over the whole batch', () => {
    const { frames } = batchOf({ frames: [{ objects: [{}] }, { objects: [{ label: 'car' }, { label: 'plate', parent: 1 }] }] });
    expect(frames[1]?.objects[1]?.parent?.label).toBe('car');
  });

  it('have no parent when it is not in the batch', () => {
    expect(objectOf({ parent: -2 }).parent).toBeUndefined();
  });

  it('can be spread, compared and cloned', () => {
    const value = objectOf({ label: 'person', confidence: 0.5, trackId: 7n, box: { left: 1, top: 2, width: 3, height: 4 } });
    expect({ ...value }).toMatchObject({ label: 'person', trackId: 7n, box: { left: 1, top: 2, width: 3, height: 4 } });
    expect(structuredClone(frameOf({ number: 3, objects: [{ label: 'car' }] }))).toMatchObject({ number: 3, objects: [{ label: 'car' }] });
    expect(structuredClone(frameOf({ number: 3 }).toJSON())).toMatchObject({ number: 3 });
  });

  it('do not hold the batch: names of other batches stay their own', () => {
    const first = objectOf({ label: 'first' });
    const second = objectOf({ label: 'second' });
    expect([first.label, second.label]).toEqual(['first', 'second']);
  });
});

describe('JSON', () => {
  it('has the documented shape', () => {
    const sources = new SourceDirectory(new Map([[2, { name: 'gate', uri: 'file:///gate.mp4' }]]));
    const values: FrameValues = {
      pad: 2,
      number: 5,
      pts: 40_000_000n,
      objects: [
        {
          label: 'person',
          classId: 0,
          componentId: 1,
          confidence: 0.9,
          trackId: 12n,
          trackerConfidence: 0.7,
          box: { left: 0.1, top: 2, width: 30, height: 40.5 },
        },
        { label: 'face', classId: 1, componentId: 2, confidence: 0.8, parent: 0, box: { left: 1, top: 1, width: 1, height: 1 } },
      ],
    };
    const { frames } = Batch.of(encodeBlock({ frames: [values] }), sources);
    expect(JSON.parse(JSON.stringify(frames[0]))).toEqual({
      source: { id: 2, name: 'gate', uri: 'file:///gate.mp4', pad: 2 },
      number: 5,
      pts: '40000000',
      size: { width: 1280, height: 720 },
      sourceSize: { width: 1920, height: 1080 },
      batchIndex: 0,
      inferred: true,
      objects: [
        {
          label: 'person',
          classId: 0,
          confidence: 0.9,
          componentId: 1,
          trackId: '12',
          trackerConfidence: 0.7,
          box: { left: 0.1, top: 2, width: 30, height: 40.5 },
        },
        { label: 'face', classId: 1, confidence: 0.8, componentId: 2, box: { left: 1, top: 1, width: 1, height: 1 }, parent: 0 },
      ],
    });
  });

  it('writes any frame and batch', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 3 }), (frames) => {
        const batch = batchOf({ frames });
        expect(JSON.parse(JSON.stringify(batch)).frames).toEqual(batch.frames.map((each) => JSON.parse(JSON.stringify(each))));
      }),
      { numRuns: 50 },
    );
  });

  it('writes the shortest number that reads back as the same float', () => {
    expect(shortest(Math.fround(0.9))).toBe(0.9);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const short = shortest(value);
        expect(Math.fround(short) - value).toBe(0);
        expect(String(short).length).toBeLessThanOrEqual(String(value).length);
      }),
    );
  });
});

describe('inspection', () => {
  it('shows what is there and leaves out what is not', () => {
    const text = inspect(
      frameOf({
        number: 0,
        objects: [
          { label: 'person', trackId: 7n },
          { label: 'face', parent: 0 },
        ],
      }),
      { depth: 5 },
    );
    expect(text).toMatch(/^Frame \{/);
    expect(text).toContain("label: 'person'");
    expect(text).toContain('trackId: 7n');
    expect(text).toContain("parent: 'person 7'");
    expect(text).not.toContain('undefined');
    expect(text).not.toContain('Circular');
  });
});

describe('boxes that are no numbers', () => {
  it('stay what they are, and are null in JSON', () => {
    const value = objectOf({ box: { left: Number.NaN, top: Number.POSITIVE_INFINITY, width: 1, height: 2 } });
    expect(value.box).toEqual({ left: Number.NaN, top: Number.POSITIVE_INFINITY, width: 1, height: 2 });
    expect(JSON.parse(JSON.stringify(value)).box).toEqual({ left: null, top: null, width: 1, height: 2 });
  });
});

describe('columns', () => {
  it('have every column of the block', () => {
    const block = { frames: FRAME32, objects: OBJECT32, classifications: CLASSIFIER32, labels: LABEL32 };
    const { columns } = batchOf({ frames: [] });
    for (const [section, columnsOfBlock] of Object.entries(block)) {
      const longs = section === 'frames' ? 2 : section === 'objects' ? 1 : 0;
      expect(Object.keys(columns[section as keyof typeof block])).toHaveLength(Object.keys(columnsOfBlock).length + longs);
    }
  });

  it('give the same values as frames and objects, without a copy', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 3 }), (frames) => {
        const { columns, frames: views } = batchOf({ frames });
        const objects = views.flatMap((view) => view.objects);
        expect([...columns.frames.number]).toEqual(views.map((view) => view.number));
        expect([...columns.frames.pts]).toEqual(views.map((view) => view.pts));
        expect([...columns.objects.trackId]).toEqual(objects.map((each) => each.trackId));
        expect([...columns.objects.left]).toEqual(objects.map((each) => each.box.left));
        expect([...columns.objects.label].map(columns.string)).toEqual(objects.map((each) => each.label));
        expect(
          [...columns.frames.firstObject].map((first, i) => objects[first] === views[i]?.objects[0] || views[i]?.objects.length === 0),
        ).not.toContain(false);
        expect(columns.objects.left.buffer).toBe(columns.frames.pts.buffer);
      }),
      { numRuns: 50 },
    );
  });
});
