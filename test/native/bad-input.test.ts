/** What people get wrong. Each fault is a DeepStreamError with a code, a place and a remedy; nothing hangs. */
import { closeSync, copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DeepStreamError, type ErrorCode, isDeepStreamError, Pipeline, type PipelineEvent } from '../../lib/index.js';
import { detection, detectorConfig, hasModel, hasVideo, root, temporaryFolder, testPattern, video } from './launch.js';

const logger = false;

/** The error that `launch` throws. */
function launchError(text: string): DeepStreamError {
  try {
    void Pipeline.launch(text, { logger }).close();
  } catch (error) {
    if (isDeepStreamError(error)) return error;
    throw error;
  }
  throw new Error('launch accepted it');
}

/** The error that `play` or the end of the stream gives. */
async function playError(text: string): Promise<DeepStreamError> {
  const pipeline = Pipeline.launch(text, { logger });
  onTestFinished(() => pipeline.close());
  const seen = lastValueFrom(pipeline.batches({ at: 'mux' }).pipe(toArray())).catch((error: unknown) => error);
  const { ended } = pipeline;
  const error: unknown = await pipeline
    .play()
    .then(() => ended)
    .catch((reason: unknown) => reason);
  if (!isDeepStreamError(error)) throw new Error(`no error: ${JSON.stringify(error)}`);
  await expect(ended).rejects.toBe(error);
  expect(await seen).toBe(error);
  return error;
}

interface Expected {
  code: ErrorCode;
  message: RegExp;
  remedy?: RegExp;
  element?: string;
  line?: number;
  column?: number;
  key?: string;
}
function check(error: DeepStreamError, { message, remedy = /./, element, ...fields }: Expected): void {
  expect(error).toBeInstanceOf(DeepStreamError);
  expect(error.message).toMatch(message);
  expect(error.remedy).toMatch(remedy);
  expect(error.message).toContain(error.remedy);
  if (element) expect(error.element).toMatch(new RegExp(`/${element}$`));
  expect(error).toMatchObject(fields);
}

describe('pipeline text with', () => {
  it('a typing error in an element: names the nearest, with its place', () => {
    const error = launchError('videotestsrc !\n  nvinferr name=pgie ! fakesink');
    check(error, { code: 'ERR_ELEMENT_MISSING', message: /line 2, column 3.*nvinferr/, remedy: /nvinfer/, line: 2, column: 3 });
  });

  it('an element that is not installed: names it', () => {
    check(launchError('videotestsrc ! gizmofilter3000 ! fakesink'), { code: 'ERR_ELEMENT_MISSING', message: /gizmofilter3000/, line: 1 });
  });

  it('an unknown property: names the nearest', () => {
    const error = launchError('videotestsrc ! mux.sink_0 nvstreammux name=mux batchsize=1 ! fakesink');
    check(error, { code: 'ERR_PROPERTY', message: /batchsize/, remedy: /batch-size/, key: 'batchsize' });
  });

  it.each([
    ['a word for a number', 'batch-size=many', 'batch-size'],
    ['a number out of range', 'batch-size=5000000000', 'batch-size'],
    ['a negative number', 'width=-5', 'width'],
  ])('%s: names the property and what it takes', (_, assignment, key) => {
    const error = launchError(`videotestsrc ! mux.sink_0 nvstreammux name=mux ${assignment} ! fakesink`);
    check(error, { code: 'ERR_PROPERTY', message: new RegExp(key), key });
  });

  it('a wrong word for an enumeration: lists the words', () => {
    check(launchError('videotestsrc pattern=stripes ! fakesink'), { code: 'ERR_PROPERTY', message: /stripes/, remedy: /smpte/, key: 'pattern' });
  });

  it.each([
    ['a link to nothing', 'videotestsrc ! ! fakesink'],
    ['a link at the end', 'videotestsrc !'],
    ['an open quote', 'filesrc location="a b ! fakesink'],
    ['an open bracket', '( videotestsrc ! fakesink'],
    ['a name twice', 'videotestsrc name=a ! fakesink name=a'],
    ['a reference to nobody', 'videotestsrc ! mux.sink_0'],
    ['elements that cannot be linked', 'videotestsrc ! audio/x-raw ! fakesink'],
  ])('%s', (_, text) => {
    const error = launchError(text);
    expect(['ERR_PIPELINE_PARSE', 'ERR_NEGOTIATION', 'ERR_ELEMENT_UNKNOWN']).toContain(error.code);
    expect(error.remedy).toMatch(/./);
  });
});

