// What the default muxer does with pixels of system memory.
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "pipeline.h"
#include "runtime.h"
#include "runtime/surface/surface.h"

namespace {

using test::Pipeline;
using test::Recorder;

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(false));

// The bytes of a picture, row by row without what lies between rows.
std::vector<guint8> bytes_of(const runtime::Picture& picture) {
  std::vector<guint8> bytes;
  for (int p = 0; p < picture.plane_count; ++p) {
    const runtime::Plane& plane = picture.planes[std::size_t(p)];
    for (int y = 0; y < plane.height; ++y) {
      const guint8* row = plane.data + y * plane.stride;
      bytes.insert(bytes.end(), row, row + plane.width * plane.sample_bytes);
    }
  }
  return bytes;
}

std::vector<guint8> bytes_of(GstBuffer* buffer, const GstVideoInfo& info) {
  GstVideoFrame frame;
  EXPECT_TRUE(gst_video_frame_map(&frame, &info, buffer, GST_MAP_READ));
  const std::vector<guint8> bytes = bytes_of(runtime::picture_of(frame));
  gst_video_frame_unmap(&frame);
  return bytes;
}

GstVideoInfo info_of(GstPad* pad) {
  const gst::CapsRef caps(gst_pad_get_current_caps(pad));
  GstVideoInfo info;
  EXPECT_TRUE(gst_video_info_from_caps(&info, caps.get()));
  return info;
}

// Plays `frames` of a moving noise picture and gives what went in and what came out.
struct Playback {
  explicit Playback(const std::string& caps, const std::string& mux, int frames = 2)
      : pipeline("videotestsrc name=source pattern=smpte num-buffers=" + std::to_string(frames) + " ! " + caps +
                 " ! identity name=before ! mux.sink_0 nvstreammux name=mux batch-size=1 " + mux +
                 " ! fakesink name=sink"),
        in(pipeline.pad("before", "src").get(), true),
        out(pipeline.pad("sink", "sink").get(), true) {
    EXPECT_EQ(pipeline.play_to_end(), "");
  }
  std::vector<guint8> input(std::size_t i) {
    return bytes_of(in.batches()[i].buffer.get(), info_of(pipeline.pad("before", "src").get()));
  }
  runtime::Picture output(std::size_t i) {
    const runtime::MappedSurface surface(out.batches()[i].buffer.get(), GST_MAP_READ);
    return runtime::picture_of(surface->surfaceList[0]);
  }

  Pipeline pipeline;
  Recorder in;
  Recorder out;
};

class SystemMemory : public ::testing::TestWithParam<const char*> {};

TEST_P(SystemMemory, OfTheMuxersSizeArrivesUnchanged) {
  Playback run(std::string("video/x-raw,width=98,height=54,format=") + GetParam(), "width=98 height=54");
  ASSERT_EQ(run.out.count(), 2u);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(bytes_of(run.output(i)), run.input(i));
}
INSTANTIATE_TEST_SUITE_P(BatchFormats, SystemMemory, ::testing::Values("I420", "NV12", "RGBA"));

struct Conversion {
  const char* from;
  const char* to;
};
class OtherFormats : public ::testing::TestWithParam<Conversion> {};

TEST_P(OtherFormats, BecomeTheClosestOne) {
  Playback run(std::string("video/x-raw,width=96,height=54,format=") + GetParam().from, "width=96 height=54", 1);
  ASSERT_EQ(run.out.count(), 1u);
  EXPECT_NE(run.out.caps().find(std::string("format=(string)") + GetParam().to), std::string::npos) << run.out.caps();
  const runtime::Picture picture = run.output(0);
  EXPECT_EQ(picture.format, gst_video_format_from_string(GetParam().to));
  // The colour bars begin grey-white: bright luma (or red) on the left.
  EXPECT_GT(picture.planes[0].data[10 * picture.planes[0].stride + 4 * (picture.plane_count == 1 ? 4 : 1)], 160);
}
INSTANTIATE_TEST_SUITE_P(Formats, OtherFormats,
                         ::testing::Values(Conversion{"YUY2", "NV12"}, Conversion{"Y42B", "NV12"},
                                           Conversion{"GRAY8", "NV12"}, Conversion{"Y444", "NV12"},
                                           Conversion{"RGB", "RGBA"}, Conversion{"BGRx", "RGBA"},
                                           Conversion{"BGR", "RGBA"}));

