/** Processes and threads: they end by themselves, and keep nothing. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Pipeline } from '../../lib/index.js';
import { program, temporaryFolder } from './launch.js';

describe('a process ends by itself', () => {
  it.each([
    ['natural', 'at the end of stream', /^30 frames\n$/],
    ['unsubscribed', 'after unsubscribing and stopping', /^5 frames\n$/],
    ['stopped', 'after stop', /^\d+ frames\n$/],
    ['closed', 'after close', /^\d+ frames\n$/],
    ['subscribed', 'when it never played', /^0 frames\n$/],
    ['failed', 'after an error', /^DeepStreamError: .*\n0 frames\n$/s],
  ])('%s: %s', async (way, _, output) => {
    expect(await program('observe.ts', way)).toMatchObject({ code: 0, signal: null, output: expect.stringMatching(output), errors: '' });
  });

  it('by process.exit while playing', async () => {
    expect(await program('observe.ts', 'exit')).toMatchObject({ code: 7, signal: null, errors: '' });
  });

  it('after a subscriber threw: the exception is uncaught, others saw all frames', async () => {
    const { code, output } = await program('observe.ts', 'thrown');
    expect(code).toBe(0);
    expect(output).toContain('uncaught: my mistake');
    expect(output).toContain('others: 30');
    expect(output).toContain('30 frames');
  });
});

describe('SIGINT in the middle of a stream', () => {
  it('with finish() leaves a file that can be played', async () => {
    const file = join(temporaryFolder(), 'interrupted.mp4');
    expect(await program('interrupt.ts', file)).toMatchObject({ code: 0, signal: null, output: 'ended\n', errors: '' });
    await using player = Pipeline.launch(
      `uridecodebin uri=file://${file} ! mux.sink_0 nvstreammux name=mux batch-size=1 width=320 height=240 ! fakesink sync=false`,
    );
    await player.play();
    expect((await player.ended).frames).toBeGreaterThan(10);
  });
});

describe('worker threads', () => {
  it('load, use and end the add-on, one after the other', async () => {
    const { code, output, errors } = await program('worker.ts', 'end');
    expect({ code, errors, output }).toEqual({ code: 0, errors: '', output: `${'playing\n20\n'.repeat(5)}done\n` });
  });

  it('can be terminated while playing', async () => {
    const { code, output, errors } = await program('worker.ts', 'terminate');
    expect({ code, errors, output }).toEqual({ code: 0, errors: '', output: `${'playing\n'.repeat(5)}done\n` });
  });
});

describe('memory', () => {
  it('stays flat over many plays, closed or forgotten: no thread, no file, no growth', async () => {
    const { code, output, errors } = await program('leak.ts', '200');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const { megabytes, threads, files } = JSON.parse(output) as { megabytes: number; threads: number; files: number };
    expect(threads).toBeLessThanOrEqual(2);
    expect(files).toBeLessThanOrEqual(2);
    // One leaked frame a play would be 200 × 115 kB.
    expect(megabytes).toBeLessThan(12);
  });
});

describe('while a pipeline plays', () => {
  /** What lifetime.ts says. */
  async function lifetime(way: string): Promise<Record<string, number>> {
    const { code, output, errors } = await program('lifetime.ts', way);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    return JSON.parse(output);
  }

  it('10,000 subscriptions come and go: none is left, nothing grows, the stream flows on', async () => {
    const { left, threads, megabytes } = await lifetime('subscriptions');
    expect([left, threads]).toEqual([0, 0]);
    expect(megabytes).toBeLessThan(30);
  });

  it('1,000 pipelines are made and closed: no thread, no memory is left', async () => {
    const { threads, megabytes } = await lifetime('pipelines');
    expect(threads).toBeLessThanOrEqual(2);
    expect(megabytes).toBeLessThan(30);
  });

  it('garbage is collected at every frame, and every image is made', async () => {
    expect(await lifetime('garbage')).toEqual({ images: 200 });
  });

  it('the process forks: children end well and the stream flows on', async () => {
    expect(await lifetime('children')).toEqual({ failed: 0, children: 33 });
  });
});