describe('elements of a running program', () => {
  it('wrong property names and values throw', async () => {
    await using pipeline = Pipeline.launch(testPattern());
    const mux = pipeline.element('mux');
    const errorOf = (action: () => unknown) => {
      try {
        action();
      } catch (error) {
        return error as DeepStreamError;
      }
      throw new Error('accepted');
    };
    check(
      errorOf(() => mux.get('widht')),
      { code: 'ERR_PROPERTY', message: /widht/, remedy: /width/, key: 'widht' },
    );
    check(
      errorOf(() => mux.set({ width: 'wide' })),
      { code: 'ERR_PROPERTY', message: /width/, key: 'width' },
    );
    check(
      errorOf(() => mux.set({ width: -1 })),
      { code: 'ERR_PROPERTY', message: /width/, key: 'width' },
    );
    check(
      errorOf(() => mux.set({ width: 1.5 })),
      { code: 'ERR_PROPERTY', message: /width/, key: 'width' },
    );
  });

  it('places that do not exist are errors of the stream', async () => {
    await using pipeline = Pipeline.launch(testPattern());
    const errorAt = (at: string) => firstValueFrom(pipeline.frames({ at })).catch((error: unknown) => error as DeepStreamError);
    check((await errorAt('muxx')) as DeepStreamError, { code: 'ERR_ELEMENT_UNKNOWN', message: /muxx/, remedy: /mux/ });
    check((await errorAt('mux.out')) as DeepStreamError, { code: 'ERR_ELEMENT_UNKNOWN', message: /out/, remedy: /src/ });
  });
});

