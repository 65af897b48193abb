/** What the compiler says about programs. */
import { map, type Observable } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type Batch,
  DeepStreamError,
  type DetectedObject,
  type ErrorCode,
  type Frame,
  isDeepStreamError,
  Pipeline,
  type PipelineEvent,
  registerUserMeta,
  type TensorData,
} from '../../lib/index.js';

declare const pipeline: Pipeline;
declare const frame: Frame;
declare const object: DetectedObject;
declare const batch: Batch;

describe('right programs', () => {
  it('get frames, batches and objects, as observables and in loops', () => {
    expectTypeOf(pipeline.frames()).toExtend<Observable<Frame>>();
    expectTypeOf(pipeline.frames()).toExtend<AsyncIterable<Frame>>();
    expectTypeOf(pipeline.batches({ at: 'mux' })).toExtend<Observable<Batch>>();
    expectTypeOf(pipeline.objects({ at: 'tracker.src', policy: 'block', capacity: 4, sources: ['gate', 3] })).toExtend<Observable<DetectedObject>>();
    expectTypeOf(pipeline.frames({ at: 'pgie', include: ['tensors', 'masks'] })).toExtend<Observable<Frame>>();
    expectTypeOf(pipeline.frames().pipe(map(({ number }) => number))).toEqualTypeOf<Observable<number>>();
  });

  it('get lossless IDs and times', () => {
    expectTypeOf(object.trackId).toEqualTypeOf<bigint | undefined>();
    expectTypeOf(frame.pts).toEqualTypeOf<bigint | undefined>();
    expectTypeOf(frame.toJSON().objects[0]?.trackId).toEqualTypeOf<string | undefined>();
  });

  it('get what hangs on frames, objects and batches, if it is there', () => {
    expectTypeOf(frame.analytics?.lineCrossings.current.entry).toEqualTypeOf<number | undefined>();
    expectTypeOf(frame.tensors?.[0]?.layers[0]?.data).toEqualTypeOf<TensorData | undefined>();
    expectTypeOf(object.mask?.data).toEqualTypeOf<Float32Array | undefined>();
    expectTypeOf(object.embedding).toEqualTypeOf<Float32Array | undefined>();
    expectTypeOf(batch.tracks?.terminated[0]?.trackId).toEqualTypeOf<bigint | undefined>();
    expectTypeOf(batch.preprocessed?.[0]?.regions[0]?.frame).toEqualTypeOf<Frame | undefined>();
    expectTypeOf(object.toJSON().embedding).toEqualTypeOf<number[] | undefined>();
    expectTypeOf(frame.toJSON().misc).toEqualTypeOf<string[] | undefined>();
  });

  it('read user metadata of their own', () => {
    expectTypeOf(registerUserMeta({ type: 'ACME.COUNTER', size: 8 }, (bytes) => bytes.getUint32(0))).toEqualTypeOf<() => void>();
    expectTypeOf(frame.userMeta?.[0]?.value).toEqualTypeOf<unknown>();
  });

  it('edit what passes', () => {
    const interception = pipeline.intercept('pgie', ({ frames }) => {
      for (const { objects } of frames) for (const object of objects) object.box.left += 1;
    });
    expectTypeOf(interception.stats.late).toEqualTypeOf<number>();
    pipeline.annotate(
      'gate',
      [
        { text: 'armed', at: [20, 20], color: 'red' },
        { circle: { x: 1, y: 2 }, radius: 3, color: '#ff0000' },
      ],
      { frames: 50 },
    );
    // @ts-expect-error: a track ID is a bigint
    pipeline.intercept('pgie', ({ frames: [each] }) => each?.addObject({ box: object.box, label: 'x', classId: 0, trackId: 5 }));
  });

  it('get a union of events', () => {
    pipeline.events$.subscribe((event: PipelineEvent) => {
      if (event.type === 'error') expectTypeOf(event.error).toEqualTypeOf<DeepStreamError>();
      if (event.type === 'sourceEnded') expectTypeOf(event.source.name).toEqualTypeOf<string>();
      if (event.type === 'state') expectTypeOf(event.to).toEqualTypeOf<'null' | 'ready' | 'paused' | 'playing'>();
    });
  });

  it('get a union of error codes', () => {
    const error: unknown = new Error();
    if (isDeepStreamError(error)) expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
  });

  it('get typed properties of elements that they describe', () => {
    const pgie = pipeline.element<{ interval: number; 'config-file-path': string }>('pgie');
    expectTypeOf(pgie.get('interval')).toEqualTypeOf<number>();
    expectTypeOf(pgie.get('config-file-path')).toEqualTypeOf<string>();
    pipeline.element('pgie').set({ interval: 2, name: 'x', 'raw-output-file-write': true });
  });

  it('can dispose of a pipeline', () => {
    expectTypeOf(pipeline).toExtend<AsyncDisposable>();
  });
});

describe('wrong programs do not compile', () => {
  it('options of launch', () => {
    // @ts-expect-error no such runtime
    Pipeline.launch('', { runtime: 'gpu' });
    // @ts-expect-error no such option
    Pipeline.launch('', { runtim: 'cpu' });
    // @ts-expect-error no text
    Pipeline.launch();
    // @ts-expect-error made by launch only
    new Pipeline('', {});
  });

  it('options of reading', () => {
    // @ts-expect-error no such policy
    pipeline.frames({ at: 'tracker', policy: 'drop' });
    // @ts-expect-error no such option
    pipeline.frames({ at: 'tracker', polcy: 'block' });
    // @ts-expect-error no such thing to include
    pipeline.frames({ at: 'tracker', include: ['tensor'] });
    // @ts-expect-error no text
    pipeline.frames({ at: 3 });
    // @ts-expect-error batches hold all sources
    pipeline.batches({ sources: ['gate'] });
  });

  it('values of elements', () => {
    const pgie = pipeline.element<{ interval: number }>('pgie');
    // @ts-expect-error a number
    pgie.set({ interval: 'two' });
    // @ts-expect-error not described
    pgie.get('intervall');
    // @ts-expect-error no object fits a property
    pipeline.element('pgie').set({ interval: {} });
  });

  it('changes of frames and objects', () => {
    // @ts-expect-error read only
    frame.number = 3;
    // @ts-expect-error read only
    object.box.left = 3;
    // @ts-expect-error read only
    frame.objects.push(object);
    // @ts-expect-error may be undefined
    object.trackId + 1n;
    // @ts-expect-error may be undefined
    frame.tensors.length;
    // @ts-expect-error read only
    object.mask = undefined;
  });

  it('error codes', () => {
    // @ts-expect-error no such code
    new DeepStreamError({ code: 'ERR_NOTHING', message: '' });
  });
});
