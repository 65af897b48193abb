/** An output parser in TypeScript, with a real model: what it finds is what the C++ parser finds, and the pipeline takes it for its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { parseCenterNet } from '../../examples/typescript-parser/centernet.js';
import { type Frame, Pipeline, parseTensors } from '../../lib/index.js';
import { detection, detectorConfig, hasModel, hasVideo, root, temporaryFolder } from './launch.js';

const labels = () => readFileSync(join(root, 'models/centernet/labels.txt'), 'utf8').trim().split('\n');
const count = 40;

async function frames(pipeline: Pipeline, at: string): Promise<Frame[]> {
  const all = lastValueFrom(pipeline.frames({ at, policy: 'block' }).pipe(take(count), toArray()));
  await pipeline.play();
  return all;
}

/** The model without a parser of nvinfer's. */
function rawConfig(changes: Record<string, string> = {}, added: readonly string[] = []): string {
  const file = join(temporaryFolder(), 'raw.txt');
  const config = readFileSync(detectorConfig({ ...changes, 'network-type': '100' }, ['output-tensor-meta=1', ...added]), 'utf8');
  writeFileSync(
    file,
    config.replace(/^(custom-lib-path|parse-bbox-func-name|num-detected-classes|cluster-mode)=.*$/gm, '').split('[class-attrs-all]')[0] as string,
  );
  return file;
}

describe.skipIf(!hasModel || !hasVideo)('a parser in TypeScript', () => {
  const parser = { labels: [] as string[], nms: 0.5, timeoutMs: 30_000 };

  it.each([
    ['stretched pictures', []],
    ['pictures that keep their ratio, padded below', ['maintain-aspect-ratio=1']],
    ['pictures that keep their ratio, in the middle', ['maintain-aspect-ratio=1', 'symmetric-padding=1']],
  ])('finds in %s what the C++ parser finds, in the same order', { timeout: 120_000 }, async (_, added) => {
    const size = { 'infer-dims': '3;192;320' };
    await using native = Pipeline.launch(detection(detectorConfig(size, added)));
    const expected = await frames(native, 'pgie');
    await using pipeline = Pipeline.launch(detection(rawConfig(size, added)));
    parseTensors(pipeline, 'pgie', parseCenterNet({ threshold: 0.4 }), { ...parser, labels: labels() });
    const found = await frames(pipeline, 'pgie');
    expect(found.flatMap(({ objects }) => objects).length).toBeGreaterThan(100);
    for (const [i, frame] of expected.entries()) {
      expect(found[i]?.inferred).toBe(true);
      expect(found[i]?.objects.map(({ label }) => label)).toEqual(frame.objects.map(({ label }) => label));
      for (const [j, object] of frame.objects.entries()) {
        const other = found[i]?.objects[j];
        expect(other).toMatchObject({ classId: object.classId, confidence: object.confidence, componentId: object.componentId });
        for (const side of ['left', 'top', 'width', 'height'] as const) expect(other?.box[side]).toBeCloseTo(object.box[side], 2);
      }
    }
  });

  it('gives nvtracker objects that it follows as its own', { timeout: 120_000 }, async () => {
    await using native = Pipeline.launch(detection(detectorConfig()));
    const expected = await frames(native, 'tracker');
    await using pipeline = Pipeline.launch(detection(rawConfig()));
    parseTensors(pipeline, 'pgie', parseCenterNet({ threshold: 0.4 }), { ...parser, labels: labels() });
    const found = await frames(pipeline, 'tracker');
    const tracks = (all: Frame[]) => all.map(({ objects }) => objects.map(({ label, box }) => `${label} ${Math.round(box.left)}`).sort());
    expect(tracks(found)).toEqual(tracks(expected));
    expect(found.flatMap(({ objects }) => objects).every(({ trackId }) => trackId !== undefined)).toBe(true);
  });

  it('that fails lets frames go without objects, and says so', { timeout: 120_000 }, async () => {
    await using pipeline = Pipeline.launch(detection(rawConfig()), { logger: false });
    const messages: string[] = [];
    pipeline.events$.subscribe((event) => {
      if (event.type === 'warning') messages.push(event.warning.message);
    });
    parseTensors(
      pipeline,
      'pgie',
      () => {
        throw new Error('no such output');
      },
      { timeoutMs: 30_000 },
    );
    const found = await frames(pipeline, 'pgie');
    expect(found.every(({ objects }) => objects.length === 0)).toBe(true);
    expect(messages[0]).toMatch(/no such output/);
  });
});
