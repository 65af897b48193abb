// Files that other programs read.
#include "picture/encoder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <cmath>
#include <thread>

#include "test/picture/subject.h"

namespace picture_test {

picture::Image decode(const picture::Image& encoded, const char* decoder) {
  const std::string text = std::string("appsrc name=in ! ") + decoder +
                           " ! videoconvert ! video/x-raw,format=RGB ! appsink name=out sync=false";
  const gst::ElementRef pipeline(gst_parse_launch(text.c_str(), nullptr));
  const gst::ElementRef in(gst_bin_get_by_name(GST_BIN(pipeline.get()), "in"));
  const gst::ElementRef out(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, encoded.data.size(), nullptr);
  gst_buffer_fill(buffer, 0, encoded.data.data(), encoded.data.size());
  gst_app_src_push_buffer(GST_APP_SRC(in.get()), buffer);
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
  const gst::MiniRef<GstSample> sample(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 10 * GST_SECOND));
  picture::Image image;
  GstVideoInfo info;
  GstVideoFrame frame;
  if (sample && gst_video_info_from_caps(&info, gst_sample_get_caps(sample.get())) &&
      gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample.get()), GST_MAP_READ)) {
    image.width = GST_VIDEO_INFO_WIDTH(&info);
    image.height = GST_VIDEO_INFO_HEIGHT(&info);
    for (int y = 0; y < image.height; ++y) {
      const auto* row = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
                        y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
      image.data.insert(image.data.end(), row, row + 3 * image.width);
    }
    gst_video_frame_unmap(&frame);
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  EXPECT_GT(image.data.size(), 0u) << decoder << " reads nothing";
  return image;
}

double signal_to_noise(const picture::Image& a, const picture::Image& b) {
  if (a.data.size() != b.data.size() || a.data.empty()) return 0;
  double squares = 0;
  for (std::size_t i = 0; i < a.data.size(); ++i) squares += std::pow(a.data[i] - b.data[i], 2);
  const double mean = squares / static_cast<double>(a.data.size());
  return mean == 0 ? INFINITY : 10 * std::log10(255.0 * 255.0 / mean);
}

namespace {

using picture::Format;

// Soft waves of colour, as photographs have.
picture::KeptRef waves(int width, int height) {
  return keep_nvmm(batch(GST_VIDEO_FORMAT_RGBA, width, height, 1, [](const auto& picture, guint) {
    const auto wave = [](double phase) { return static_cast<int>(128 + 100 * std::sin(phase)); };
    fill(picture, [&](int x, int y) { return Colour{wave(x / 17.0), wave(y / 13.0), wave((x + y) / 23.0)}; });
  }));
}

TEST(Jpeg, DecodesToTheSamePicture) {
  const picture::KeptRef kept = waves(161, 121);
  const picture::Image jpeg = image(kept, {.format = Format::jpeg});
  EXPECT_EQ(jpeg.data[0], 0xff);
  EXPECT_EQ(jpeg.data[1], 0xd8);
  const picture::Image rgb = image(kept, {.format = Format::rgb});
  EXPECT_GT(signal_to_noise(decode(jpeg, "jpegdec"), rgb), 33);
}

TEST(Jpeg, QualityBuysPrecisionWithBytes) {
  const picture::KeptRef kept = waves(160, 120);
  const picture::Image rgb = image(kept, {.format = Format::rgb});
  const picture::Image low = image(kept, {.format = Format::jpeg, .quality = 10});
  const picture::Image high = image(kept, {.format = Format::jpeg, .quality = 95});
  EXPECT_LT(2 * low.data.size(), high.data.size());
  EXPECT_LT(signal_to_noise(decode(low, "jpegdec"), rgb) + 3, signal_to_noise(decode(high, "jpegdec"), rgb));
}

TEST(Png, IsExact) {
  const picture::KeptRef kept = waves(161, 121);
  const picture::Image png = image(kept, {.format = Format::png});
  EXPECT_EQ(decode(png, "pngdec").data, image(kept, {.format = Format::rgb}).data);
}

TEST(Encoder, TakesPicturesOfAnySizeOneAfterTheOther) {
  picture::Encoders encoders;
  for (const auto& [width, height] : {std::pair(64, 48), {17, 5}, {1, 1}, {320, 240}, {64, 48}})
    for (const Format format : {Format::jpeg, Format::png}) {
      auto made = picture::make_image(*waves(width, height), {.format = format}, encoders);
      ASSERT_TRUE(made) << width << "x" << height << ": " << made.fault().message;
      const picture::Image decoded = decode(made.value(), format == Format::jpeg ? "jpegdec" : "pngdec");
      EXPECT_EQ(std::pair(decoded.width, decoded.height), std::pair(width, height));
    }
}

TEST(Encoder, ThatIsNotInstalledIsAnErrorThatNamesItAndItsPackage) {
  auto created = picture::Encoder::create("gizmoenc");
  ASSERT_FALSE(created);
  const gst::Fault& fault = created.fault();
  EXPECT_EQ(fault.code, "ERR_PICTURE");
  EXPECT_EQ(fault.value, "gizmoenc");
  EXPECT_NE(fault.remedy.find("gstreamer1.0-plugins-good"), std::string::npos);
}

TEST(Encoder, ManyThreadsEncodeAtOnce) {
  const picture::KeptRef kept = waves(160, 120);
  const std::vector<std::uint8_t> expected = image(kept, {.format = Format::jpeg}).data;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      picture::Encoders encoders;
      for (int n = 0; n < 20; ++n) {
        auto made = picture::make_image(*kept, {.format = Format::jpeg}, encoders);
        ASSERT_TRUE(made);
        EXPECT_EQ(made->data, expected);
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace picture_test
