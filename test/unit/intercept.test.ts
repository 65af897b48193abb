/** Interceptors and annotations: what becomes of what a handler does. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ADDED } from '../../lib/edits.js';
import { type DeepStreamError, type EditableBatch, type InterceptHandler, type Interception, Pipeline, type PipelineEvent } from '../../lib/index.js';
import { decodeEdits } from './decode-edits.js';
import type { BatchValues } from './encode-block.js';
import { FakeBinding, type FakeInterception, settle } from './fake-binding.js';

let binding: FakeBinding;
let restore: () => void;
let pipeline: Pipeline;
const warnings: DeepStreamError[] = [];
const logger = { warn: vi.fn(), error: vi.fn() };

beforeEach(() => {
  binding = new FakeBinding(undefined, { mux: 'nvstreammux', pgie: 'nvinfer', osd: 'nvdsosd', second: 'nvdsosd', sink: 'fakesink' });
  restore = binding.install();
  pipeline = Pipeline.launch('videotestsrc name=gate ! mux.sink_3 nvstreammux name=mux ! fakesink', { logger });
  warnings.length = 0;
  vi.clearAllMocks();
  pipeline.events$.subscribe((event: PipelineEvent) => {
    if (event.type === 'warning') warnings.push(event.warning);
  });
});
afterEach(() => restore());

const batch: BatchValues = {
  frames: [
    { objects: [{ label: 'dog', text: 'dog', classId: 1, confidence: 0.9, box: { left: 1, top: 2, width: 3, height: 4 } }] },
    {
      inferred: false,
      objects: [
        { label: 'cat', text: 'cat 7', trackId: 7n },
        { label: 'tail', parent: 1 },
      ],
    },
  ],
};

const nativeOf = () => binding.pipeline.interceptions.at(-1) as FakeInterception;
/** The commands that a handler's work on the batch comes to. */
function edit(handler: (batch: EditableBatch) => void): Record<string, unknown>[] {
  const interception = pipeline.intercept('pgie', handler);
  nativeOf().offer(batch);
  interception.unsubscribe();
  const answer = nativeOf().answers.at(-1);
  if (!(answer instanceof Uint8Array)) throw warnings.at(-1) ?? new Error('no answer');
  return decodeEdits(answer);
}
const objectOf = ({ frames }: EditableBatch, frame = 0, index = 0) => {
  const object = frames[frame]?.objects[index];
  if (!object) throw new Error('no such object');
  return object;
};

