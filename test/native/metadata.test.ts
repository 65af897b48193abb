/** Metadata of real elements, as far as JavaScript. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Batch, type Frame, type Include, Pipeline, type Tensor } from '../../lib/index.js';
import { detectorConfig, hasModel, hasVideo, program, root, temporaryFolder, testPattern, video } from './launch.js';

const needs = hasModel && hasVideo;

function configFile(name: string, lines: readonly string[]): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, lines.join('\n'));
  return file;
}

const muxed = `uridecodebin uri=file://${video} ! mux.sink_0 nvstreammux name=mux batch-size=1 width=768 height=576 !`;

async function firstBatches(text: string, at: string, include: Include[], count: number): Promise<Batch[]> {
  await using pipeline = Pipeline.launch(text);
  const batches = lastValueFrom(pipeline.batches({ at, policy: 'block', include }).pipe(take(count), toArray()));
  await pipeline.play();
  return await batches;
}

const framesOf = (batches: readonly Batch[]): Frame[] => batches.flatMap(({ frames }) => frames);

describe('tensors', () => {
  it.skipIf(!needs)('are the outputs of the model: its best score is the best detection’s', async () => {
    const text = `${muxed} nvinfer name=pgie output-tensor-meta=1 config-file-path=${detectorConfig()} ! fakesink sync=false`;
    const [frame] = framesOf(await firstBatches(text, 'pgie', ['tensors'], 3)).slice(-1);
    const [model] = frame?.tensors ?? [];
    expect(model).toMatchObject({ componentId: 1, network: { width: 256, height: 192, channels: 3 } });
    expect(model?.layers.every(({ type, data }) => type === 'float32' && data instanceof Float32Array)).toBe(true);
    const heat = model?.layers.find(({ shape }) => shape.includes(80)) as Tensor;
    expect(heat.shape.reduce((values, length) => values * length)).toBe(80 * 48 * 64);
    expect(heat.order).toBe(heat.shape[0] === 80 ? 'CHW' : 'HWC');
    // Scores are probabilities or their logits; the detector's threshold is 0.4.
    const best = (heat.data as Float32Array).reduce((a, b) => Math.max(a, b));
    const confidence = Math.max(...(frame?.objects.map((object) => object.confidence) ?? []));
    expect(confidence).toBeGreaterThan(0.4);
    expect(Math.min(Math.abs(best - confidence), Math.abs(1 / (1 + Math.exp(-best)) - confidence))).toBeLessThan(1e-5);
  });

  it.skipIf(!needs)('do not reach those who did not ask', async () => {
    const text = `${muxed} nvinfer name=pgie output-tensor-meta=1 config-file-path=${detectorConfig()} ! fakesink sync=false`;
    const [frame] = framesOf(await firstBatches(text, 'pgie', [], 1));
    expect(frame).not.toHaveProperty('tensors');
  });
});

describe('tracks', () => {
  it.skipIf(!needs)('that ended come with their frames', async () => {
    const settings = configFile('tracker.yml', [
      'TargetManagement:',
      '  outputTerminatedTracks: 1',
      '  outputShadowTracks: 1',
      '  maxShadowTrackingAge: 2',
      '  probationAge: 0',
    ]);
    const library = join(root, 'build/Release/runtime/libnvds_nvmultiobjecttracker.so');
    const text = `${muxed} nvinfer interval=3 config-file-path=${detectorConfig()} !
      nvtracker name=tracker ll-lib-file=${library} ll-config-file=${settings} ! fakesink sync=false`;
    const batches = await firstBatches(text, 'tracker', ['tracks'], 120);
    const seen = new Set(framesOf(batches).flatMap(({ objects }) => objects.map(({ trackId }) => trackId)));
    const ended = batches.flatMap(({ tracks }) => tracks?.terminated ?? []);
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.some(({ trackId, frames }) => seen.has(trackId) && frames.length > 0)).toBe(true);
    expect(ended[0]?.source.name).toBe('vtest');
  });
});

describe('analytics', () => {
  it.skipIf(!needs)('come with every frame, unasked', async () => {
    const zones = configFile('zones.txt', [
      '[property]',
      'enable=1',
      'config-width=768',
      'config-height=576',
      '[roi-filtering-stream-0]',
      'enable=1',
      'roi-all=0;0;767;0;767;575;0;575',
      'class-id=-1',
    ]);
    const text = `${muxed} nvinfer config-file-path=${detectorConfig()} ! nvtracker ! nvdsanalytics name=zones config-file=${zones} ! fakesink sync=false`;
    const frame = framesOf(await firstBatches(text, 'zones', [], 10)).at(-1);
    const inside = frame?.objects.filter(({ analytics }) => analytics?.rois.includes('all')) ?? [];
    expect(inside.length).toBeGreaterThan(0);
    expect(frame?.analytics?.roiCounts).toEqual({ all: inside.length });
  });
});

describe('what is drawn', () => {
  it.skipIf(!needs)('is how nvinfer says that objects look', async () => {
    const text = `${muxed} nvinfer name=pgie config-file-path=${detectorConfig()} ! fakesink sync=false`;
    const object = framesOf(await firstBatches(text, 'pgie', ['display'], 3)).flatMap(({ objects }) => objects)[0];
    expect(object?.style?.rect).toMatchObject({ box: object?.box, borderWidth: 3, borderColor: { red: 1, green: 0, blue: 0, alpha: 1 } });
    expect(object?.style?.text).toMatchObject({ text: object?.text, font: { name: 'Serif', size: 11 } });
  });
});

describe('user data of the video stream', () => {
  it('comes from the parser through the decoder and the new muxer', async () => {
    const { output, errors } = await program('sei.ts');
    expect(errors).toBe('');
    const [message] = JSON.parse(output);
    // x264 signs its streams.
    expect(message).toMatchObject({ uuid: 'dc45e9bd-e6d9-48b7-962c-d820d923eeef', types: ['NVDS_BUFFER_GST_AS_FRAME_USER_META'] });
    expect(message.text).toMatch(/^x264/);
  });
});

describe('latency', () => {
  it('is there when DeepStream measures it', async () => {
    const { output, errors } = await program('latency.ts');
    expect(errors).toBe('');
    expect(JSON.parse(output)).toEqual(['mux', 'convert']);
  });
});

describe('typed arrays', () => {
  it('are those of the batch, also when nothing is attached', async () => {
    const [batch] = await firstBatches(testPattern({ frames: 2 }), 'mux', ['tensors', 'masks', 'segmentation', 'embeddings', 'tracks'], 1);
    expect(batch?.columns.frames.width).toEqual(Uint32Array.of(320));
    expect(batch?.tracks).toBeUndefined();
    expect(batch?.preprocessed).toBeUndefined();
  });
});
