/** Pictures of a run, and the commands that make them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { heatMap, lineCrossings, trackEvents, zones as zoneStates } from 'node-deepstream/operators';
import { countsSvg, heatMapSvg, tracksSvg } from 'node-deepstream/plot';
import { fakeFrames } from 'node-deepstream/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as scene from '../../examples/people-counting/scene.js';
import { collect, overFakes } from './operators/collect.js';

const size = { width: 640, height: 480 };
const zones = {
  dock: [
    [10, 10],
    [200, 10],
    [200, 300],
  ],
} as const;
const lines = { entry: { from: [0, 400], to: [640, 400] } } as const;
const root = join(import.meta.dirname, '../..');

/** Tags that are opened and never closed, or the other way round. */
function unbalanced(svg: string): string[] {
  const open: string[] = [];
  for (const [, end, name, empty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (end) {
      if (open.pop() !== name) return [name ?? ''];
    } else if (!empty) open.push(name ?? '');
  }
  return open;
}

describe('pictures', () => {
  it('tracks: a path, a dot and a number each, over zones and lines', () => {
    const tracks = overFakes(
      {
        frames: 20,
        tracks: [
          {
            id: 4,
            path: [
              [50, 100],
              [300, 200],
            ],
          },
          { id: 9, path: [[100, 400]] },
        ],
      },
      trackEvents(),
    )
      .filter(({ type }) => type === 'end')
      .map(({ track }) => track);
    const svg = tracksSvg(tracks, { size, zones, lines, picture: 'data:image/jpeg;base64,AA==' });
    expect(unbalanced(svg)).toEqual([]);
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).toContain('points="50,100 ');
    expect(svg).toContain('<polygon points="10,10 200,10 200,300"');
    for (const text of ['>4<', '>9<', '>dock<', '>entry<', 'href="data:image/jpeg;base64,AA=="']) expect(svg).toContain(text);
  });

  it('counts: steps on a scale, one colour a series', () => {
    const counts = [0, 0, 3, 3, 7].map((count, i) => ({ seconds: i * 30, count }));
    const svg = countsSvg([
      { name: 'dock', counts },
      { name: 'gate', counts: counts.map(({ seconds }) => ({ seconds, count: 1 })) },
    ]);
    expect(unbalanced(svg)).toEqual([]);
    expect(new Set(svg.match(/<polyline[^>]* stroke="[^"]*"/g)?.map((text) => /stroke="([^"]*)"/.exec(text)?.[1])).size).toBe(2);
    for (const text of ['>10<', '>0:00<', '>2:00<', '>dock<']) expect(svg).toContain(text);
  });

  it('a long run makes no longer picture, and loses no peak', () => {
    const counts = Array.from({ length: 100_000 }, (_, i) => ({ seconds: i / 30, count: i === 51_234 ? 40 : i % 2 }));
    const svg = countsSvg([{ name: 'dock', counts }]);
    expect(svg.length).toBeLessThan(60_000);
    expect(svg).toMatch(/,36[ "]/); // the top of the scale, which is 40
  });

  it('heat map: a cell where somebody was', () => {
    const [map] = overFakes({ frames: 20, tracks: [{ path: [[75, 75]] }, { path: [[5, 5]], to: 5 }] }, heatMap({ columns: 64 }));
    const svg = heatMapSvg(map as NonNullable<typeof map>, { zones });
    expect(unbalanced(svg)).toEqual([]);
    expect(svg.match(/fill="hsl\(0, 95%/g)).toHaveLength(1); // the hottest
    expect(svg.match(/<rect/g)).toHaveLength(3); // the paper and two cells
    expect(svg).toContain('most: 1.9 s');
  });

  it('are readable XML whatever objects and zones are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const svg = tracksSvg([{ id: 1, label: name, path: [{ x: 1, y: 1 }] }], { size, title: name, zones: [{ name, polygon: zones.dock }] });
        expect(unbalanced(svg)).toEqual([]);
        expect([...svg].filter((character) => character < ' ' && character !== '\n' && character !== '\t')).toEqual([]);
      }),
    );
  });

  it('the scene of examples/people-counting is a sound one', () => {
    expect(unbalanced(tracksSvg([], { ...scene, picture: false }))).toEqual([]);
    expect(overFakes({ frames: 1, size: scene.size, tracks: [] }, zoneStates(scene.zones))).toHaveLength(2);
    expect(overFakes({ frames: 1, size: scene.size, tracks: [] }, lineCrossings(scene.lines))).toEqual([]);
  });

  it('of nothing are empty pictures', () => {
    expect(unbalanced(tracksSvg([], { size }) + countsSvg([]) + countsSvg([{ name: 'a', counts: [] }]))).toEqual([]);
  });
});

describe('node-deepstream eval and plot', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'lib/cli/main.ts'), ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'node-deepstream-plot-'));
    const frames = collect(
      fakeFrames({
        frames: 30,
        tracks: [
          {
            id: 1,
            path: [
              [20, 250],
              [600, 250],
            ],
          },
        ],
      }),
    );
    writeFileSync(file('run.jsonl'), frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    const yard = frames.slice(0, 3).map((frame) => JSON.stringify({ ...frame.toJSON(), source: { id: 1, name: 'yard', pad: 1 } }));
    writeFileSync(file('two.jsonl'), `${JSON.stringify(frames[0])}\n${yard.join('\n')}\n`);
    writeFileSync(file('zones.json'), JSON.stringify(zones));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('eval prints the metrics, also as JSON', () => {
    const golden = join(root, 'test/golden/mot');
    const files = ['--gt', join(golden, 'crossing.gt.txt'), '--tracks', join(golden, 'crossing.tracks.txt')];
    const { status, stdout } = run('eval', ...files);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^MOTA +81\.0 %/m);
    expect(stdout).toMatch(/^IDF1 +65\.6 %/m);
    expect(stdout).toMatch(/^HOTA +54\.0 %/m);
    expect(stdout).toMatch(/^switches +18 /m);
    expect(JSON.parse(run('eval', ...files, '--json').stdout)).toMatchObject({ switches: 18, fragmentations: 70 });
  });

  it('plot writes each kind of picture', () => {
    for (const kind of ['tracks', 'counts', 'heatmap']) {
      expect(run('plot', kind, '--frames', file('run.jsonl'), '--zones', file('zones.json'), '--out', file(`out/${kind}.svg`))).toEqual({
        status: 0,
        stdout: `written: ${file(`out/${kind}.svg`)}\n`,
        stderr: '',
      });
      const svg = readFileSync(file(`out/${kind}.svg`), 'utf8');
      expect(unbalanced(svg)).toEqual([]);
      expect(svg).toContain('>dock<');
    }
  });

  it.each([
    [['eval'], 2, '--gt is missing.'],
    [['eval', '--gt', '/nowhere/gt.txt', '--tracks', 'x'], 1, 'The file /nowhere/gt.txt cannot be read'],
    [['plot', 'trakcs'], 2, 'What shall be plotted: tracks, counts, heatmap?'],
    [['plot', 'tracks', '--frames', 'a', '--out', 'a.gif'], 2, 'name a file that ends with .svg or .png'],
    [['plot', 'tracks', '--frames', '/nowhere.jsonl', '--out', 'a.svg'], 1, 'The recording /nowhere.jsonl cannot be opened'],
  ])('%j: exit code %i, and why', (args, status, message) => {
    expect(run(...args)).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('plot shows one source', () => {
    const args = ['plot', 'tracks', '--frames', file('two.jsonl'), '--out', file('a.svg')];
    expect(run(...args)).toMatchObject({ status: 1, stderr: expect.stringContaining('Choose one, for example --source fake.') });
    expect(run(...args, '--source', 'yard').status).toBe(0);
    expect(run(...args, '--source', 'nobody')).toMatchObject({ status: 1, stderr: expect.stringContaining('no frames of the source "nobody"') });
  });
});