describe('a handler that changes', () => {
  it('nothing leaves the batch as it is', () => {
    expect(edit(() => {})).toEqual([]);
    expect(edit(({ frames }) => void frames.map(({ objects }) => objects.length))).toEqual([]);
  });

  it('fields of an object writes those and no others', () => {
    const commands = edit((each) => {
      const object = objectOf(each);
      object.classId = 5;
      object.confidence = 0.25;
      object.box.left = 10;
      object.trackId = 99n;
      object.text = 'hello';
    });
    expect(commands).toEqual([
      { command: 'change', object: 0, classId: 5, confidence: 0.25, box: { left: 10, top: 2, width: 3, height: 4 }, trackId: 99n, text: 'hello' },
    ]);
  });

  it('a value to what it was writes nothing', () => {
    expect(
      edit((each) => {
        const object = objectOf(each);
        object.confidence = 0.9;
        object.box = { left: 1, top: 2, width: 3, height: 4 };
        object.label = 'dog';
      }),
    ).toEqual([]);
  });

  it('a label changes the text that showed it, but no other text', () => {
    expect(
      edit((each) => {
        objectOf(each).label = 'wolf';
        objectOf(each, 1).label = 'lion';
      }),
    ).toEqual([
      { command: 'change', object: 0, label: 'wolf', text: 'wolf' },
      { command: 'change', object: 1, label: 'lion' },
    ]);
  });

  it('a track or a text to undefined takes it away', () => {
    expect(
      edit((each) => {
        objectOf(each, 1).trackId = undefined;
        objectOf(each, 1).text = undefined;
      }),
    ).toEqual([{ command: 'change', object: 1, trackId: 0xffff_ffff_ffff_ffffn, text: null }]);
  });

  it('how an object is drawn', () => {
    expect(
      edit((each) => {
        const object = objectOf(each);
        object.border = { width: 5, color: 'yellow' };
        object.background = [1, 0, 0, 0.5];
        object.textStyle = { at: [3.4, 8], font: 'Sans', size: 20, color: '#0f0', background: null };
      }),
    ).toEqual([
      {
        command: 'change',
        object: 0,
        borderWidth: 5,
        borderColor: [1, 1, 0, 1],
        background: [1, 0, 0, 0.5],
        textAt: [3, 8],
        font: 'Sans',
        fontSize: 20,
        fontColor: [0, 1, 0, 1],
        textBackground: null,
      },
    ]);
  });

  it('what was inferred', () => {
    expect(
      edit(({ frames }) => {
        for (const frame of frames) frame.inferred = true;
      }),
    ).toEqual([{ command: 'frame', frame: 1, inferred: 1 }]);
  });

  it('by removing objects, once each, whatever else was set on them', () => {
    expect(
      edit((each) => {
        const object = objectOf(each, 1);
        object.label = 'lost';
        object.remove();
        object.remove();
      }),
    ).toEqual([{ command: 'remove', object: 1 }]);
  });

  it('by adding objects, with parents that are there or were added before', () => {
    const box = { left: 1, top: 2, width: 3, height: 4 };
    const commands = edit((each) => {
      const frame = each.frames[1];
      const car = frame?.addObject({ box, label: 'car', classId: 2, parent: objectOf(each, 1, 1) });
      const plate = frame?.addObject({ box, label: 'plate', classId: 3, confidence: 0.5, text: null, ...(car && { parent: car }) });
      plate?.classify({ labels: [{ label: 'B 123', probability: 1 }] });
      plate?.attach('region', { code: 'DE' });
    });
    expect(commands).toEqual([
      { command: 'add', frame: 1, parent: 2, label: 'car', classId: 2, confidence: 1, box, text: 'car' },
      { command: 'add', frame: 1, parent: ADDED, label: 'plate', classId: 3, confidence: 0.5, box, text: null },
      { command: 'classify', object: ADDED + 1, componentId: -1, type: '', labels: [{ id: 0, classId: 0, label: 'B 123', probability: 1 }] },
      { command: 'attachToObject', object: ADDED + 1, name: 'region', value: { code: 'DE' } },
    ]);
  });

  it('by drawing', () => {
    const commands = edit(({ frames }) => {
      frames[1]?.draw(
        { text: 'hi', at: [1, 2] },
        {
          line: [
            [1, 2],
            [3, 4],
          ],
          width: 5,
          color: 'blue',
        },
        {
          arrow: [
            [1, 2],
            [3, 4],
          ],
          head: 'both',
        },
        { circle: [5, 6], radius: 7, background: 'white' },
        { box: { left: 1, top: 2, width: 3, height: 4 } },
      );
    });
    expect(commands).toMatchObject([
      { command: 'text', frame: 1, text: 'hi', at: [1, 2], font: 'Serif', size: 12, color: [1, 1, 1, 1], background: null },
      { command: 'line', from: [1, 2], to: [3, 4], width: 5, color: [0, 0, 1, 1] },
      { command: 'arrow', head: 2, width: 2, color: [1, 0, 0, 1] },
      { command: 'circle', at: [5, 6], radius: 7, background: [1, 1, 1, 1] },
      { command: 'rectangle', box: { left: 1, top: 2, width: 3, height: 4 } },
    ]);
  });
});