describe.skipIf(!hasModel)('a detector configuration with', () => {
  const source = 'videotestsrc num-buffers=5 ! video/x-raw,format=I420,width=320,height=240 ! mux.sink_0';
  const pipelineWith = (config: string) =>
    `${source} nvstreammux name=mux batch-size=1 width=320 height=240 ! nvinfer name=pgie config-file-path=${config} ! fakesink sync=false`;
  const lineOf = (file: string, text: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(text)) + 1;

  it('an unknown key: a warning with file, line and the nearest key, and the stream goes on', async () => {
    const file = detectorConfig({}, ['net-scale-facter=1.0']);
    await using pipeline = Pipeline.launch(pipelineWith(file), { logger });
    const events: PipelineEvent[] = [];
    pipeline.events$.subscribe((event) => events.push(event));
    await pipeline.play();
    await pipeline.ended;
    const [warning] = events.flatMap((event) => (event.type === 'warning' ? [event.warning] : []));
    check(warning as DeepStreamError, {
      code: 'ERR_CONFIG',
      message: /net-scale-facter/,
      remedy: /net-scale-factor/,
      element: 'pgie',
      line: lineOf(file, 'net-scale-facter'),
      key: 'net-scale-facter',
    });
    expect(warning?.file).toBe(file);
  });

  it('a bad number: names file, line, key and value', async () => {
    const file = detectorConfig({ 'batch-size': 'many' });
    const error = await playError(pipelineWith(file));
    check(error, { code: 'ERR_CONFIG', message: /batch-size/, element: 'pgie', key: 'batch-size', line: lineOf(file, 'batch-size') });
    expect([error.file, error.value]).toEqual([file, 'many']);
  });

  it('no file at its path', async () => {
    const error = await playError(pipelineWith('/nowhere/config_infer.txt'));
    check(error, { code: 'ERR_CONFIG', message: /\/nowhere\/config_infer\.txt/, element: 'pgie' });
  });

  it('a missing model file', async () => {
    const error = await playError(pipelineWith(detectorConfig({ 'onnx-file': '/nowhere/model.onnx' })));
    check(error, { code: 'ERR_MODEL_LOAD', message: /\/nowhere\/model\.onnx/, element: 'pgie' });
  });

  it('a model file that is no model', async () => {
    const file = join(temporaryFolder(), 'model.onnx');
    writeFileSync(file, 'not a model');
    check(await playError(pipelineWith(detectorConfig({ 'onnx-file': file }))), { code: 'ERR_MODEL_LOAD', message: /model\.onnx/, element: 'pgie' });
  });

  it('a missing label file', async () => {
    const error = await playError(pipelineWith(detectorConfig({ 'labelfile-path': '/nowhere/labels.txt' })));
    check(error, { code: 'ERR_CONFIG', message: /\/nowhere\/labels\.txt/, element: 'pgie' });
  });

  it('input dimensions that the model does not take', async () => {
    const error = await playError(pipelineWith(detectorConfig({ 'infer-dims': '1;192;256' })));
    check(error, { code: 'ERR_MODEL_LOAD', message: /./, element: 'pgie' });
  });

  it('a parser that does not fit the outputs: a warning, once, and the stream goes on without objects', async () => {
    await using pipeline = Pipeline.launch(pipelineWith(detectorConfig({ 'parse-bbox-func-name': 'NvDsInferParseCustomSSD' })), { logger });
    const warnings: DeepStreamError[] = [];
    pipeline.events$.subscribe((event) => event.type === 'warning' && warnings.push(event.warning));
    await pipeline.play();
    await pipeline.ended;
    expect(warnings).toHaveLength(1);
    check(warnings[0] as DeepStreamError, { code: 'ERR_MODEL_OUTPUT', message: /NvDsInferParseCustomSSD.*heatmap/, element: 'pgie' });
  });

  it('a parser library that is not there', async () => {
    const file = detectorConfig({ 'custom-lib-path': '/nowhere/libparser.so' });
    const error = await playError(pipelineWith(file));
    check(error, { code: 'ERR_CONFIG', message: /\/nowhere\/libparser\.so/, element: 'pgie', line: lineOf(file, 'custom-lib-path') });
  });

  it('a parser function that the library does not have', async () => {
    const error = await playError(pipelineWith(detectorConfig({ 'parse-bbox-func-name': 'NvDsInferParseNothing' })));
    check(error, { code: 'ERR_LIBRARY_LOAD', message: /NvDsInferParseNothing/, element: 'pgie' });
  });

  it('a fault does not spoil the process: the next pipeline works', async () => {
    await playError(pipelineWith(detectorConfig({ 'onnx-file': '/nowhere/model.onnx' })));
    await using pipeline = Pipeline.launch(pipelineWith(detectorConfig()));
    const frames = lastValueFrom(pipeline.frames({ policy: 'block' }).pipe(toArray()));
    await pipeline.play();
    expect(await frames).toHaveLength(5);
  });
});

