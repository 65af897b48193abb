// A machine without fonts, as a container often is.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "nvdsosd/display.h"

namespace osd_test {
namespace {

class NoFonts : public testing::Test {
 protected:
  // Fontconfig reads its settings when the first text is laid out.
  NoFonts() {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "fonts.conf") << "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
                                          << "<fontconfig><cachedir>" << folder_.string() << "</cachedir></fontconfig>";
    setenv("FONTCONFIG_FILE", (folder_ / "fonts.conf").c_str(), TRUE);
  }
  ~NoFonts() override { std::filesystem::remove_all(folder_); }

 private:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("nds-no-fonts-" + std::to_string(getpid()));
};

TEST_F(NoFonts, AreAWarningThatSaysWhatToInstall) {
  Display osd;
  osd.object()->text_params = {g_strdup("person"), 10, 10, {nullptr, 12, kWhite}, 1, kBlue};
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_NE(osd.message(GST_MESSAGE_WARNING, "remedy").find("fonts-dejavu-core"), std::string::npos);
}

}  // namespace
}  // namespace osd_test
