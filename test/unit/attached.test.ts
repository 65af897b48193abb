/** What hangs on batches, frames, objects and regions: from packed records to values. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch } from '../../lib/batch.js';
import { float16ToFloat32, registerUserMeta } from '../../lib/index.js';
import { ATTACHMENT32, KIND, NO_DATA, OWNER } from '../../lib/records.js';
import { SourceDirectory } from '../../lib/source.js';
import { type AttachmentValues, encodeBlock, type FieldValue } from './encode-block.js';

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('the mirror of native/meta/block.h', () => {
  const header = readFileSync(join(import.meta.dirname, '../../native/meta/block.h'), 'utf8').replace(/\/\/.*$/gm, '');
  it.each([
    ['Attachment32', ATTACHMENT32],
    ['Owner', OWNER],
    ['Kind', KIND],
  ])('has %s in the same order', (name, table) => {
    const body = new RegExp(`enum class ${name} : std::uint32_t \\{([^}]*)\\}`).exec(header)?.[1] ?? '';
    const names = body.split(',').map((word) => camel(word.trim()));
    expect(names.filter(Boolean)).toEqual([...Object.keys(table), 'count']);
    expect(Object.values(table)).toEqual(Object.values(table).map((_, i) => i));
  });
});

/** Two frames with two objects and one, and what is attached. */
function batchWith(...attachments: AttachmentValues[]): Batch {
  const frames = [
    { pad: 0, objects: [{ label: 'car' }, { label: 'plate' }] },
    { pad: 1, objects: [{ label: 'person' }] },
  ];
  return Batch.of(encodeBlock({ frames, attachments }), new SourceDirectory(new Map([[1, { name: 'gate' }]])));
}
const onBatch = (kind: number, ...fields: FieldValue[]): AttachmentValues => ({ owner: OWNER.batch, row: 0, kind, fields });
const onFrame = (kind: number, ...fields: FieldValue[]): AttachmentValues => ({ owner: OWNER.frame, row: 1, kind, fields });
const onObject = (kind: number, ...fields: FieldValue[]): AttachmentValues => ({ owner: OWNER.object, row: 2, kind, fields });
const onRegion = (row: number, kind: number, ...fields: FieldValue[]): AttachmentValues => ({ owner: OWNER.region, row, kind, fields });
const frameWith = (...attachments: AttachmentValues[]) => batchWith(...attachments).frames[1] as NonNullable<Batch['frames'][1]>;
const objectWith = (...attachments: AttachmentValues[]) => frameWith(...attachments).objects[0] as NonNullable<Batch['frames'][0]['objects'][0]>;
const floats = (...values: number[]) => values.map((float) => ({ float }));
const colour = floats(1, 0.5, 0.25, 0);
const red = { red: 1, green: 0.5, blue: 0.25, alpha: 0 };
const box = floats(1, 2, 3, 4);
const edges = { left: 1, top: 2, width: 3, height: 4 };

