/** An observer of frames that shows one live line, and a summary at the end. */
import type { Frame } from 'node-deepstream';
import type { Observer } from 'rxjs';

/** `files` are named in the summary. */
export function progress(files: readonly string[], output: NodeJS.WriteStream = process.stdout): Observer<Frame> {
  const tracks = new Set<bigint>();
  const labels = new Map<string, number>();
  const start = performance.now();
  let frames = 0;
  let objects = 0;
  let shownAt = start;
  let framesShown = 0;

  const show = (now: number, here: number) => {
    const fps = ((frames - framesShown) * 1000) / (now - shownAt);
    const line = `frame ${frames} · ${fps.toFixed(1)} fps · ${here} objects now · ${tracks.size} tracks so far`;
    output.write(output.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
    shownAt = now;
    framesShown = frames;
  };

  return {
    next(frame) {
      frames++;
      objects += frame.objects.length;
      for (const { label, trackId } of frame.objects) {
        labels.set(label, (labels.get(label) ?? 0) + 1);
        if (trackId !== undefined) tracks.add(trackId);
      }
      // A terminal shows a line many times; a log keeps every one.
      const now = performance.now();
      if (now - shownAt >= (output.isTTY ? 200 : 2000)) show(now, frame.objects.length);
    },
    error() {
      if (output.isTTY) output.write('\n');
    },
    complete() {
      const seconds = (performance.now() - start) / 1000;
      const most = [...labels].sort(([, a], [, b]) => b - a).slice(0, 3);
      output.write(output.isTTY ? '\r\x1b[2K' : '');
      output.write(`${frames} frames in ${seconds.toFixed(1)} s (${(frames / seconds).toFixed(1)} fps), ${objects} objects, ${tracks.size} tracks\n`);
      output.write(`most seen: ${most.map(([label, count]) => `${label} ${count}`).join(', ') || 'nothing'}\n`);
      output.write(`written: ${files.join(', ')}\n`);
    },
  };
}
