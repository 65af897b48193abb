// input-tensor-from-meta: tensors that nvdspreprocess made.
#include "element_fixture.h"
#include "nvds/preprocess.h"

namespace {

class TensorInput : public NvInferTest {
 protected:
  // A batch-level metadata with one region per frame; region i shows a red cell when red[i].
  gst::BufferRef prepared(const std::vector<bool>& red, const std::string& tensor_name = "images", unsigned target = 1,
                          nvds::NvDsDataType type = nvds::NvDsDataType_FP32) {
    std::vector<Frame> list;
    for (std::size_t i = 0; i < red.size(); ++i) list.push_back({0, int(i), {}});
    gst::BufferRef made = buffer(list);
    auto* batch = nvds::gst_buffer_get_nvds_batch_meta(made.get());
    const std::size_t unit = 3 * kSize * kSize;
    auto* values = new std::vector<float>(unit * red.size());
    for (std::size_t i = 0; i < red.size(); ++i)
      if (red[i])
        for (int y = 0; y < 16; ++y) std::fill_n(values->begin() + long(i * unit) + y * kSize, 16, 255.0f);
    tensors_.emplace_back(values);

    auto* meta = new nvds::GstNvDsPreProcessBatchMeta{};
    meta->target_unique_ids = {target};
    meta->tensor_meta = new nvds::NvDsPreProcessTensorMeta{};
    meta->tensor_meta->raw_tensor_buffer = values->data();
    meta->tensor_meta->buffer_size = values->size() * sizeof(float);
    meta->tensor_meta->tensor_shape = {int(red.size()), 3, kSize, kSize};
    meta->tensor_meta->data_type = type;
    meta->tensor_meta->tensor_name = tensor_name;
    for (auto* frame : frames(made)) {
      nvds::NvDsRoiMeta roi{};
      roi.frame_meta = frame;
      roi.scale_ratio_x = roi.scale_ratio_y = 2;
      roi.roi.left = 10;
      roi.roi.top = 4;
      roi.roi.width = roi.roi.height = 16;
      meta->roi_vector.push_back(roi);
    }
    nvds::NvDsUserMeta* user = nvds::nvds_acquire_user_meta_from_pool(batch);
    user->user_meta_data = meta;
    user->base_meta.meta_type = nvds::NVDS_PREPROCESS_BATCH_META;
    user->base_meta.release_func = [](gpointer data, gpointer) {
      auto* held = static_cast<nvds::NvDsUserMeta*>(data);
      auto* dead = static_cast<nvds::GstNvDsPreProcessBatchMeta*>(held->user_meta_data);
      if (!dead) return;
      // The list alone: the batch's pool gives up the elements itself, and may have done so already.
      for (nvds::NvDsRoiMeta& roi : dead->roi_vector) g_list_free(roi.roi_user_meta_list);
      delete dead->tensor_meta;
      delete dead;
      held->user_meta_data = nullptr;
    };
    nvds::nvds_add_user_meta_to_batch(batch, user);
    return made;
  }

  std::vector<std::unique_ptr<std::vector<float>>> tensors_;
};

TEST_F(TensorInput, RegionsAreInferredAndMappedBackToTheirFrames) {
  play("input-tensor-from-meta=1\nbatch-size=2\n");
  EXPECT_EQ(push(prepared({false, true, true})), GST_FLOW_OK);
  const auto out = pull();
  const auto list = frames(out);
  EXPECT_EQ(list[0]->num_obj_meta, 0u);
  ASSERT_EQ(list[1]->num_obj_meta, 1u);
  ASSERT_EQ(list[2]->num_obj_meta, 1u);
  const auto* object = objects(list[1])[0];
  EXPECT_NEAR(object->rect_params.left, 10 + 0.5f / 2, 1e-3);
  EXPECT_NEAR(object->rect_params.top, 4 + 0.5f / 2, 1e-3);
  EXPECT_NEAR(object->rect_params.width, 3.5f, 1e-3);
}

TEST_F(TensorInput, IntervalHasNoEffect) {
  play("input-tensor-from-meta=1\ninterval=4\n");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(push(prepared({true})), GST_FLOW_OK);
    EXPECT_EQ(frames(pull())[0]->num_obj_meta, 1u);
  }
}

TEST_F(TensorInput, TensorsForOthersAreLeftAlone) {
  play("input-tensor-from-meta=1\n");
  EXPECT_EQ(push(prepared({true}, "images", 5)), GST_FLOW_OK);
  EXPECT_EQ(frames(pull())[0]->num_obj_meta, 0u);
}

TEST_F(TensorInput, TensorMetaIsOnTheRegionAndTheFrameShowsTheRegion) {
  play("input-tensor-from-meta=1\noutput-tensor-meta=1\n");
  EXPECT_EQ(push(prepared({true})), GST_FLOW_OK);
  const auto out = pull();
  const auto regions = user_metas(frames(out)[0]->frame_user_meta_list, nvds::NVDS_ROI_META);
  ASSERT_EQ(regions.size(), 1u);
  EXPECT_FLOAT_EQ(static_cast<nvds::NvDsRoiMeta*>(regions[0]->user_meta_data)->roi.left, 10);
  const auto* batch = nvds::gst_buffer_get_nvds_batch_meta(out.get());
  const auto prepared_metas = user_metas(batch->batch_user_meta_list, nvds::NVDS_PREPROCESS_BATCH_META);
  const auto* meta = static_cast<nvds::GstNvDsPreProcessBatchMeta*>(prepared_metas[0]->user_meta_data);
  EXPECT_EQ(user_metas(meta->roi_vector[0].roi_user_meta_list, nvds::NVDSINFER_TENSOR_OUTPUT_META).size(), 1u);
}

TEST_F(TensorInput, AnUnknownInputNameIsAnErrorThatTellsTheModels) {
  play("input-tensor-from-meta=1\n");
  EXPECT_EQ(push(prepared({true}, "pixels")), GST_FLOW_ERROR);
  const auto error = fault(GST_MESSAGE_ERROR);
  EXPECT_EQ(field(error, "value"), "pixels");
  EXPECT_NE(field(error, "message").find("images"), std::string::npos);
}

TEST_F(TensorInput, AnotherTypeIsAnError) {
  play("input-tensor-from-meta=1\n");
  EXPECT_EQ(push(prepared({true}, "images", 1, nvds::NvDsDataType_UINT8)), GST_FLOW_ERROR);
  EXPECT_NE(field(fault(GST_MESSAGE_ERROR), "message").find("uint8"), std::string::npos);
}

}  // namespace
