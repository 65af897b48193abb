#include "runtime/tracker/association.h"

namespace tracker {
namespace {

// The score of a pair under all similarities; 0 when one of the thresholds rules it out.
float joint_score(const Settings& settings, const Target& target, const Box& reference, const Detection& detection) {
  const AssociationSettings& a = settings.association;
  // Boxes that do not touch are no pair, however alike their sizes; only looks can tell that they are one.
  const float overlap = a.box_growth > 0 ? iou(grown(reference, a.box_growth), grown(detection.box, a.box_growth))
                                         : iou(reference, detection.box);
  const bool by_look = settings.appearance.for_association && !detection.look.empty();
  if (overlap < a.min_iou || (overlap <= 0 && !(by_look && a.weight_appearance > 0))) return 0;
  const float size = size_similarity(reference, detection.box);
  if (size < a.min_size_similarity) return 0;
  if (a.max_mahalanobis >= 0 && target.filter.distance(settings.estimator, detection.box) > a.max_mahalanobis) return 0;
  float score = a.weight_iou * overlap + a.weight_size * size;
  if (by_look) {  // last, since it is the dearest
    const float alike = target.gallery.similarity(detection.look);
    if (alike < a.min_appearance) return 0;
    score += a.weight_appearance * alike;
  }
  return score < a.min_overall ? 0 : score;
}

float iou_score(const Settings& settings, const Box& reference, const Detection& detection) {
  const float overlap = iou(reference, detection.box);
  return overlap >= settings.association.min_tentative_iou ? overlap : 0;
}

}  // namespace

void Associator::stage(const Settings& settings, Measure measure, std::vector<Target>& targets,
                       std::vector<Detection>& detections) {
  candidates_.clear();
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const Target& target = targets[rows_[r]];
    const Box& reference = settings.association.use_prediction ? target.predicted : target.last_box;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const Detection& detection = detections[columns_[c]];
      if (settings.association.check_class && detection.object->classId != target.class_id) continue;
      const float score = measure == Measure::joint ? joint_score(settings, target, reference, detection)
                                                    : iou_score(settings, reference, detection);
      if (score > 0) candidates_.push_back({int(r), int(c), score});
    }
  }
  const int rows = int(rows_.size()), columns = int(columns_.size());
  const auto& matches = settings.association.matcher == MatcherKind::greedy
                            ? matcher_.greedy(candidates_, rows, columns)
                            : matcher_.optimal(candidates_, rows, columns);
  for (const Match& match : matches) {
    Detection& detection = detections[columns_[match.column]];
    targets[rows_[match.row]].detection = detection.object;
    targets[rows_[match.row]].look = detection.look;
    detection.matched = true;
  }
}

void Associator::associate(const Settings& settings, std::vector<Target>& targets, std::vector<Detection>& detections) {
  const auto choose_targets = [&](auto wanted) {
    rows_.clear();
    for (std::size_t i = 0; i < targets.size(); ++i)
      if (!targets[i].detection && wanted(targets[i])) rows_.push_back(int(i));
  };
  const auto choose_detections = [&](auto wanted) {
    columns_.clear();
    for (std::size_t i = 0; i < detections.size(); ++i)
      if (!detections[i].matched && wanted(detections[i])) columns_.push_back(int(i));
  };
  if (settings.association.matcher == MatcherKind::greedy) {
    choose_targets([](const Target&) { return true; });
    choose_detections([](const Detection&) { return true; });
    stage(settings, Measure::joint, targets, detections);
    return;
  }
  const auto confirmed = [&](const Detection& d) { return d.confidence >= settings.association.tentative_confidence; };
  choose_targets([](const Target& t) { return t.state != nvds::TENTATIVE; });
  choose_detections(confirmed);
  stage(settings, Measure::joint, targets, detections);

  choose_targets([](const Target& t) { return t.state == nvds::ACTIVE; });
  choose_detections([&](const Detection& d) { return !confirmed(d); });
  stage(settings, Measure::iou, targets, detections);

  choose_targets([](const Target& t) { return t.state == nvds::TENTATIVE; });
  choose_detections(confirmed);
  stage(settings, Measure::iou, targets, detections);
}

}  // namespace tracker