TEST(Pixels, TheFormatIsOneThatDownstreamTakes) {
  Pipeline pipeline(
      "videotestsrc num-buffers=2 ! video/x-raw,format=I420,width=64,height=48 ! mux.sink_0 "
      "nvstreammux name=mux batch-size=1 width=64 height=48 ! video/x-raw(memory:NVMM),format=RGBA ! fakesink "
      "name=sink");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  EXPECT_NE(recorder.caps().find("format=(string)RGBA"), std::string::npos);
}

// A decoder's buffer: planes with strides and offsets of its own.
TEST(Pixels, StridesOfTheSourceAreHonoured) {
  constexpr int kWidth = 30, kHeight = 16, kStride = 64;
  Pipeline pipeline(
      "appsrc name=source format=time caps=video/x-raw,format=GRAY8,width=30,height=16,framerate=30/1 ! mux.sink_0 "
      "nvstreammux name=mux batch-size=1 width=30 height=16 ! fakesink name=sink");
  Recorder recorder(pipeline.pad("sink", "sink").get(), true);
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, kStride * kHeight, nullptr);
  gst_buffer_memset(buffer, 0, 0, gsize(kStride) * kHeight);
  for (int y = 0; y < kHeight; ++y) {
    const std::vector<guint8> row(kWidth, guint8(40 + 10 * y));
    gst_buffer_fill(buffer, gsize(y) * kStride, row.data(), row.size());
  }
  gsize offset[GST_VIDEO_MAX_PLANES] = {0};
  gint stride[GST_VIDEO_MAX_PLANES] = {kStride};
  gst_buffer_add_video_meta_full(buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_GRAY8, kWidth, kHeight, 1, offset,
                                 stride);
  GST_BUFFER_PTS(buffer) = 0;
  const gst::ElementRef source = pipeline.element("source");
  gst_app_src_push_buffer(GST_APP_SRC(source.get()), buffer);
  gst_app_src_end_of_stream(GST_APP_SRC(source.get()));
  ASSERT_EQ(pipeline.play_to_end(), "");
  const runtime::MappedSurface surface(recorder.batches()[0].buffer.get(), GST_MAP_READ);
  const runtime::Picture picture = runtime::picture_of(surface->surfaceList[0]);
  for (int y = 1; y < kHeight; ++y)
    EXPECT_GT(picture.planes[0].data[y * picture.planes[0].stride + 15],
              picture.planes[0].data[(y - 1) * picture.planes[0].stride + 15]);
}

TEST(Pixels, DecodersMayGiveTheirOwnStrides) {
  const gst::ElementRef element(GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make("nvstreammux", nullptr))));
  const gst::PadRef pad(gst_element_request_pad_simple(element.get(), "sink_0"));
  gst_pad_set_active(pad.get(), TRUE);
  const gst::CapsRef caps(gst_caps_from_string("video/x-raw,format=I420,width=64,height=48"));
  const gst::QueryRef query(gst_query_new_allocation(caps.get(), FALSE));
  ASSERT_TRUE(gst_pad_query(pad.get(), query.get()));
  EXPECT_TRUE(gst_query_find_allocation_meta(query.get(), GST_VIDEO_META_API_TYPE, nullptr));
}

guint8 luma(const runtime::Picture& picture, int x, int y) {
  return picture.planes[0].data[y * picture.planes[0].stride + x];
}

TEST(Pixels, PicturesAreStretchedToTheMuxersSize) {
  Playback run("video/x-raw,format=I420,width=64,height=48", "width=128 height=24", 1);
  const runtime::Picture picture = run.output(0);
  EXPECT_EQ(picture.width, 128);
  EXPECT_EQ(picture.height, 24);
  EXPECT_GT(luma(picture, 2, 2), 160);   // white bar, top left
  EXPECT_LT(luma(picture, 124, 2), 60);  // blue bar, top right
}

