/** What launch text tells about sources. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSources } from '../../lib/describe/launch-text.js';

const sources = (text: string) => Object.fromEntries(describeSources(text));
const mux = 'nvstreammux name=mux batch-size=2 ! fakesink';

describe('sources in launch text', () => {
  it.each([
    ['file URI', 'uridecodebin uri=file:///data/Main%20street.mp4 ! mux.sink_0', { name: 'Main street', uri: 'file:///data/Main%20street.mp4' }],
    ['name of the element', 'uridecodebin name=gate uri=file:///a.mp4 ! mux.sink_0', { name: 'gate', uri: 'file:///a.mp4' }],
    ['path', 'filesrc location=/data/yard.h264 ! h264parse ! nvv4l2decoder ! mux.sink_0', { name: 'yard', uri: '/data/yard.h264' }],
    ['quotes', 'filesrc location="/data/my \\"yard\\".mp4" ! decodebin ! mux.sink_0', { name: 'my "yard"', uri: '/data/my "yard".mp4' }],
    ['device', 'v4l2src device=/dev/video0 ! mux.sink_0', { name: 'video0', uri: '/dev/video0' }],
    [
      'camera, its password left out',
      'rtspsrc location=rtsp://me:secret@cam-3:554/live ! decodebin ! mux.sink_0',
      { name: 'cam-3', uri: 'rtsp://cam-3:554/live' },
    ],
    ['nothing but an element', 'videotestsrc ! mux.sink_0', {}],
    [
      'caps filters between',
      'filesrc location=a.mp4 ! decodebin ! video/x-raw(memory:NVMM), format=NV12 ! queue ! mux.sink_0',
      { name: 'a', uri: 'a.mp4' },
    ],
    ['spaces around =', 'filesrc location = a.mp4 ! decodebin ! mux.sink_0', { name: 'a', uri: 'a.mp4' }],
    [
      'a chain in two parts',
      'filesrc location=a.mp4 ! qtdemux name=d  d.video_0 ! queue ! h264parse name=p p. ! mux.sink_0',
      { name: 'a', uri: 'a.mp4' },
    ],
    ['brackets', '( filesrc location=a.mp4 ! decodebin ) ! mux.sink_0', { name: 'a', uri: 'a.mp4' }],
    ['an unreadable address', 'rtspsrc location=rtsp://[bad ! mux.sink_0', { name: '[bad', uri: 'rtsp://[bad' }],
  ])('%s', (_, text, expected) => {
    expect(sources(`${text} ${mux}`)).toEqual({ 0: expected });
    expect(sources(`${mux} ${text}`)).toEqual({ 0: expected });
  });

  it('each pad has its own', () => {
    expect(sources(`uridecodebin uri=file:///a.mp4 ! mux.sink_3 uridecodebin uri=file:///b.mp4 ! mux.sink_12 ${mux}`)).toEqual({
      3: { name: 'a', uri: 'file:///a.mp4' },
      12: { name: 'b', uri: 'file:///b.mp4' },
    });
  });

  it('equal names become different', () => {
    expect(sources(`uridecodebin uri=file:///a.mp4 ! mux.sink_0 uridecodebin uri=file:///a.mp4 ! mux.sink_1 ${mux}`)).toMatchObject({
      0: { name: 'a-0' },
      1: { name: 'a-1' },
    });
  });

  it('nothing is said when it would be a guess', () => {
    expect(sources('uridecodebin uri=file:///a.mp4 ! a.sink_0 nvstreammux name=a ! b.sink_0 nvstreammux name=b ! fakesink')).toEqual({});
    expect(sources(`filesrc location=a ! f.sink_0 filesrc location=b ! f.sink_1 funnel name=f f. ! mux.sink_0 ${mux}`)).toEqual({});
    expect(sources('uridecodebin uri=file:///a.mp4 ! nvstreammux ! fakesink')).toEqual({});
  });

  it('any text can be read', () => {
    const pieces = fc.constantFrom(
      '!',
      '(',
      ')',
      'mux.',
      'mux.sink_0',
      'name=mux',
      'nvstreammux',
      '"',
      "'",
      '\\',
      'uri=',
      'uri=a',
      ' ',
      'd.',
      'name=d',
      'video/x-raw',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 20 }), fc.constantFrom('', ' '), (words, space) => {
        expect(describeSources(words.join(space))).toBeInstanceOf(Map);
      }),
      { numRuns: 2000 },
    );
  });
});
