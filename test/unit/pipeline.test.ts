/** The life of a pipeline: starting, ending, failing, closing. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeepStreamError, Pipeline, type PipelineEvent, type PipelineOptions } from '../../lib/index.js';
import type { NativeFault } from '../../lib/native.js';
import { FakeBinding, frameBatch, settle } from './fake-binding.js';

let binding: FakeBinding;
let restore: () => void;
const logger = { warn: vi.fn(), error: vi.fn() };
const launch = (options: PipelineOptions = {}) => Pipeline.launch('fake', { logger, ...options });
const fault: NativeFault = {
  code: 'ERR_SOURCE_NOT_FOUND',
  message: 'There is no file /nowhere.mp4.',
  element: '/pipeline0/source',
  remedy: 'Check the path.',
};

beforeEach(() => {
  binding = new FakeBinding();
  restore = binding.install();
  vi.clearAllMocks();
});
afterEach(() => restore());

const codeOf = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    return (error as DeepStreamError).code;
  }
  return undefined;
};

describe('play', () => {
  it('resolves when everything plays', async () => {
    const pipeline = launch();
    await pipeline.play();
    expect(pipeline.stats().state).toBe('playing');
    expect(binding.pipeline.calls).toEqual(['playing']);
  });

  it('does nothing more when called twice at once', async () => {
    const pipeline = launch();
    await Promise.all([pipeline.play(), pipeline.play()]);
    expect(binding.pipeline.calls).toEqual(['playing']);
  });

  it('stays the same run when called again while playing', async () => {
    const pipeline = launch();
    await pipeline.play();
    const { ended } = pipeline;
    await pipeline.play();
    expect(pipeline.ended).toBe(ended);
  });

  it('plays from the beginning after the end of stream', async () => {
    const pipeline = launch();
    await pipeline.play();
    const first = pipeline.ended;
    binding.pipeline.emit({ type: 'end' });
    await first;
    await pipeline.play();
    expect(pipeline.ended).not.toBe(first);
    expect(binding.pipeline.calls).toEqual(['playing', 'null', 'playing']);
  });

  it('follows pause', async () => {
    const pipeline = launch();
    await Promise.all([pipeline.pause(), pipeline.play()]);
    expect(binding.pipeline.calls).toEqual(['paused', 'playing']);
  });

  it('rejects with the error that prevented it, as `ended` does', async () => {
    const pipeline = launch();
    binding.pipeline.faults.set('playing', fault);
    const { ended } = pipeline;
    const error = await pipeline.play().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeepStreamError);
    expect(error).toMatchObject({ code: 'ERR_SOURCE_NOT_FOUND', element: '/pipeline0/source', remedy: 'Check the path.' });
    await expect(ended).rejects.toBe(error);
    expect(binding.pipeline.calls).toEqual(['playing', 'null']);
  });

  it('works again after an error', async () => {
    const pipeline = launch();
    binding.pipeline.faults.set('playing', fault);
    await expect(pipeline.play()).rejects.toThrow('nowhere');
    binding.pipeline.faults.clear();
    await pipeline.play();
    expect(pipeline.stats().state).toBe('playing');
  });
});

describe('the end', () => {
  it('of the stream frees the streaming resources and gives figures', async () => {
    const pipeline = launch();
    await pipeline.play();
    binding.pipeline.frames = 795;
    binding.pipeline.emit({ type: 'end' });
    expect(await pipeline.ended).toEqual({ frames: 795, drops: 0, seconds: expect.any(Number) });
    expect(binding.pipeline.current).toBe('null');
  });

  it('counts batches that subscriptions dropped, also of those that left', async () => {
    const pipeline = launch();
    const subscription = pipeline.frames({ at: 'tracker', capacity: 1 }).subscribe();
    await pipeline.play();
    const queue = binding.pipeline.at('tracker');
    queue.push(frameBatch(0));
    queue.push(frameBatch(1));
    queue.push(frameBatch(2));
    subscription.unsubscribe();
    binding.pipeline.emit({ type: 'end' });
    expect((await pipeline.ended).drops).toBe(2);
  });

  it('resolves on stop', async () => {
    const pipeline = launch();
    await pipeline.play();
    await pipeline.stop();
    expect(await pipeline.ended).toMatchObject({ frames: 0 });
  });

  it('does not come by stop when nothing runs', async () => {
    const pipeline = launch();
    await pipeline.stop();
    expect(binding.pipeline.calls).toEqual([]);
  });

  it('resolves on close, also when it never played', async () => {
    const pipeline = launch();
    const { ended } = pipeline;
    await pipeline.close();
    await expect(ended).resolves.toEqual({ frames: 0, drops: 0, seconds: 0 });
  });

  it('is the first error; its echoes are not told', async () => {
    const pipeline = launch();
    const events: PipelineEvent[] = [];
    pipeline.events$.subscribe((event) => events.push(event));
    await pipeline.play();
    binding.pipeline.emit({ type: 'error', fault });
    binding.pipeline.emit({ type: 'error', fault: { code: 'ERR_STREAM', message: 'Internal data stream error.' } });
    await expect(pipeline.ended).rejects.toMatchObject({ code: 'ERR_SOURCE_NOT_FOUND' });
    expect(events.filter(({ type }) => type === 'error')).toHaveLength(1);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('by an error is not an unhandled rejection when nobody waits for it', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const pipeline = launch();
    await pipeline.play();
    binding.pipeline.emit({ type: 'error', fault });
    await settle();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('by an error that nobody would see is logged', async () => {
    const pipeline = launch();
    await pipeline.play();
    binding.pipeline.emit({ type: 'error', fault });
    await settle();
    expect(logger.error).toHaveBeenCalledWith(expect.stringContaining('/nowhere.mp4'));
  });
});

describe('a stream that is over before play resolves', () => {
  it('ends well, and so does play', async () => {
    const pipeline = launch();
    binding.pipeline.gate = new Promise(() => {});
    const playing = pipeline.play();
    await settle();
    binding.pipeline.emit({ type: 'end' });
    await expect(playing).resolves.toBeUndefined();
    await expect(pipeline.ended).resolves.toMatchObject({ drops: 0 });
  });
});

describe('stop while starting', () => {
  it('wins: play rejects, the run ends well', async () => {
    const pipeline = launch();
    let open = () => {};
    binding.pipeline.gate = new Promise((resolve) => {
      open = resolve;
    });
    const playing = pipeline.play();
    const { ended } = pipeline;
    await settle();
    const stopped = pipeline.stop();
    await expect(playing).rejects.toMatchObject({ code: 'ERR_STATE' });
    await stopped;
    await expect(ended).resolves.toMatchObject({ frames: 0 });
    open();
    binding.pipeline.gate = undefined;
    await pipeline.play();
    expect(pipeline.stats().state).toBe('playing');
  });

  it('is waited for by a play that follows', async () => {
    const pipeline = launch();
    await pipeline.play();
    await Promise.all([pipeline.stop(), pipeline.play()]);
    expect(binding.pipeline.calls).toEqual(['playing', 'null', 'playing']);
  });
});

describe('close', () => {
  it('can be called again, and is one promise', async () => {
    const pipeline = launch();
    const first = pipeline.close();
    expect(pipeline.close()).toBe(first);
    await first;
    await pipeline.close();
    expect(binding.pipeline.calls).toEqual(['close']);
  });

  it('takes a playing pipeline down first', async () => {
    const pipeline = launch();
    await pipeline.play();
    await pipeline.close();
    expect(binding.pipeline.calls).toEqual(['playing', 'null', 'close']);
  });

  it('happens at the end of an `await using` block', async () => {
    {
      await using pipeline = launch();
      await pipeline.play();
    }
    expect(binding.pipeline.closed).toBe(true);
  });

  it('completes streams and events', async () => {
    const pipeline = launch();
    const complete = vi.fn();
    pipeline.frames({ at: 'tracker' }).subscribe({ complete });
    pipeline.events$.subscribe({ complete });
    pipeline.stats$.subscribe({ complete });
    await pipeline.close();
    expect(complete).toHaveBeenCalledTimes(3);
  });

  it('makes every later call fail with ERR_CLOSED', async () => {
    const pipeline = launch();
    const element = pipeline.element('pgie');
    const early = pipeline.frames({ at: 'tracker' });
    await pipeline.close();
    for (const call of [() => pipeline.play(), () => pipeline.pause(), () => pipeline.stop()]) {
      await expect(call()).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    }
    const calls = [
      () => pipeline.frames({ at: 'tracker' }),
      () => pipeline.batches(),
      () => pipeline.objects(),
      () => pipeline.elements,
      () => pipeline.element('pgie'),
      () => pipeline.stats(),
      () => pipeline.dot(),
      () => element.get('interval'),
      () => element.set({ interval: 1 }),
      () => element.describe(),
    ];
    expect(calls.map(codeOf)).toEqual(calls.map(() => 'ERR_CLOSED'));
    const error = vi.fn();
    early.subscribe({ error });
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ code: 'ERR_CLOSED' }));
    await expect(early[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    await expect(pipeline.close()).resolves.toBeUndefined();
  });
});

describe('an abort signal', () => {
  it('closes the pipeline', async () => {
    const abort = new AbortController();
    const pipeline = launch({ signal: abort.signal });
    await pipeline.play();
    abort.abort();
    await pipeline.ended;
    await settle();
    expect(binding.pipeline.closed).toBe(true);
  });

  it('that is aborted already keeps it from being made', () => {
    expect(codeOf(() => launch({ signal: AbortSignal.abort() }))).toBe('ERR_ABORTED');
    expect(binding.pipelines).toHaveLength(0);
  });
});

describe('events', () => {
  it('are typed, and name sources', async () => {
    const pipeline = Pipeline.launch('uridecodebin uri=file:///video/gate.mp4 ! mux.sink_0 nvstreammux name=mux ! fakesink', { logger });
    const events: PipelineEvent[] = [];
    pipeline.events$.subscribe((event) => events.push(event));
    const { emit } = binding.pipeline;
    emit({ type: 'state', from: 'null', to: 'ready' });
    emit({ type: 'warning', fault: { code: 'ERR_CONFIG', message: 'Unknown key "treshold".', file: '/c.txt', line: 3, key: 'treshold' } });
    emit({ type: 'info', fault: { code: 'ERR_GSTREAMER', message: 'hello' } });
    emit({ type: 'source-end', element: 'mux', source: 0 });
    emit({ type: 'message', element: 'sink', name: 'level', fields: { rms: 1 } });
    await pipeline.play();
    emit({ type: 'end' });
    await pipeline.ended;
    expect(events).toMatchObject([
      { type: 'state', from: 'null', to: 'ready' },
      { type: 'warning', warning: { code: 'ERR_CONFIG', file: '/c.txt', line: 3 } },
      { type: 'info', message: 'hello' },
      { type: 'sourceEnded', source: { id: 0, name: 'gate', uri: 'file:///video/gate.mp4' } },
      { type: 'message', element: 'sink', name: 'level', fields: { rms: 1 } },
      { type: 'state', from: 'null', to: 'playing' },
      { type: 'state', from: 'playing', to: 'null' },
      { type: 'ended', summary: { frames: 0 } },
    ]);
  });

  it('that are warnings reach the log', () => {
    launch({ name: 'gate' });
    binding.pipeline.emit({ type: 'warning', fault: { code: 'ERR_CONFIG', message: 'Unknown key "treshold".', file: '/c.txt', line: 3 } });
    expect(logger.warn).toHaveBeenCalledWith('gate: Unknown key "treshold" (/c.txt:3).');
  });

  it('that are warnings are silent with logger: false', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    launch({ logger: false });
    binding.pipeline.emit({ type: 'warning', fault: { code: 'ERR_CONFIG', message: 'Unknown key.' } });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});

describe('elements', () => {
  it('get and set properties', () => {
    const pipeline = launch();
    binding.pipeline.properties.set('pgie.interval', 0);
    const pgie = pipeline.element<{ interval: number }>('pgie');
    expect(pgie.factory).toBe('nvinfer');
    expect(pgie.set({ interval: 2 }).get('interval')).toBe(2);
    expect(pipeline.elements).toEqual(['mux', 'pgie', 'tracker', 'sink']);
  });

  it('give typed errors for unknown properties', () => {
    const pgie = launch().element('pgie');
    expect(codeOf(() => pgie.get('intervall'))).toBe('ERR_PROPERTY');
    expect(codeOf(() => pgie.set({ intervall: 1 }))).toBe('ERR_PROPERTY');
  });

  it('that do not exist are named with the nearest that does', () => {
    const pipeline = launch();
    expect(() => pipeline.element('traker')).toThrow('The pipeline has no element "traker". Did you mean "tracker"?');
    expect(codeOf(() => pipeline.element('traker'))).toBe('ERR_ELEMENT_UNKNOWN');
  });
});

describe('finish', () => {
  it('asks the sources to end and resolves when everything is down', async () => {
    const pipeline = launch();
    await pipeline.play();
    await pipeline.finish();
    expect(binding.pipeline.current).toBe('null');
  });

  it('stops a stream that does not end in time', async () => {
    const pipeline = launch();
    await pipeline.play();
    binding.pipeline.sendEndOfStream = () => {};
    await pipeline.finish({ timeoutMs: 10 });
    expect(binding.pipeline.current).toBe('null');
  });

  it('does nothing when nothing plays, and refuses a wrong time', async () => {
    const pipeline = launch();
    await pipeline.finish();
    await expect(pipeline.finish({ timeoutMs: -1 })).rejects.toMatchObject({ code: 'ERR_ARGUMENT', key: 'timeoutMs' });
  });
});

describe('statistics', () => {
  it('come once and as a stream that does not outlive the pipeline', async () => {
    vi.useFakeTimers();
    const pipeline = launch();
    const seen: number[] = [];
    pipeline.stats$.subscribe(({ frames }) => seen.push(frames));
    binding.pipeline.frames = 10;
    vi.advanceTimersByTime(1000);
    binding.pipeline.frames = 20;
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await pipeline.close();
    expect(seen).toEqual([10, 20]);
  });

  it('list subscriptions with their counters', async () => {
    const pipeline = launch();
    pipeline.frames({ at: 'tracker', policy: 'drop-newest', capacity: 2 }).subscribe();
    for (let i = 0; i < 3; i++) binding.pipeline.at('tracker').push(frameBatch(i));
    await settle();
    expect(pipeline.stats().subscriptions).toEqual([
      {
        at: 'tracker',
        policy: 'drop-newest',
        capacity: 2,
        seen: 3,
        delivered: 2,
        dropped: 1,
        queued: 0,
        skipped: 0,
        damaged: 0,
        kept: 0,
        notKept: 0,
        maxHold: 0,
      },
    ]);
    expect(pipeline.stats().drops).toBe(1);
  });
});

describe('launch', () => {
  it('passes errors of the text on, with their place', () => {
    binding.fault = {
      code: 'ERR_ELEMENT_MISSING',
      message: 'Pipeline text, line 2, column 3: there is no element "nvinferr".',
      line: 2,
      column: 3,
      remedy: 'Did you mean "nvinfer"?',
    };
    expect(() => launch()).toThrow('Pipeline text, line 2, column 3: there is no element "nvinferr". Did you mean "nvinfer"?');
    expect(codeOf(() => launch())).toBe('ERR_ELEMENT_MISSING');
  });

  it.each([
    [{ runtim: 'cpu' }, 'There is no option "runtim". Did you mean "runtime"?'],
    [{ runtime: 'gpu' }, 'Expected one of "auto", "deepstream", "cpu" for "runtime", got \'gpu\'.'],
    [{ name: 'a/b' }, 'Expected a word without slashes for "name"'],
    [{ signal: {} }, 'Expected an AbortSignal for "signal"'],
    [{ logger: {} }, 'for "logger"'],
    [null, 'Expected an object for "options"'],
  ])('checks options: %j', (options, message) => {
    expect(() => Pipeline.launch('fake', options as PipelineOptions)).toThrow(message);
  });

  it.each([[''], [undefined], [5]])('checks its text: %j', (text) => {
    expect(() => Pipeline.launch(text as string)).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT', key: 'text' }));
  });
});