describe('a handler', () => {
  it('sees objects with parents and children that are its own', () => {
    edit((each) => {
      const cat = objectOf(each, 1);
      expect(cat.children).toEqual([objectOf(each, 1, 1)]);
      expect(cat.children[0]?.parent).toBe(cat);
    });
  });

  it('that is asynchronous holds its batch until its promise resolves, and the next one meanwhile', async () => {
    const gates: (() => void)[] = [];
    const handler: InterceptHandler = ({ frames }) =>
      new Promise<void>((resolve) =>
        gates.push(() => {
          for (const object of frames[0]?.objects ?? []) object.remove();
          resolve();
        }),
      );
    pipeline.intercept('pgie', handler);
    nativeOf().offer(batch);
    await settle();
    expect(nativeOf().answers).toEqual([]);
    nativeOf().expire();
    nativeOf().offer(batch);
    expect(gates).toHaveLength(1);
    gates[0]?.();
    await settle();
    expect(gates).toHaveLength(2);
    gates[1]?.();
    await settle();
    expect(nativeOf().answers).toHaveLength(2);
    expect(nativeOf().answers[0]).toBe('late');
    expect(decodeEdits(nativeOf().answers[1] as Uint8Array)).toEqual([{ command: 'remove', object: 0 }]);
  });

  it('that throws lets the batch go as it is: each time an event, the first time a line in the log', () => {
    const interception = pipeline.intercept('pgie', () => {
      throw new Error('my mistake');
    });
    nativeOf().offer(batch);
    nativeOf().offer(batch);
    expect(nativeOf().answers).toEqual(['failed', 'failed']);
    expect(interception.stats.failed).toBe(2);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatchObject({ code: 'ERR_INTERCEPT', message: expect.stringMatching(/"pgie".*my mistake/) });
    expect(warnings[0]?.cause).toMatchObject({ message: 'my mistake' });
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('whose promise is rejected lets the batch go as it is', async () => {
    pipeline.intercept('pgie', () => Promise.reject(new Error('my mistake')));
    nativeOf().offer(batch);
    await settle();
    expect(nativeOf().answers).toEqual(['failed']);
    expect(warnings[0]?.code).toBe('ERR_INTERCEPT');
  });

  it('that throws what is no error is told as well', () => {
    pipeline.intercept('pgie', () => {
      throw undefined;
    });
    nativeOf().offer(batch);
    expect(warnings[0]?.message).toMatch(/undefined/);
  });

  it.each<[string, string, InterceptHandler]>([
    ['a label that is a number', 'label', (each) => Object.assign(objectOf(each), { label: 5 })],
    ['a box that is not there', 'box', (each) => Object.assign(objectOf(each), { box: undefined })],
    ['a side that is NaN', 'box.width', (each) => Object.assign(objectOf(each).box, { width: Number.NaN })],
    ['a track that is a number', 'trackId', (each) => Object.assign(objectOf(each), { trackId: 5 })],
    ['a class with a fraction', 'classId', (each) => Object.assign(objectOf(each), { classId: 1.5 })],
    ['a colour that is none', 'border.color', (each) => Object.assign(objectOf(each), { border: { color: 'rosy' } })],
    ['a point below zero', 'at', ({ frames }) => frames[0]?.draw({ text: 'x', at: [-1, 0] })],
    ['a drawing that is none', 'drawing', ({ frames }) => frames[0]?.draw({} as never)],
    ['an attachment that JSON cannot hold', 'value', ({ frames }) => frames[0]?.attach('f', () => {})],
  ])('that sets %s is told which key', (_, key, handler) => {
    pipeline.intercept('pgie', handler);
    nativeOf().offer(batch);
    expect(nativeOf().answers).toEqual(['failed']);
    expect(warnings[0]).toMatchObject({ code: 'ERR_INTERCEPT', key });
  });

  it('that catches the error of one edit keeps the others', () => {
    const commands = edit(({ frames }) => {
      expect(() => frames[0]?.draw({ text: 'x', at: [1, 2], color: 'rosy' as never })).toThrow(/rosy/);
      frames[0]?.draw({ text: 'y', at: [1, 2] });
    });
    expect(commands).toMatchObject([{ command: 'text', text: 'y' }]);
  });

  it('whose edits are refused natively is told which key', () => {
    pipeline.intercept('pgie', (each) => {
      objectOf(each).label = 'x'.repeat(200);
    });
    nativeOf().fault = { code: 'ERR_INTERCEPT', message: 'Expected a text of at most 127 bytes.', key: 'label', remedy: 'Set less.' };
    nativeOf().offer(batch);
    expect(nativeOf().answers).toEqual(['failed']);
    expect(warnings[0]).toMatchObject({ code: 'ERR_INTERCEPT', key: 'label', remedy: 'Set less.' });
  });

  it('cannot edit a batch that has gone on', () => {
    let kept: EditableBatch | undefined;
    edit((each) => {
      kept = each;
    });
    expect(() => kept?.frames[0]?.draw({ text: 'x', at: [1, 2] })).toThrow(/gone on/);
  });

  it('may end its own interception', () => {
    const interception: Interception = pipeline.intercept('pgie', () => interception.unsubscribe());
    nativeOf().offer(batch);
    expect(nativeOf().closed).toBe(true);
    expect(interception.stats.intercepted).toBe(1);
    nativeOf().offer(batch);
    expect(interception.stats.intercepted).toBe(1);
  });
});

describe('intercept', () => {
  const errorOf = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      return error as DeepStreamError;
    }
    throw new Error('accepted');
  };

  it.each([
    ['timeoutMs', () => pipeline.intercept('pgie', () => {}, { timeoutMs: 0 })],
    ['timeoutMs', () => pipeline.intercept('pgie', () => {}, { timeoutMs: Number.NaN })],
    ['timeoutms', () => pipeline.intercept('pgie', () => {}, { timeoutms: 5 } as never)],
    ['include', () => pipeline.intercept('pgie', () => {}, { include: ['tensor' as never] })],
    ['include', () => pipeline.intercept('pgie', () => {}, { include: ['pixels' as never] })],
    ['handler', () => pipeline.intercept('pgie', 'handler' as never)],
    ['at', () => pipeline.intercept('', () => {})],
  ])('refuses a wrong %s', (key, action) => {
    expect(errorOf(action)).toMatchObject({ code: 'ERR_ARGUMENT', key });
  });

  it('throws for a place that does not exist, and after close', async () => {
    expect(errorOf(() => pipeline.intercept('pgi', () => {})).code).toBe('ERR_ELEMENT_UNKNOWN');
    await pipeline.close();
    expect(errorOf(() => pipeline.intercept('pgie', () => {})).code).toBe('ERR_CLOSED');
  });

  it('passes on how long to wait and what to include', () => {
    pipeline.intercept('pgie', () => {}, { timeoutMs: 5, include: ['tensors'] });
    expect(nativeOf().options).toEqual({ timeoutMs: 5, include: ['tensors'] });
  });
});