struct Padding {
  int width, height;  // of the source
  int mux_width, mux_height;
  int left, top, right, bottom;  // the picture's place
  const char* pixel_aspect;
};
class PaddingGeometry : public ::testing::TestWithParam<Padding> {};

TEST_P(PaddingGeometry, KeepsTheAspectCentredEvenAndBlackAround) {
  const Padding& p = GetParam();
  Pipeline pipeline(
      "videotestsrc pattern=white num-buffers=2 ! video/x-raw,format=NV12,width=" + std::to_string(p.width) +
      ",height=" + std::to_string(p.height) + ",pixel-aspect-ratio=" + p.pixel_aspect + " ! mux.sink_0 " +
      "nvstreammux name=mux batch-size=1 enable-padding=true width=" + std::to_string(p.mux_width) +
      " height=" + std::to_string(p.mux_height) + " ! fakesink name=sink");
  Recorder recorder(pipeline.pad("sink", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  for (const auto& batch : recorder.batches()) {
    const runtime::MappedSurface surface(batch.buffer.get(), GST_MAP_READ);
    const runtime::Picture picture = runtime::picture_of(surface->surfaceList[0]);
    for (int y = 0; y < picture.height; ++y)
      for (int x = 0; x < picture.width; ++x) {
        const bool inside = x >= p.left && x < p.right && y >= p.top && y < p.bottom;
        ASSERT_EQ(luma(picture, x, y) > 128, inside) << x << "," << y;
      }
  }
}
INSTANTIATE_TEST_SUITE_P(Sizes, PaddingGeometry,
                         ::testing::Values(Padding{64, 48, 128, 48, 32, 0, 96, 48, "1/1"},
                                           Padding{64, 48, 64, 96, 0, 24, 64, 72, "1/1"},
                                           Padding{64, 48, 64, 48, 0, 0, 64, 48, "1/1"},
                                           Padding{32, 48, 128, 48, 32, 0, 96, 48, "2/1"}));

// Downstream draws in place: the pool's buffers come back with strangers' pixels in their bars.
TEST(Pixels, BarsAreBlackAgainInAUsedBuffer) {
  Pipeline pipeline(
      "videotestsrc pattern=white num-buffers=30 ! video/x-raw,format=NV12,width=64,height=48 ! mux.sink_0 "
      "nvstreammux name=mux batch-size=1 enable-padding=true width=128 height=48 ! fakesink name=sink");
  unsigned dirty = 0;
  const gst::PadRef pad = pipeline.pad("sink", "sink");
  const auto draw = [](GstPad*, GstPadProbeInfo* info, gpointer data) {
    const runtime::MappedSurface surface(GST_PAD_PROBE_INFO_BUFFER(info), GST_MAP_READWRITE);
    const runtime::Picture picture = runtime::picture_of(surface->surfaceList[0]);
    if (luma(picture, 3, 3) > 20) ++*static_cast<unsigned*>(data);
    std::memset(picture.planes[0].data, 200, std::size_t(picture.planes[0].stride) * 48);
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, draw, &dirty, nullptr);
  ASSERT_EQ(pipeline.play_to_end(), "");
  EXPECT_EQ(dirty, 0u);
}

TEST(Pixels, SourcesOfDifferentSizesAndFormatsShareABatch) {
  Pipeline pipeline(
      "nvstreammux name=mux batch-size=3 width=64 height=48 ! fakesink name=sink "
      "videotestsrc num-buffers=4 ! video/x-raw,format=I420,width=320,height=240 ! mux.sink_0 "
      "videotestsrc num-buffers=4 ! video/x-raw,format=RGB,width=100,height=60 ! mux.sink_1 "
      "videotestsrc num-buffers=4 ! video/x-raw,format=YUY2,width=64,height=48 ! mux.sink_2");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(recorder.count(), 4u);
  for (const auto& batch : recorder.batches()) {
    ASSERT_EQ(batch.num_filled, 3u);
    for (const auto& frame : batch.frames)
      EXPECT_EQ(frame.source_width, frame.pad_index == 0 ? 320u : frame.pad_index == 1 ? 100u : 64u);
  }
}

}  // namespace
