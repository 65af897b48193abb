/** `node-deepstream plot`: a picture of a recorded run. */
import { DeepStreamError } from '../errors.js';
import type { Frame } from '../frame.js';
import type { Lines } from '../operators/line-shape.js';
import type { Zones } from '../operators/zone-shape.js';
import { type Command, type OptionValues, required, UsageError } from './command.js';

export const plot: Command = {
  usage: `plot <tracks|counts|heatmap> --frames <file> --out <file.svg|file.png>
                    [--zones <json>] [--lines <json>] [--picture <jpg|png>] [--source <name>]
                    a picture of recorded frames (JSON Lines): where tracks went, how many
                    objects there were in each zone over time, or where they spent their time`,
  options: {
    frames: { type: 'string' },
    out: { type: 'string' },
    zones: { type: 'string' },
    lines: { type: 'string' },
    picture: { type: 'string' },
    source: { type: 'string' },
  },
  words: 1,
  async run(options, [kind = '']) {
    const draw = pictures[kind as keyof typeof pictures];
    if (!draw) throw new UsageError(`What shall be plotted: ${Object.keys(pictures).join(', ')}?`);
    const [file, out] = [required(options, 'frames'), required(options, 'out')];
    if (!/\.(svg|png)$/i.test(out)) throw new UsageError(`--out is "${out}": name a file that ends with .svg or .png.`);
    const { writePicture } = await import('./picture-file.js');
    const scene = await sceneOf(options);
    await writePicture(out, await draw(file, scene));
    console.log(`written: ${out}`);
    return 0;
  },
};

interface Scene {
  readonly zones?: Zones;
  readonly lines?: Lines;
  readonly picture?: string;
  readonly source: string | undefined;
}

const pictures = {
  async tracks(file: string, { source, ...scene }: Scene): Promise<string> {
    const { trackEvents } = await import('../operators/index.js');
    const { tracksSvg } = await import('../plot/index.js');
    const { filter, lastValueFrom, map, toArray } = await import('rxjs');
    const { frames, size } = await recorded(file, source);
    const lives = frames.pipe(
      trackEvents({ updates: 'none', minFrames: 2 }),
      filter(({ type }) => type === 'end'),
      map(({ track }) => track),
    );
    return tracksSvg(await lastValueFrom(lives.pipe(toArray())), { ...scene, size });
  },

  async counts(file: string, { source, zones }: Scene): Promise<string> {
    const operators = await import('../operators/index.js');
    const { countsSvg } = await import('../plot/index.js');
    const { frames } = await recorded(file, source);
    const series = new Map<string, { seconds: number; count: number }[]>();
    const add = (name: string, { pts, number }: Frame, count: number) => {
      const counts = series.get(name) ?? [];
      counts.push({ seconds: pts === undefined ? number : Number(pts) / 1e9, count });
      series.set(name, counts);
    };
    if (zones)
      await frames.pipe(operators.zones(zones, { logger: false })).forEach(({ zone, frame, counts }) => {
        add(zone, frame, counts.inside);
      });
    else
      await frames.forEach((frame) => {
        add('objects', frame, frame.objects.length);
      });
    return countsSvg(Array.from(series, ([name, counts]) => ({ name, counts })));
  },

  async heatmap(file: string, { source, ...scene }: Scene): Promise<string> {
    const { heatMap } = await import('../operators/index.js');
    const { heatMapSvg } = await import('../plot/index.js');
    const { lastValueFrom } = await import('rxjs');
    const { frames } = await recorded(file, source);
    return heatMapSvg(await lastValueFrom(frames.pipe(heatMap())), scene);
  },
};

/** The frames of one source; a picture shows one camera. */
async function recorded(file: string, wanted: string | undefined) {
  const { replay } = await import('../testing/replay.js');
  const { filter, firstValueFrom, tap, throwIfEmpty } = await import('rxjs');
  let first = wanted;
  const frames = replay(file).pipe(
    tap(({ source }) => {
      first ??= source.name;
      if (wanted === undefined && source.name !== first) throw several(file, first, source.name);
    }),
    filter(({ source }) => source.name === first),
    throwIfEmpty(() => nothing(file, wanted)),
  );
  return { frames, size: (await firstValueFrom(frames)).size };
}

async function sceneOf({ zones, lines, picture, source }: OptionValues): Promise<Scene> {
  const { pictureUrl, readJson } = await import('./picture-file.js');
  return {
    ...(typeof zones === 'string' && { zones: readJson(zones) as Zones }),
    ...(typeof lines === 'string' && { lines: readJson(lines) as Lines }),
    ...(typeof picture === 'string' && { picture: pictureUrl(picture) }),
    source: typeof source === 'string' ? source : undefined,
  };
}

function several(file: string, first: string, second: string): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: `${file} holds several sources, such as "${first}" and "${second}".`,
    key: 'source',
    remedy: `Choose one, for example --source ${first}.`,
  });
}

function nothing(file: string, wanted: string | undefined): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: wanted === undefined ? `${file} holds no frames.` : `${file} holds no frames of the source "${wanted}".`,
    file,
    key: 'source',
    ...(wanted !== undefined && { value: wanted }),
    remedy: 'Record frames with jsonLines() of node-deepstream/sinks; each line names its source.',
  });
}
