# Parsing, clustering and attaching, apart from the element so that tests link them alone.
include_guard(GLOBAL)
set(sources labels.cc layer.cc cluster.cc dbscan.cc group_rectangles.cc detect.cc classify.cc segment.cc attach.cc
  custom_library.cc exported_symbols.cc)
list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
add_library(nvinfer_postprocess STATIC ${sources})
# DeepStream's arithmetic is plain float32: no fused multiply-add.
target_compile_options(nvinfer_postprocess PRIVATE -ffp-contract=off)
target_link_libraries(nvinfer_postprocess PUBLIC runtime_element nvds_meta ${CMAKE_DL_LIBS})
