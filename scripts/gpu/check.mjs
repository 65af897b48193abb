// The checks themselves; scripts/gpu-check gives the environment. Each check says what it saw; a figure is a measurement of this run.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Pipeline } from '../../dist/index.js';

const video = resolve(process.argv[2]);
const decoded = `filesrc location=${video} ! qtdemux ! h264parse ! nvv4l2decoder`;
const results = [];

/** Runs one check: `work` returns what it saw, with figures; it throws when the check failed. */
async function check(name, work) {
  const start = performance.now();
  try {
    const figures = await work();
    results.push({ name, ok: true, ...figures });
    console.log(`✓ ${name}`);
    for (const [key, value] of Object.entries(figures)) console.log(`    ${key}: ${value}`);
  } catch (error) {
    results.push({ name, ok: false, error: error.message });
    console.log(`✗ ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)\n    ${error.message}`);
    for (const key of ['remedy', 'detail', 'element']) if (error[key]) console.log(`    ${key}: ${error[key]}`);
  }
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

async function play(text, use) {
  const pipeline = Pipeline.launch(text, { runtime: 'cpu' });
  try {
    const used = use(pipeline);
    const start = performance.now();
    await pipeline.play();
    await pipeline.ended;
    return { ...(await used), seconds: (performance.now() - start) / 1000 };
  } finally {
    await pipeline.close();
  }
}

const at = (values, share) => values[Math.min(values.length - 1, Math.floor(values.length * share))];

const gpu = execFileSync('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'], { encoding: 'utf8' }).trim();
console.log(`GPU: ${gpu}`);