/** One layer of two by three floats. */
const output = [7, 0, 640, 480, 3, 1, -1 >>> 0, 1, 'boxes', 1, 2, 2, 3, { bulk: Float32Array.of(1, 2, 3, 4, 5, 6) }];
const expectedOutput = {
  componentId: 7,
  network: { width: 640, height: 480, channels: 3 },
  gpuId: 0,
  maintainAspectRatio: true,
  layers: [{ name: 'boxes', type: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
};
const region = (number: number, frame: number, object: number): FieldValue[] => [
  number,
  frame,
  object,
  ...box,
  ...Array.from({ length: 16 }, (_, i) => (i < 4 ? i + 1 : 0)),
  ...[0.5, 0.25, 8, 16].map((double) => ({ double })),
  1,
  4,
  'colour',
  1,
  2,
  3,
  { float: 0.5 },
  'red',
];
const expectedRegion = {
  box: edges,
  scale: { x: 0.5, y: 0.25 },
  offset: { x: 8, y: 16 },
  classifications: [{ componentId: 4, type: 'colour', labels: [{ id: 2, classId: 3, label: 'red', probability: 0.5 }] }],
};
const track = [1, 1, 1, { long: 2n ** 40n }, 2, 'person', 1, 100, ...box, { float: 0.5 }, 3, 3, ...floats(0.75, 7, 8)];
const expectedTrack = {
  source: { id: 1, name: 'gate', pad: 1 },
  trackId: 2n ** 40n,
  classId: 2,
  label: 'person',
  frames: [{ number: 100, box: edges, confidence: 0.5, age: 3, state: 'tentative', visibility: 0.75, worldFoot: { x: 7, y: 8 } }],
};

describe('frames have', () => {
  it('analytics: those of several elements together', () => {
    const first = [1, 1, 'queue', 1, 1, 'dock', 3, 1, 'entry', { long: 1n }, 1, 'entry', { long: 2n ** 33n }, 1, -1, 2];
    const second = [2, 0, 1, '__proto__', 9, 0, 0, 0];
    const { analytics } = frameWith(onFrame(KIND.frameAnalytics, ...first), onFrame(KIND.frameAnalytics, ...second));
    expect(analytics?.overcrowded).toEqual({ queue: true });
    expect(Object.entries(analytics?.roiCounts ?? {})).toEqual([
      ['dock', 3],
      ['__proto__', 9],
    ]);
    expect(analytics?.lineCrossings).toEqual({ current: { entry: 1 }, cumulative: { entry: 2 ** 33 } });
    expect(analytics?.objectCounts).toEqual({ [-1]: 2 });
  });

  it('tensors of each model', () => {
    expect(frameWith(onFrame(KIND.tensors, ...output), onFrame(KIND.tensors, ...output)).tensors).toEqual([expectedOutput, expectedOutput]);
  });

  it('segmentation maps', () => {
    const fields = [5, 2, 3, 2, { bulk: Int32Array.of(0, 1, -1, 1, 0, 0) }, { bulk: undefined }];
    expect(frameWith(onFrame(KIND.segmentation, ...fields)).segmentations).toEqual([
      { componentId: 5, classes: 2, width: 3, height: 2, classMap: Int32Array.of(0, 1, -1, 1, 0, 0) },
    ]);
  });

  it('regions with what hangs on them', () => {
    const { regions } = frameWith(onFrame(KIND.region, ...region(3, 1, -1)), onRegion(3, KIND.tensors, ...output));
    expect(regions).toMatchObject([{ ...expectedRegion, tensors: [expectedOutput] }]);
    expect(regions?.[0]?.polygon.slice(0, 2)).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]);
  });

  it('shapes to draw', () => {
    const rect = [...box, { float: 30 }, 3, ...colour, 1, ...colour];
    const text = ['hello', 5, 6, 'Serif', 11, ...colour, 0, ...colour];
    const line = [1, 2, 3, 4, 5, ...colour];
    const arrow = [1, 2, 3, 4, 5, 2, ...colour];
    const circle = [1, 2, 3, ...colour, 0, ...colour, 4];
    const { display } = frameWith(onFrame(KIND.display, 1, ...rect, 1, ...text, 1, ...line, 1, ...arrow, 1, ...circle));
    const ends = { from: { x: 1, y: 2 }, to: { x: 3, y: 4 }, width: 5, color: red };
    expect(display).toEqual([
      {
        rects: [{ box: edges, rotation: 30, borderWidth: 3, borderColor: red, background: red }],
        texts: [{ text: 'hello', at: { x: 5, y: 6 }, font: { name: 'Serif', size: 11, color: red } }],
        lines: [ends],
        arrows: [{ ...ends, head: 'both' }],
        circles: [{ centre: { x: 1, y: 2 }, radius: 3, color: red, width: 4 }],
      },
    ]);
  });

  it('user data of the video stream, sensors and an application’s numbers', () => {
    const uuid = [...new Uint32Array(Uint8Array.from({ length: 16 }, (_, i) => i).buffer)];
    const frame = frameWith(
      onFrame(KIND.sei, '', 1, ...uuid, { bulk: Uint8Array.of(1, 2) }),
      onFrame(KIND.sei, 'GST.USER.SEI.META', 0, { bulk: Uint8Array.of(3) }),
      onFrame(KIND.sensor, '7', '', 'rtsp://gate'),
      onFrame(KIND.misc, ...[1n, 2n, 3n, 2n ** 64n - 1n].map((long) => ({ long }))),
    );
    expect(frame.sei).toEqual([
      { uuid: '00010203-0405-0607-0809-0a0b0c0d0e0f', data: Uint8Array.of(1, 2) },
      { type: 'GST.USER.SEI.META', data: Uint8Array.of(3) },
    ]);
    expect(frame.sensor).toEqual({ id: '7', uri: 'rtsp://gate' });
    expect(frame.misc).toEqual([1n, 2n, 3n, -1n]);
  });

  it('nothing of what is not there', () => {
    const frame = frameWith();
    expect(Object.keys(frame)).not.toContain('tensors');
    expect(frame.analytics).toBeUndefined();
    expect(frame.toJSON()).not.toHaveProperty('analytics');
  });
});

