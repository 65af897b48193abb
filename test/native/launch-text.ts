/** Launch text without a model and without a file. */

/** `frames` test pictures through the muxer and nothing else; `live` at the pace of the clock. */
export function testPattern({ frames = 30, sources = 1, sink = 'fakesink sync=false', live = false } = {}): string {
  const source = (pad: number) =>
    `videotestsrc num-buffers=${frames} is-live=${live} ! video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! mux.sink_${pad}`;
  const inputs = Array.from({ length: sources }, (_, pad) => source(pad)).join(' ');
  return `${inputs} nvstreammux name=mux batch-size=${sources} width=320 height=240 batched-push-timeout=40000 ! ${sink}`;
}