describe('annotate', () => {
  it('finds the source by name or id, and every nvdsosd', () => {
    const subscription = pipeline.annotate('gate', { text: 'armed', at: [20, 20] }, { frames: 50 });
    pipeline.annotate(3, [
      {
        line: [
          [0, 0],
          [5, 5],
        ],
      },
    ]);
    pipeline.annotate('source-5', { text: 'x', at: [0, 0] }, { at: 'pgie' });
    const [first, second, third] = binding.pipeline.annotations;
    expect(first).toMatchObject({ places: ['osd.sink', 'second.sink'], choice: { pad: 3 }, frames: 50 });
    expect(decodeEdits(first?.drawings as Uint8Array)).toMatchObject([{ command: 'text', frame: 0, text: 'armed', at: [20, 20] }]);
    expect(second).toMatchObject({ choice: { sourceId: 3 }, frames: 1 });
    expect(third).toMatchObject({ places: ['pgie'], choice: { sourceId: 5 } });
    expect(first?.cancelled).toBe(false);
    subscription.unsubscribe();
    expect(first?.cancelled).toBe(true);
  });

  it.each([
    ['source', () => pipeline.annotate('gaet', { text: 'x', at: [0, 0] }), /gate/],
    ['frames', () => pipeline.annotate('gate', { text: 'x', at: [0, 0] }, { frames: 0 }), /whole number/],
    ['drawing', () => pipeline.annotate('gate', []), /drawing/],
    ['color', () => pipeline.annotate('gate', { text: 'x', at: [0, 0], color: '#12' }), /colour/],
    [
      'head',
      () =>
        pipeline.annotate('gate', {
          arrow: [
            [0, 0],
            [1, 1],
          ],
          head: 'left' as never,
        }),
      /both/,
    ],
  ])('refuses a wrong %s', (key, action, message) => {
    expect(action).toThrow(message);
    expect(action).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT', key }));
  });

  it('says so when the pipeline has no place for it', () => {
    binding = new FakeBinding();
    restore();
    restore = binding.install();
    const without = Pipeline.launch('fake');
    expect(() => without.annotate(0, { text: 'x', at: [0, 0] })).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT', key: 'at' }));
  });
});
