// NvMOT: the interface between nvtracker and a low-level tracker library, and the track lists it returns.
#pragma once

#include <cstdint>

#include "nvds/metadata.h"
#include "nvds/surface.h"

namespace nvds {

constexpr unsigned NVMOT_MAX_TRANSFORMS = 4;

using NvMOTTimeStamp = std::uint64_t;
using TimeStamp = NvMOTTimeStamp;
using NvMOTStreamId = std::uint64_t;
using NvMOTFrameNum = std::uint32_t;
using NvMOTClassId = std::uint16_t;
using NvMOTCompute = std::uint8_t;
struct NvMOTContext;
using NvMOTContextHandle = NvMOTContext*;

constexpr std::uint8_t NVMOTCOMP_GPU = 1;
constexpr std::uint8_t NVMOTCOMP_CPU = 2;
constexpr std::uint8_t NVMOTCOMP_PVA = 4;
constexpr std::uint8_t NVMOTCOMP_ANY = 255;
constexpr std::uint8_t NVMOTCOMP_DEFAULT = 255;

enum TRACKER_STATE : std::uint32_t {
  EMPTY = 0,
  ACTIVE = 1,
  INACTIVE = 2,
  TENTATIVE = 3,
  PROJECTED = 4,
  QUASIACTIVE = 5,
};

enum NvMOTConfigStatus : std::uint32_t {
  NvMOTConfigStatus_OK = 0,
  NvMOTConfigStatus_Error = 1,
  NvMOTConfigStatus_Invalid = 2,
  NvMOTConfigStatus_Unsupported = 3,
};

enum NvMOTBatchMode : std::uint32_t {
  NvMOTBatchMode_Error = 0,
  NvMOTBatchMode_Batch = 1,
  NvMOTBatchMode_NonBatch = 2,
  NvMOTBatchMode_MaxValue = 3,
};

enum NvMOTStatus : std::uint32_t {
  NvMOTStatus_OK = 0,
  NvMOTStatus_Error = 1,
  NvMOTStatus_Invalid_Path = 2,
};

struct NvDsTargetMiscDataFrame {
  uint32_t frameNum;
  NvOSD_RectParams tBbox;
  float confidence;
  uint32_t age;
  TRACKER_STATE trackerState;
  float visibility;
  float ptWorldFeet[2];
};
static_assert(sizeof(NvDsTargetMiscDataFrame) == 144);

struct NvDsTargetMiscDataObject {
  NvDsTargetMiscDataFrame* list;
  uint32_t numObj;
  uint32_t numAllocated;
  uint64_t uniqueId;
  uint16_t classId;
  char objLabel[128];
};
static_assert(sizeof(NvDsTargetMiscDataObject) == 160);

struct NvDsTargetMiscDataStream {
  NvDsTargetMiscDataObject* list;
  uint32_t streamID;
  uint64_t surfaceStreamID;
  uint32_t numAllocated;
  uint32_t numFilled;
};
static_assert(sizeof(NvDsTargetMiscDataStream) == 32);

struct NvDsTargetMiscDataBatch {
  NvDsTargetMiscDataStream* list;
  uint32_t numAllocated;
  uint32_t numFilled;
  void* priv_data;
};
static_assert(sizeof(NvDsTargetMiscDataBatch) == 24);

struct NvDsReidTensorBatch {
  uint32_t featureSize;
  uint32_t numFilled;
  float* ptr_host;
  float* ptr_dev;
  void* priv_data;
};
static_assert(sizeof(NvDsReidTensorBatch) == 32);

struct NvDsObjConvexHull {
  int* list;
  uint32_t numPointsAllocated;
  uint32_t numPoints;
};
static_assert(sizeof(NvDsObjConvexHull) == 16);

struct NvDsObjReid {
  uint32_t featureSize;
  float* ptr_host;
  float* ptr_dev;
};
static_assert(sizeof(NvDsObjReid) == 24);

struct NvDsObj3DBbox {
  float xCentre;
  float yCentre;
  float zCentre;
  float xLen;
  float yLen;
  float zLen;
  float xRot;
  float yRot;
  float zRot;
  float xVel;
  float yVel;
  float zVel;
};
static_assert(sizeof(NvDsObj3DBbox) == 48);

struct NvMOTTimeMeta {
  NvMOTFrameNum frameNum;
  NvMOTTimeStamp frameTimeStamp;
  TimeStamp localTimestamp;
  bool frameTimeValid;
};
static_assert(sizeof(NvMOTTimeMeta) == 32);

struct NvMOTPerTransformBatchConfig {
  NvBufSurfaceMemType bufferType;
  uint32_t maxWidth;
  uint32_t maxHeight;
  uint32_t maxPitch;
  uint32_t maxSize;
};
static_assert(sizeof(NvMOTPerTransformBatchConfig) == 20);

struct NvMOTMiscConfig {
  uint32_t gpuId;
};
static_assert(sizeof(NvMOTMiscConfig) == 4);

struct NvMOTConfig {
  NvMOTCompute computeConfig;
  uint32_t maxStreams;
  uint32_t maxBufSurfAddrSize;
  uint8_t numTransforms;
  NvMOTPerTransformBatchConfig* perTransformBatchConfig;
  NvMOTMiscConfig miscConfig;
  uint16_t customConfigFilePathSize;
  char* customConfigFilePath;
};
static_assert(sizeof(NvMOTConfig) == 40);

struct NvMOTConfigResponse {
  NvMOTConfigStatus summaryStatus;
  NvMOTConfigStatus computeStatus;
  NvMOTConfigStatus transformBatchStatus;
  NvMOTConfigStatus miscConfigStatus;
  NvMOTConfigStatus customConfigStatus;
};
static_assert(sizeof(NvMOTConfigResponse) == 20);

struct NvMOTRect {
  float x;
  float y;
  float width;
  float height;
};
static_assert(sizeof(NvMOTRect) == 16);

struct NvMOTMask {
  float* data;
  uint32_t width;
  uint32_t height;
  uint32_t allocatedSize;
};
static_assert(sizeof(NvMOTMask) == 24);

struct NvMOTObjToTrack {
  NvMOTClassId classId;
  NvMOTRect bbox;
  float confidence;
  bool doTracking;
  void* pPreservedData;
};
static_assert(sizeof(NvMOTObjToTrack) == 40);

struct NvMOTObjToTrackList {
  bool detectionDone;
  NvMOTObjToTrack* list;
  uint32_t numAllocated;
  uint32_t numFilled;
};
static_assert(sizeof(NvMOTObjToTrackList) == 24);

struct NvMOTFrame {
  NvMOTStreamId streamID;
  uint32_t seq_index;
  NvMOTFrameNum frameNum;
  NvMOTTimeMeta timeMeta;
  uint32_t srcFrameWidth;
  uint32_t srcFrameHeight;
  bool doTracking;
  bool reset;
  uint8_t numBuffers;
  NvBufSurfaceParams** bufferList;
  NvMOTObjToTrackList objectsIn;
  const char* sensorName;
};
static_assert(sizeof(NvMOTFrame) == 104);

struct NvMOTTrackedObj {
  NvMOTClassId classId;
  uint64_t trackingId;
  NvMOTRect bbox;
  float confidence;
  uint32_t age;
  NvMOTObjToTrack* associatedObjectIn;
  NvDsObjReid reid;
  float visibility;
  float ptImgFeet[2];
  float ptWorldFeet[2];
  NvDsObjConvexHull convexHull;
  NvMOTMask mask;
  NvDsObj3DBbox bbox3DWorld;
  float bbox3DImg[8][2];
  uint8_t reserved[128];
};
static_assert(sizeof(NvMOTTrackedObj) == 376);

struct NvMOTTrackedObjList {
  NvMOTStreamId streamID;
  NvMOTFrameNum frameNum;
  bool valid;
  NvMOTTrackedObj* list;
  uint32_t numAllocated;
  uint32_t numFilled;
};
static_assert(sizeof(NvMOTTrackedObjList) == 32);

struct NvMOTTrackedObjBatch {
  NvMOTTrackedObjList* list;
  uint32_t numAllocated;
  uint32_t numFilled;
  NvDsReidTensorBatch* pReidTensorBatch;
};
static_assert(sizeof(NvMOTTrackedObjBatch) == 24);

struct NvMOTTrackerMiscData {
  NvDsTargetMiscDataBatch* pPastFrameObjBatch;
  NvDsTargetMiscDataBatch* pTerminatedTrackBatch;
  NvDsTargetMiscDataBatch* pShadowTrackBatch;
};
static_assert(sizeof(NvMOTTrackerMiscData) == 24);

struct NvMOTProcessParams {
  uint32_t numFrames;
  NvMOTFrame* frameList;
};
static_assert(sizeof(NvMOTProcessParams) == 16);

struct NvMOTQuery {
  NvMOTCompute computeConfig;
  uint8_t numTransforms;
  NvBufSurfaceColorFormat colorFormats[1];
  NvBufSurfaceMemType memType;
  uint32_t maxTargetsPerStream;
  uint32_t maxShadowTrackingAge;
  bool outputReidTensor;
  uint32_t reidFeatureSize;
  bool outputTrajectory;
  bool outputVisibility;
  bool outputFootLocation;
  bool outputConvexHull;
  uint32_t maxConvexHullSize;
  bool supportPastFrame;
  NvMOTBatchMode batchMode;
  bool outputTerminatedTracks;
  uint32_t maxTrajectoryBufferLength;
  bool outputShadowTracks;
  NvMOTContextHandle contextHandle;
};
static_assert(sizeof(NvMOTQuery) == 64);


}  // namespace nvds
