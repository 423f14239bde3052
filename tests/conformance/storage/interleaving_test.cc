// Random interleavings of what can happen to runs, held against plain models.
#include <map>

#include "storage/merger.h"
#include "tests/conformance/storage/model.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

ASSAY_STORAGE_SUITE(InterleavingTest);

struct ModelRun {
  std::map<std::string, ModelSeries> series;
  std::map<std::string, int64_t> params;
  std::map<std::string, std::string> tags;
  bool deleted = false;
};

struct ModelWriter {
  std::string id;
  size_t run = 0;
  int64_t applied = 0;
  v1::LogBatchRequest last;
};

constexpr int kSteps = 600;
const char* const kKeys[] = {"loss", "auc", "x"};

TEST_P(InterleavingTest, WritersMergesAndDeletionsMatchAPlainModel) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto pick = [&](uint64_t below) { return random() % below; };
    std::vector<std::string> ids;
    std::vector<ModelRun> runs(3);
    for (size_t i = 0; i < runs.size(); ++i) ids.push_back(NewRun());
    std::vector<ModelWriter> writers;
    for (size_t i = 0; i < 6; ++i) writers.push_back({ids_.New(), i % runs.size(), 0, {}});

    const auto new_batch = [&](ModelWriter& writer) {
      v1::LogBatchRequest batch;
      batch.set_run_id(ids[writer.run]);
      batch.set_writer_id(writer.id);
      batch.set_sequence(writer.applied + 1);
      for (uint64_t i = 0; i <= pick(2); ++i) {
        const std::vector<Point> points = pick(2) == 0
                                              ? CollidingPoints(random, 1 + pick(20), 50)
                                              : Curve(random, 1 + pick(60), int64_t(pick(2'000)));
        AddColumn(kKeys[pick(3)], points, &batch);
      }
      if (pick(3) == 0) {
        v1::Param* param = batch.add_params();
        param->set_key("p" + std::to_string(pick(3)));
        param->mutable_value()->set_int_value(static_cast<int64_t>(pick(2)));
      }
      if (pick(3) == 0) {
        v1::Tag* tag = batch.add_tags();
        tag->set_key("t" + std::to_string(pick(3)));
        tag->set_value(std::to_string(pick(5)));
      }
      return batch;
    };
    // What the batch does to the model; false when it is refused.
    const auto apply = [&](ModelRun& run, const v1::LogBatchRequest& batch) {
      if (run.deleted) return false;
      for (const v1::Param& param : batch.params()) {
        const auto present = run.params.find(param.key());
        if (present != run.params.end() && present->second != param.value().int_value())
          return false;
      }
      for (const v1::Param& param : batch.params())
        run.params[param.key()] = param.value().int_value();
      for (const v1::Tag& tag : batch.tags()) run.tags[tag.key()] = tag.value();
      for (const v1::MetricColumns& column : batch.metrics()) {
        std::vector<Point> points;
        for (int i = 0; i < column.steps_size(); ++i) {
          points.push_back({column.steps(i), column.times_ms(i), column.values(i)});
        }
        run.series[column.key()].Add(points);
      }
      return true;
    };

    for (int step = 0; step < kSteps; ++step) {
      ModelWriter& writer = writers[pick(writers.size())];
      switch (pick(12)) {
        case 0:  // a merge
          ASSERT_OK(MergeOne(*store_));
          break;
        case 1: {  // a deletion or its undoing
          ModelRun& run = runs[writer.run];
          run.deleted = !run.deleted && pick(2) == 0;
          ASSERT_OK(Write([&](WriteTxn& txn) {
            return SetRunDeleted(txn, ids[writer.run], "", run.deleted, "tester");
          }));
          break;
        }
        case 2: {  // a repeat
          if (writer.applied == 0 || runs[writer.run].deleted) break;
          ASSERT_OK_AND_ASSIGN(const AppliedBatch repeat, Log(writer.last));
          ASSERT_TRUE(repeat.applied_before);
          break;
        }
        case 3: {  // a gap
          v1::LogBatchRequest batch = new_batch(writer);
          batch.set_sequence(batch.sequence() + 1 + static_cast<int64_t>(pick(3)));
          const absl::Status status = Log(batch).status();
          ASSERT_EQ(ErrorReason(status), runs[writer.run].deleted ? "RUN_DELETED" : "SEQUENCE_GAP");
          break;
        }
        case 4:  // the end of a run, which makes merges due
          if (!runs[writer.run].deleted && pick(4) == 0) {
            v1::LogBatchRequest finish;
            finish.set_run_id(ids[writer.run]);
            finish.mutable_finish();
            ASSERT_OK(Log(finish));
          }
          break;
        default: {
          const v1::LogBatchRequest batch = new_batch(writer);
          const bool taken = apply(runs[writer.run], batch);
          ASSERT_EQ(Log(batch).ok(), taken);
          if (!taken) break;
          ++writer.applied;
          writer.last = batch;
        }
      }
    }

    for (int pass = 0; pass < 2; ++pass) {
      for (size_t i = 0; i < runs.size(); ++i) {
        ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(ids[i]));
        ASSERT_EQ(run.metrics_size(), static_cast<int>(runs[i].series.size()));
        int at = 0;
        for (const auto& [key, model] : runs[i].series) {
          ASSERT_OK_AND_ASSIGN(const std::vector<Point> points, ReadSeries(ids[i], key, 64));
          ASSERT_EQ(points, model.All());
          const v1::MetricSummary& summary = run.metrics(at++);
          EXPECT_EQ(summary.key(), key);
          EXPECT_EQ(summary.count(), model.count());
          EXPECT_EQ(summary.nan_count(), model.nan_count());
          EXPECT_EQ(summary.last().step(), model.last().step);
          EXPECT_EQ(std::isnan(summary.last().value()), std::isnan(model.last().value));
        }
        std::map<std::string, int64_t> params;
        for (const v1::Param& param : run.params()) params[param.key()] = param.value().int_value();
        EXPECT_EQ(params, runs[i].params);
        std::map<std::string, std::string> tags;
        for (const v1::Tag& tag : run.tags()) tags[tag.key()] = tag.value();
        EXPECT_EQ(tags, runs[i].tags);
        EXPECT_EQ(run.has_delete_time(), runs[i].deleted);
      }
      // Once more after everything is merged, from the file.
      for (bool more = true; more;) {
        ASSERT_OK_AND_ASSIGN(more, MergeOne(*store_));
      }
      Reopen();
    }
  }
}

}  // namespace
}  // namespace assay::testing