await check("the process runs NVIDIA's metadata and surface libraries", async () => {
  await play(`${decoded} ! mux.sink_0  nvstreammux name=mux batch-size=1 ! fakesink sync=false`, (pipeline) => {
    pipeline.frames({ at: 'mux' }).subscribe();
  });
  const mapped = readFileSync('/proc/self/maps', 'utf8');
  const file = (name) =>
    mapped
      .split('\n')
      .find((line) => line.includes(`/${name}`))
      ?.replace(/^.*? \//, '/') ?? '';
  const libraries = ['libnvds_meta.so', 'libnvdsgst_meta.so', 'libnvbufsurface.so', 'libgstnvvideo4linux2.so'].map(file);
  expect(
    libraries.every((path) => path.includes('deepstream_videodecode') || path.startsWith('/opt/nvidia')),
    libraries.join(' '),
  );
  return { libraries: libraries.join(' ') };
});

await check('frames decoded on the GPU stay in its memory through nvstreammux; their metadata reaches JavaScript', async () => {
  let frames = 0;
  let memory;
  const { seconds } = await play(`${decoded} ! mux.sink_0  nvstreammux name=mux batch-size=1 ! fakesink sync=false`, (pipeline) => {
    pipeline.frames({ at: 'mux', policy: 'block' }).subscribe((frame) => {
      frames++;
      memory ??= `${frame.sourceSize.width}×${frame.sourceSize.height}`;
    });
  });
  expect(frames > 100, `${frames} frames`);
  return { frames, size: memory, 'frames/s': Math.round(frames / seconds) };
});

await check('an element that needs pixels says that it cannot read them', async () => {
  let failure;
  try {
    await play(
      `${decoded} ! mux.sink_0  nvstreammux name=mux batch-size=1 ! nvmultistreamtiler width=320 height=240 rows=1 columns=1 ! fakesink`,
      () => {},
    );
  } catch (error) {
    failure = error;
  }
  expect(failure?.code === 'ERR_STREAM', `got ${failure}`);
  return { error: failure.message };
});

await check('an object added in TypeScript is read downstream', async () => {
  let added = 0;
  let read = 0;
  const tracks = new Set();
  const text = `${decoded} ! mux.sink_0  nvstreammux name=mux batch-size=1 ! identity name=edited ! nvtracker name=tracker ! fakesink sync=false`;
  await play(text, (pipeline) => {
    pipeline.intercept('mux', (batch) => {
      for (const frame of batch.frames) {
        frame.addObject({ box: { left: 100, top: 80, width: 64, height: 128 }, label: 'person', classId: 0, confidence: 0.9 });
        added++;
      }
    });
    pipeline.frames({ at: 'edited', policy: 'block' }).subscribe((frame) => {
      for (const object of frame.objects) if (object.label === 'person' && object.box.left === 100) read++;
    });
    pipeline.frames({ at: 'tracker', policy: 'block' }).subscribe((frame) => {
      for (const { trackId } of frame.objects) if (trackId !== undefined) tracks.add(trackId);
    });
  });
  expect(added > 100 && read === added, `${added} added, ${read} read`);
  expect(tracks.size === 1, `${tracks.size} tracks`);
  return { 'objects added and read': read, 'tracks that nvtracker made of them': tracks.size };
});

await check("a JPEG of a frame in the GPU's memory", async () => {
  const image = await play(`${decoded} ! mux.sink_0  nvstreammux name=mux batch-size=1 ! fakesink sync=false`, async (pipeline) => {
    let taken;
    await pipeline.frames({ at: 'mux', policy: 'block', include: ['pixels'] }).forEach((frame) => {
      if (frame.number === 90) taken = frame.image({ format: 'jpeg', quality: 90 });
    });
    const { data, width, height } = await taken;
    writeFileSync('out/gpu-frame.jpg', data);
    return { bytes: data.length, size: `${width}×${height}` };
  });
  expect(image.bytes > 10_000, `${image.bytes} bytes`);
  return { file: 'out/gpu-frame.jpg', size: image.size, bytes: image.bytes };
});

await check('30 sources in real time, with 20 objects a frame, reach JavaScript without drops', async () => {
  const sources = 30;
  const objects = 20;
  const branches = Array.from({ length: sources }, (_, i) => `${decoded} ! identity sync=true ! mux.sink_${i}`).join('\n');
  const delays = [];
  let frames = 0;
  let read = 0;
  let last = 0n;
  let stats;
  let edits;
  const busy = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  const { seconds } = await play(
    `${branches}  nvstreammux name=mux batch-size=${sources} ! identity name=edited ! fakesink sync=false async=false`,
    (pipeline) => {
      edits = pipeline.intercept(
        'mux',
        (batch) => {
          for (const frame of batch.frames) {
            for (let i = 0; i < objects; i++) {
              const box = { left: 10 * i, top: 20 + frame.source.id, width: 40, height: 80 };
              frame.addObject({ box, label: 'person', classId: 0, confidence: 0.5, trackId: BigInt(1000 * frame.source.id + i) });
            }
            frame.attach('sent', performance.now());
          }
        },
        { timeoutMs: 1000 },
      );
      pipeline.frames({ at: 'edited', include: ['userMeta'] }).subscribe((frame) => {
        frames++;
        if (frame.pts > last) last = frame.pts;
        for (const object of frame.objects) if (object.trackId !== undefined && object.box.width === 40) read++;
        const sent = frame.attachments?.sent;
        if (typeof sent === 'number') delays.push(performance.now() - sent);
      });
      const timer = setInterval(() => {
        stats = pipeline.stats();
      }, 500);
      pipeline.ended.finally(() => clearInterval(timer)).catch(() => {});
    },
  );
  const { user, system } = process.cpuUsage(cpu);
  delays.sort((a, b) => a - b);
  const { edited, late, failed } = edits.stats;
  expect(late === 0 && failed === 0, `${edited} batches edited, ${late} late, ${failed} failed`);
  expect(stats.drops === 0, `${stats.drops} batches dropped`);
  expect(read === frames * objects, `${frames} frames, ${read} objects`);
  const duration = Number(last) / 1e9;
  expect(seconds < duration + 2, `${seconds.toFixed(1)} s for ${duration.toFixed(1)} s of video`);
  return {
    'video, s': duration.toFixed(1),
    'playing, s': seconds.toFixed(1),
    'frames/s': (frames / seconds).toFixed(0),
    frames,
    objects: read,
    dropped: stats.drops,
    'metadata written to metadata read, p50 ms': at(delays, 0.5)?.toFixed(2),
    'p99 ms': at(delays, 0.99)?.toFixed(2),
    'JavaScript thread busy': `${(100 * performance.eventLoopUtilization(busy).utilization).toFixed(1)} %`,
    'CPU of the process, cores': ((user + system) / 1e6 / seconds).toFixed(2),
  };
});

writeFileSync('out/gpu-check.json', `${JSON.stringify({ gpu, date: new Date().toISOString(), results }, null, 2)}\n`);
const failed = results.filter(({ ok }) => !ok).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