describe('objects have', () => {
  it('analytics: those of several elements together', () => {
    const first = [1, 2, 'dock', 'gate', 0, 1, 'entry', 'north', ''];
    const second = [2, 1, 'yard', 1, 'yard', 0, '', 'moving'];
    expect(objectWith(onObject(KIND.objectAnalytics, ...first), onObject(KIND.objectAnalytics, ...second)).analytics).toEqual({
      rois: ['dock', 'gate', 'yard'],
      overcrowded: ['yard'],
      lines: ['entry'],
      direction: 'north',
      status: 'moving',
    });
  });

  it('a mask, an embedding and a style', () => {
    const object = objectWith(
      onObject(KIND.mask, 3, 1, { float: 0.5 }, { bulk: Float32Array.of(0, 1, 0) }),
      onObject(KIND.embedding, { bulk: Float32Array.of(1, 2) }),
      onObject(KIND.style, ...box, { float: 0 }, 3, ...colour, 0, ...colour, 'person 7', 1, 2, 'Serif', 10, ...colour, 1, ...colour),
    );
    expect(object.mask).toEqual({ width: 3, height: 1, threshold: 0.5, data: Float32Array.of(0, 1, 0) });
    expect(object.embedding).toEqual(Float32Array.of(1, 2));
    expect(object.style).toEqual({
      rect: { box: edges, borderWidth: 3, borderColor: red },
      text: { text: 'person 7', at: { x: 1, y: 2 }, font: { name: 'Serif', size: 10, color: red }, background: red },
    });
    expect(objectWith(onObject(KIND.embedding, { bulk: undefined }))).not.toHaveProperty('embedding');
  });

  it('a place in the world', () => {
    const { projection } = objectWith(
      onObject(KIND.visibility, { float: 0.5 }),
      onObject(KIND.imageFoot, ...floats(1, 2)),
      onObject(KIND.worldFoot, ...floats(3, -4)),
      onObject(KIND.hull, 2, 1, 2, -3 >>> 0, 4),
      onObject(KIND.box3d, ...floats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
    );
    expect(projection).toEqual({
      visibility: 0.5,
      imageFoot: { x: 1, y: 2 },
      worldFoot: { x: 3, y: -4 },
      hull: [
        { x: 1, y: 2 },
        { x: -3, y: 4 },
      ],
      box3d: {
        centre: { x: 1, y: 2, z: 3 },
        size: { x: 4, y: 5, z: 6 },
        rotation: { x: 7, y: 8, z: 9 },
        velocity: { x: 10, y: 11, z: 12 },
      },
    });
  });

  it('what the console and JSON show', () => {
    const object = objectWith(
      onObject(KIND.visibility, { float: 0.9 }),
      onObject(KIND.embedding, { bulk: Float32Array.of(0.5, 2) }),
      onObject(KIND.misc, ...[1n, 0n, 0n, 0n].map((long) => ({ long }))),
    );
    expect(JSON.parse(JSON.stringify(object))).toMatchObject({ projection: { visibility: 0.9 }, embedding: [0.5, 2], misc: ['1', '0', '0', '0'] });
    expect(inspect(object)).toContain('visibility');
    expect(structuredClone({ ...object }).embedding).toEqual(Float32Array.of(0.5, 2));
  });
});

describe('batches have', () => {
  it('tracks, with their sources', () => {
    const { tracks } = batchWith(onBatch(KIND.pastTracks, ...track), onBatch(KIND.terminatedTracks, ...track));
    expect(tracks).toEqual({ past: [expectedTrack], shadow: [], terminated: [expectedTrack] });
  });

  it('tracks of releases that tell less', () => {
    const older = [...track.slice(0, -4), NO_DATA, ...floats(Number.NaN, Number.NaN, Number.NaN)];
    const frame = batchWith(onBatch(KIND.shadowTracks, ...older)).tracks?.shadow[0]?.frames[0];
    expect(frame).toEqual({ number: 100, box: edges, confidence: 0.5, age: 3 });
  });

  it('preprocessed tensors, whose regions are of frames and objects', () => {
    const fields = [1, { long: 2n }, 4, 2, 1, 0, 5, 1, 'input', 2, 4, 1, 3, 2, 8, { bulk: new Uint16Array(48).fill(0x3c00) }];
    const batch = batchWith(
      onBatch(KIND.preprocessed, ...fields),
      onBatch(KIND.region, ...region(4, 0, -1)),
      onBatch(KIND.region, ...region(5, 1, 2)),
      onBatch(KIND.region, ...region(6, 1, -1)),
    );
    const [made] = batch.preprocessed ?? [];
    expect(made).toMatchObject({
      componentIds: [2n],
      tensor: { name: 'input', type: 'float16', shape: [1, 3, 2, 8], order: 'NCHW', gpuId: 0, id: 5 },
    });
    expect(made?.regions).toHaveLength(2);
    expect(made?.regions[0]?.frame).toBe(batch.frames[0]);
    expect(made?.regions[0]).not.toHaveProperty('object');
    expect(made?.regions[1]?.object).toBe(batch.frames[1]?.objects[0]);
    expect(float16ToFloat32(made?.tensor?.data as Uint16Array)).toEqual(new Float32Array(48).fill(1));
    expect(JSON.parse(JSON.stringify(batch)).preprocessed[0].tensor.shape).toEqual([1, 3, 2, 8]);
  });

  it('embeddings, latencies and numbers', () => {
    const latency = ['pgie', { double: 1000.5 }, { double: 1002 }, 1, 17, 2, 1, 'preprocess', { double: 1 }, { double: 2 }];
    const batch = batchWith(
      onBatch(KIND.embeddings, 2, 3, { bulk: Float32Array.of(1, 2, 3, 4, 5, 6) }),
      onBatch(KIND.latency, ...latency),
      onBatch(KIND.misc, ...[0n, 0n, 0n, 4n].map((long) => ({ long }))),
    );
    expect(batch.embeddings).toEqual({ length: 2, count: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect(batch.latency).toEqual([
      { component: 'pgie', entered: 1000.5, left: 1002, sourceId: 1, frameNumber: 17, pad: 2, parts: [{ name: 'preprocess', entered: 1, left: 2 }] },
    ]);
    expect(batch.misc).toEqual([0n, 0n, 0n, 4n]);
  });
});

describe('tensors', () => {
  const tensor = (type: number, shape: number[], data: FieldValue) =>
    frameWith(onFrame(KIND.tensors, 1, 0, 640, 480, 3, -1 >>> 0, -1 >>> 0, 1, '', type, shape.length, ...shape, data)).tensors?.[0]?.layers[0];

  it('have the array of their type', () => {
    expect(tensor(2, [2], { bulk: Uint16Array.of(1, 2) })).toMatchObject({ type: 'float16', data: Uint16Array.of(1, 2) });
    expect(tensor(3, [2], { bulk: Uint8Array.of(255, 2) })).toMatchObject({ type: 'int8', data: Int8Array.of(-1, 2) });
    expect(tensor(7, [1], { bulk: BigInt64Array.of(-5n) })).toMatchObject({ type: 'int64', data: BigInt64Array.of(-5n) });
    expect(tensor(99, [2], { bulk: undefined })).toEqual({ name: '', type: 'unknown', shape: [2] });
  });

  it('have an order where their shape tells it', () => {
    const nothing = { bulk: undefined };
    expect(tensor(1, [80, 120, 160], nothing)?.order).toBe('CHW');
    expect(tensor(1, [120, 160, 80], nothing)?.order).toBe('HWC');
    expect(tensor(1, [100, 7], nothing)).not.toHaveProperty('order');
    expect(tensor(1, [10, 20, 30], nothing)).not.toHaveProperty('order');
  });

  it('of 16-bit floats can be read as numbers', () => {
    const numberOf = (half: number) => {
      const fraction = half & 1023;
      const exponent = (half >> 10) & 31;
      const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
      const value = exponent < 31 ? size : fraction === 0 ? Infinity : Number.NaN;
      return half & 0x8000 ? -value : value;
    };
    const halves = Uint16Array.from({ length: 0x10000 }, (_, half) => half);
    expect(float16ToFloat32(halves)).toEqual(Float32Array.from(halves, numberOf));
  });
});

describe('user metadata of unknown type', () => {
  const unknown = onObject(KIND.userMeta, 9000, 'ACME.COUNTER', { bulk: new Uint8Array(Uint32Array.of(42).buffer) });

  it('is visible with its number and name', () => {
    const [meta] = objectWith(onObject(KIND.userMeta, 9000, 'ACME.COUNTER', { bulk: undefined })).userMeta ?? [];
    expect(meta).toMatchObject({ type: 9000, name: 'ACME.COUNTER' });
    expect(meta?.bytes).toBeUndefined();
    expect(meta?.value).toBeUndefined();
  });

  it.each([9000, 'ACME.COUNTER'])('is read by a decoder registered for %s', (type) => {
    const unregister = registerUserMeta({ type, size: 4 }, (bytes) => bytes.getUint32(0, true));
    const [meta] = objectWith(unknown).userMeta ?? [];
    expect(meta?.value).toBe(42);
    expect(JSON.parse(JSON.stringify(meta))).toEqual({ type: 9000, name: 'ACME.COUNTER', value: 42 });
    unregister();
    expect(meta?.value).toBeUndefined();
  });

  it('gives decoders a copy of the structure and no more', () => {
    const unregister = registerUserMeta({ type: 9000, size: 4 }, (bytes) => {
      expect(bytes.buffer.byteLength).toBe(4);
      bytes.setUint32(0, 7);
      expect(() => bytes.getUint32(1)).toThrow(RangeError);
      return true;
    });
    const [meta] = objectWith(unknown).userMeta ?? [];
    expect(meta?.value).toBe(true);
    expect([...(meta?.bytes ?? [])]).toEqual([42, 0, 0, 0]);
    unregister();
  });

  it.each([
    [{ type: '', size: 4 }, () => {}, 'for "type"'],
    [{ type: 1.5, size: 4 }, () => {}, 'for "type"'],
    [{ type: 9000, size: 0 }, () => {}, 'Expected a number of bytes from 1 to 1048576 for "size", got 0.'],
    [{ type: 9000, size: 4 }, 'read', 'Expected a function for "decode"'],
    [undefined, () => {}, 'for "type", got undefined'],
  ])('checks what is registered: %j', (descriptor, decode, message) => {
    expect(() => registerUserMeta(descriptor as never, decode as never)).toThrow(message);
  });
});

describe('a corrupt block', () => {
  const whole = encodeBlock({
    frames: [
      { objects: [{ label: 'car', classifications: [{ componentId: 1, labels: [{ id: 0, classId: 1, label: 'red', probability: 1 }] }] }, {}, {}] },
      {},
    ],
    attachments: [
      onBatch(KIND.pastTracks, ...track),
      onBatch(KIND.region, ...region(0, 0, 0)),
      onFrame(KIND.tensors, ...output),
      onFrame(KIND.frameAnalytics, 1, 1, 'queue', 1, 0, 0, 0, 0),
      onObject(KIND.hull, 1, 2, 3),
      onObject(KIND.mask, 3, 1, { float: 0.5 }, { bulk: Float32Array.of(0, 1, 0) }),
    ],
  });

  it('is read to the end or refused with a RangeError, whatever its words are', () => {
    const words = whole.byteLength / 4;
    const word = fc.oneof(fc.nat(2 ** 32 - 1), fc.nat(64), fc.constantFrom(0xffff_ffff, 0x8000_0000, 2 ** 31 - 1));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(words - 1), word), { minLength: 1, maxLength: 6 }), (changes) => {
        const damaged = whole.slice(0);
        const view = new Uint32Array(damaged);
        for (const [at, value] of changes) view[at] = value;
        try {
          const batch = Batch.of(damaged, new SourceDirectory());
          JSON.stringify(batch);
          batch.columns.objects.left.at(-1);
          batch.preprocessed?.at(0);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