describe('a video that', () => {
  const plain = (uri: string) => `uridecodebin uri=${uri} ! mux.sink_0 nvstreammux name=mux batch-size=1 width=320 height=240 ! fakesink sync=false`;

  it('does not exist', async () => {
    const error = await playError(plain('file:///nowhere/video.mp4'));
    check(error, { code: 'ERR_SOURCE_NOT_FOUND', message: /\/nowhere\/video\.mp4/ });
  });

  it('is no video', async () => {
    const error = await playError(plain(`file://${join(root, 'package.json')}`));
    expect(['ERR_DECODE', 'ERR_STREAM', 'ERR_ELEMENT_MISSING', 'ERR_NEGOTIATION']).toContain(error.code);
    expect(error.remedy).toMatch(/./);
  });

  it('is empty', async () => {
    const file = join(temporaryFolder(), 'empty.mp4');
    writeFileSync(file, '');
    const error = await playError(plain(`file://${file}`));
    expect(['ERR_DECODE', 'ERR_STREAM']).toContain(error.code);
  });

  it.skipIf(!hasVideo)('is cut off in the middle (AVI): plays as far as it goes, and ends', async () => {
    const file = join(temporaryFolder(), 'cut.avi');
    copyFileSync(video, file);
    truncateSync(file, Math.floor(statSync(file).size / 2));
    await using pipeline = Pipeline.launch(plain(`file://${file}`), { logger });
    const { ended } = pipeline;
    const outcome = await pipeline
      .play()
      .then(() => ended)
      .catch((error: unknown) => error);
    if (isDeepStreamError(outcome)) expect(outcome.code).toBe('ERR_DECODE');
    else expect((outcome as { frames: number }).frames).toBeGreaterThan(100);
  });

  it('is cut off before its index (MP4)', async () => {
    const folder = temporaryFolder();
    const whole = join(folder, 'whole.mp4');
    {
      await using writer = Pipeline.launch(
        `videotestsrc num-buffers=60 ! video/x-raw,width=320,height=240 ! x264enc ! mp4mux ! filesink location=${whole}`,
      );
      await writer.play();
      await writer.ended;
    }
    expect(existsSync(whole)).toBe(true);
    const cut = join(folder, 'cut.mp4');
    copyFileSync(whole, cut);
    truncateSync(cut, Math.floor(statSync(cut).size / 2));
    const error = await playError(plain(`file://${cut}`));
    check(error, { code: 'ERR_DECODE', message: /./ });
  });

  it.skipIf(!hasVideo)('is damaged in the middle: plays on or says so, and ends', async () => {
    const file = join(temporaryFolder(), 'damaged.avi');
    copyFileSync(video, file);
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(200_000, 0xa5), 0, 200_000, Math.floor(statSync(file).size / 3));
    closeSync(handle);
    await using pipeline = Pipeline.launch(plain(`file://${file}`), { logger });
    const { ended } = pipeline;
    const outcome = await pipeline
      .play()
      .then(() => ended)
      .catch((error: unknown) => error);
    expect(isDeepStreamError(outcome) || typeof (outcome as { frames?: unknown }).frames === 'number').toBe(true);
  });
});

describe('a target that', () => {
  it('cannot be written', async () => {
    const error = await playError(testPattern({ sink: 'nvvideoconvert ! video/x-raw ! filesink location=/nowhere/out.raw' }));
    check(error, { code: 'ERR_WRITE', message: /\/nowhere/ });
  });
});

describe('calls in the wrong order', () => {
  it('a second play while playing does nothing', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    await Promise.all([pipeline.play(), pipeline.play()]);
    await pipeline.play();
    expect(pipeline.stats().state).toBe('playing');
  });

  it('calls after close fail with ERR_CLOSED', async () => {
    const pipeline = Pipeline.launch(testPattern());
    const element = pipeline.element('mux');
    await pipeline.play();
    await pipeline.close();
    await expect(pipeline.play()).rejects.toMatchObject({ code: 'ERR_CLOSED', remedy: expect.any(String) });
    expect(() => pipeline.frames({ at: 'mux' })).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }));
    expect(() => element.get('width')).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }));
    await pipeline.close();
  });

  it('close while starting wins', async () => {
    const pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    const playing = pipeline.play().catch((error: unknown) => error);
    await pipeline.close();
    const outcome = await playing;
    if (outcome !== undefined) expect(['ERR_STATE', 'ERR_CLOSED']).toContain((outcome as DeepStreamError).code);
  });

  it('stop while starting wins', async () => {
    await using pipeline = Pipeline.launch(detectionOrPattern());
    const playing = pipeline.play().catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    await pipeline.stop();
    const outcome = await playing;
    if (outcome !== undefined) expect((outcome as DeepStreamError).code).toBe('ERR_STATE');
    expect(pipeline.stats().state).toBe('null');
  });
});

/** Something that takes a while to start, where possible. */
function detectionOrPattern(): string {
  return hasModel && hasVideo ? detection(detectorConfig()) : testPattern({ frames: -1, live: true });
}
