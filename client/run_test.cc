#include "client/testing/run_fixture.h"

namespace assay {
namespace {

TEST_F(RunTest, TellsTheServerOfARunFromItsBeginningToItsEnd) {
  RunOptions options = Options();
  options.workspace = "team";
  options.name = "first try";
  options.description = "of many";
  options.parent_run_id = std::string(32, 'a');
  options.tags = {{"owner", "ada"}};
  assay::Run run = Open(std::move(options));
  EXPECT_EQ(run.run_id(), "00000000000000000000000000000001");
  ASSERT_TRUE(run.Flush(kLong).ok());
  EXPECT_TRUE(run.LogParam("rate", 0.1).ok());
  EXPECT_TRUE(run.LogParam("layers", 3).ok());
  EXPECT_TRUE(run.LogParam("deep", true).ok());
  EXPECT_TRUE(run.LogParam("model", "mlp").ok());
  EXPECT_TRUE(run.SetTag("stage", "test").ok());
  EXPECT_TRUE(run.Log("loss", 0.5, 1).ok());
  clock_.Advance(2'000'000);
  ASSERT_TRUE(run.Finish().ok());

  const auto batches = server_.batches();
  ASSERT_EQ(batches.size(), 2u);
  const v1::LogBatchRequest& first = batches[0];
  EXPECT_EQ(first.run_id(), run.run_id());
  EXPECT_EQ(first.writer_id(), "00000000000000000000000000000002");
  EXPECT_EQ(first.create().workspace(), "team");
  EXPECT_EQ(first.create().experiment(), "credit-risk");
  EXPECT_EQ(first.create().name(), "first try");
  EXPECT_EQ(first.create().description(), "of many");
  EXPECT_EQ(first.create().parent_run_id(), std::string(32, 'a'));
  EXPECT_EQ(first.create().start_time().seconds(), 1'700'000'000);
  EXPECT_EQ(first.create().start_time().nanos(), 123'456'000);
  ASSERT_EQ(first.tags_size(), 1);
  EXPECT_EQ(first.tags(0).value(), "ada");
  const v1::LogBatchRequest& second = batches[1];
  ASSERT_EQ(second.params_size(), 4);
  EXPECT_EQ(second.params(0).value().double_value(), 0.1);
  EXPECT_EQ(second.params(1).value().int_value(), 3);
  EXPECT_TRUE(second.params(2).value().bool_value());
  EXPECT_EQ(second.params(3).value().string_value(), "mlp");
  EXPECT_EQ(second.tags(0).key(), "stage");
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 0.5}}));
  EXPECT_EQ(second.finish().status(), v1::RUN_STATUS_FINISHED);
  EXPECT_EQ(second.finish().end_time().seconds(), 1'700'000'002);
  EXPECT_TRUE(run.status().ok());
  EXPECT_TRUE(Spools().empty());
}

TEST_F(RunTest, HandlesNamesAndContextsAreSeries) {
  assay::Run run = Open(Options());
  const auto train = run.GetSeries("loss", {{"split", "train"}});
  const auto plain = run.GetSeries("loss");
  ASSERT_TRUE(train.ok() && plain.ok());
  SeriesHandle(*train).Log(1.0, 1);
  EXPECT_TRUE(SeriesHandle(*train).Log(2.0, 2, 5'000).ok());
  EXPECT_EQ(ErrorReason(SeriesHandle(*train).Log(3.0, 3, -1)), "TIME_NEGATIVE");
  SeriesHandle(*plain).Log(10.0, 1);
  EXPECT_TRUE(run.Log("loss", 20.0, 2).ok());
  EXPECT_TRUE(run.Log({{"loss", 30.0}, {"auc", 0.5}}, 3).ok());
  ASSERT_TRUE(run.Flush(kLong).ok());
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 10.0}, {2, 20.0}, {3, 30.0}}));
  EXPECT_EQ(server_.Points("auc"), (Points{{3, 0.5}}));
  const v1::MetricColumns columns = server_.batches().at(1).metrics(0);
  EXPECT_EQ(columns.context().at("split"), "train");
  EXPECT_EQ(columns.values_size(), 2);
  EXPECT_EQ(columns.times_ms(1), 5'000);
}

TEST_F(RunTest, FlushPacksAllThatWasLoggedBefore) {
  assay::Run run = Open(Options());
  for (int64_t step = 0; step < 5; ++step) {
    ASSERT_TRUE(run.Log("loss", 1.0, step).ok());
    ASSERT_TRUE(run.Flush(kLong).ok());
    EXPECT_EQ(server_.Points("loss").size(), static_cast<size_t>(step + 1));
  }
}

TEST_F(RunTest, PointsAreSentWithoutAFlush) {
  RunOptions options = Options();
  options.flush_interval = milliseconds(1);
  assay::Run run = Open(std::move(options));
  ASSERT_TRUE(run.Log("loss", 1.0, 1).ok());
  server_.WaitBatches(2);
  EXPECT_EQ(server_.Points("loss"), (Points{{1, 1.0}}));
}

TEST_F(RunTest, EndsAsFinishedWhenItGoesOutOfScope) {
  { assay::Run run = Open(Options()); }
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_FINISHED);
}

TEST_F(RunTest, EndsAsFailedWhenAnExceptionIsUnderWay) {
  try {
    assay::Run run = Open(Options());
    EXPECT_TRUE(run.Log("loss", 1.0, 1).ok());
    throw std::runtime_error("out of memory");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_FAILED);
  EXPECT_EQ(server_.Points("loss").size(), 1u);
}

TEST_F(RunTest, EndsAsFinishedWithinAHandlerOfAnotherException) {
  struct Cleanup {
    RunTest* test;
    ~Cleanup() { assay::Run run = test->Open(test->Options()); }
  };
  try {
    Cleanup cleanup{this};
    throw std::runtime_error("not the run's");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_FINISHED);
}

TEST_F(RunTest, ARunThatWasMovedFromEndsNothing) {
  {
    assay::Run first = Open(Options());
    assay::Run second = std::move(first);
    EXPECT_TRUE(second.Log("loss", 1.0, 1).ok());
  }
  int ends = 0;
  for (const auto& batch : server_.batches()) ends += batch.has_finish();
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(server_.Points("loss").size(), 1u);
}

TEST_F(RunTest, FinishAnswersTheSameAgain) {
  assay::Run run = Open(Options());
  EXPECT_TRUE(run.Finish(v1::RUN_STATUS_KILLED).ok());
  EXPECT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.batches().back().finish().status(), v1::RUN_STATUS_KILLED);
}

TEST_F(RunTest, AParamDoesNotChange) {
  assay::Run run = Open(Options());
  EXPECT_TRUE(run.LogParam("rate", 0.1).ok());
  EXPECT_TRUE(run.LogParam("rate", 0.1).ok());
  const absl::Status changed = run.LogParam("rate", 0.2);
  EXPECT_EQ(changed.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ErrorReason(changed), "PARAM_CHANGED");
  EXPECT_NE(changed.message().find("0.1"), absl::string_view::npos) << changed;
  EXPECT_NE(changed.message().find("0.2"), absl::string_view::npos) << changed;
  EXPECT_EQ(ErrorReason(run.LogParam("rate", "0.1")), "PARAM_CHANGED") << "another type";
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.batches().back().params_size(), 1);
}

TEST_F(RunTest, AParamThatTheServerRefusesIsAnError) {
  RunOptions options = Options();
  options.run_id = std::string(32, 'b');
  {
    assay::Run before = Open(options);
    EXPECT_TRUE(before.LogParam("rate", 0.1).ok());
  }
  assay::Run run = Open(options);
  EXPECT_TRUE(run.LogParam("rate", 0.2).ok());
  EXPECT_TRUE(run.Log("loss", 1.0, 1).ok());
  const absl::Status status = run.Finish();
  EXPECT_EQ(ErrorReason(status), "PARAM_CHANGED");
  EXPECT_EQ(run.status(), status);
  EXPECT_EQ(recorder_.reasons(), std::vector<std::string>{"PARAM_CHANGED"});
  EXPECT_EQ(server_.Points("loss").size(), 1u);
}

TEST_F(RunTest, RefusesWhatIsMalformed) {
  assay::Run run = Open(Options());
  EXPECT_EQ(ErrorReason(run.Log("", 1.0, 1)), "KEY_EMPTY");
  EXPECT_EQ(ErrorReason(run.LogParam(std::string(251, 'k'), 1)), "KEY_TOO_LONG");
  EXPECT_EQ(ErrorReason(run.LogParam("key", std::string(6'001, 'v'))), "VALUE_TOO_LONG");
  EXPECT_EQ(ErrorReason(run.SetTag("a\nb", "v")), "KEY_INVALID");
  MetricContext context;
  for (int i = 0; i < 17; ++i) context[std::to_string(i)] = "x";
  EXPECT_EQ(ErrorReason(run.GetSeries("loss", context).status()), "CONTEXT_TOO_LARGE");
  EXPECT_EQ(ErrorReason(run.LogInput("/etc/hostname", {.path = "../up"})), "PATH_INVALID");
  v1::RunIo item;
  item.mutable_dataset()->set_subset(std::string(2'001, 's'));
  item.mutable_dataset()->mutable_dataset()->set_name("credit");
  item.mutable_dataset()->mutable_dataset()->mutable_content()->set_digest(Sha256Digest(""));
  EXPECT_EQ(ErrorReason(run.LogIo(v1::IO_DIRECTION_INPUT, item)), "VALUE_TOO_LONG");
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.batches().back().metrics_size(), 0);
}

TEST_F(RunTest, AHandMadeManifestIsCheckedBeforeItIsSent) {
  assay::Run run = Open(Options());
  v1::RunIo item;
  item.mutable_artifact()->set_path("model");
  v1::Content* content = item.mutable_artifact()->mutable_content();
  v1::ManifestEntry* entry = content->mutable_manifest()->add_entries();
  entry->set_path("weights.bin");
  entry->set_digest(Sha256Digest("w"));
  const auto log = [&] { return run.LogIo(v1::IO_DIRECTION_OUTPUT, item); };
  content->set_digest(Sha256Digest(Sha256Digest("w").substr(7) + "  weights.bin\n"));
  EXPECT_EQ(ErrorReason(log()), "MANIFEST_INVALID") << "of a file";
  content->set_kind(v1::CONTENT_KIND_DIRECTORY);
  EXPECT_TRUE(log().ok());
  entry->set_path("weights");
  EXPECT_EQ(ErrorReason(log()), "MANIFEST_MISMATCH");
  entry->set_path("../weights.bin");
  EXPECT_EQ(ErrorReason(log()), "PATH_INVALID");
  EXPECT_EQ(ErrorField(log()), "artifact.content.manifest.entries.path");
  content->clear_manifest();
  content->set_size(-1);
  EXPECT_EQ(ErrorReason(log()), "SIZE_NEGATIVE");
  item.clear_artifact();
  EXPECT_EQ(ErrorReason(log()), "ITEM_MISSING");
  ASSERT_TRUE(run.Finish().ok());
  EXPECT_EQ(server_.batches().back().outputs_size(), 1);
}

TEST_F(RunTest, RefusesMalformedOptions) {
  const auto reason = [this](auto change) {
    RunOptions options = Options();
    change(options);
    return ErrorReason(assay::Run::Open(std::move(options)).status());
  };
  EXPECT_EQ(reason([](RunOptions& o) { o.experiment = ""; }), "NAME_EMPTY");
  EXPECT_EQ(reason([](RunOptions& o) { o.run_id = "7"; }), "ID_MALFORMED");
  EXPECT_EQ(reason([](RunOptions& o) { o.parent_run_id = "7"; }), "ID_MALFORMED");
  EXPECT_EQ(reason([](RunOptions& o) { o.tags[""] = "x"; }), "KEY_EMPTY");
  EXPECT_EQ(reason([](RunOptions& o) {
              o.offline = true;
              o.spool = Spool::kNever;
            }),
            "OFFLINE_WITHOUT_SPOOL");
  EXPECT_EQ(reason([this](RunOptions& o) {
              dir_.Write("file", "");
              o.spool = Spool::kAlways;
              o.spool_dir = dir_.path("file");
            }),
            "SPOOL_UNUSABLE");
}

TEST_F(RunTest, LogsFilesAndDatasets) {
  dir_.Write("data/train.csv", "a,b\n1,2\n");
  const DatasetOptions options = {.name = "credit", .cache_file = dir_.path("cache")};
  assay::Run run = Open(Options());
  EXPECT_TRUE(run.LogInput(dir_.path("data/train.csv"), {.media_type = "text/csv"}).ok());
  EXPECT_TRUE(run.LogOutput(dir_.path("data/train.csv"), {.path = "models/best"}).ok());
  const auto used = run.UseDataset(dir_.path("data"), "train", options);
  ASSERT_TRUE(used.ok()) << used.status();
  EXPECT_TRUE(run.UseDataset(*used, "validation", "the last row").ok());
  const auto written = run.WriteDataset(dir_.path("data/"), "", options);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_TRUE(run.WriteDataset(*written, "copy").ok());
  EXPECT_EQ(ErrorReason(run.LogInput(dir_.path("none"))), "PATH_NOT_FOUND");
  EXPECT_EQ(ErrorReason(run.UseDataset(dir_.path("none"), "", options).status()), "PATH_NOT_FOUND");
  ASSERT_TRUE(run.Finish().ok());
  const v1::LogBatchRequest batch = server_.batches().back();
  ASSERT_EQ(batch.inputs_size(), 3);
  EXPECT_EQ(batch.inputs(0).artifact().path(), "train.csv");
  EXPECT_EQ(batch.inputs(0).artifact().content().digest(), Sha256Digest("a,b\n1,2\n"));
  EXPECT_EQ(batch.inputs(0).artifact().content().size(), 8);
  const v1::DatasetUse& train = batch.inputs(1).dataset();
  EXPECT_EQ(train.dataset().name(), "credit");
  EXPECT_EQ(train.role(), "train");
  EXPECT_EQ(train.dataset().content().kind(), v1::CONTENT_KIND_DIRECTORY);
  ASSERT_EQ(train.dataset().content().manifest().entries_size(), 1);
  EXPECT_EQ(train.dataset().content().manifest().entries(0).path(), "train.csv");
  EXPECT_EQ(batch.inputs(2).dataset().role(), "validation");
  EXPECT_EQ(batch.inputs(2).dataset().subset(), "the last row");
  ASSERT_EQ(batch.outputs_size(), 3);
  EXPECT_EQ(batch.outputs(0).artifact().path(), "models/best");
  EXPECT_EQ(batch.outputs(2).dataset().role(), "copy");
}

TEST_F(RunTest, MuchAtOnceIsSplitIntoBatchesWithinTheLimits) {
  constexpr int64_t kPoints = 300'000;
  constexpr int kSeries = 12'000;
  constexpr int kItems = 2'500;
  assay::Run run = Open(Options());
  const std::string large(6'000, 'v');
  for (int i = 0; i < kItems; ++i) {
    ASSERT_TRUE(run.LogParam("param" + std::to_string(i), large).ok());
    ASSERT_TRUE(run.SetTag("tag" + std::to_string(i), large).ok());
    ASSERT_TRUE(run.LogIo(v1::IO_DIRECTION_INPUT, File("file" + std::to_string(i))).ok());
  }
  for (int i = 0; i < kSeries; ++i) ASSERT_TRUE(run.Log("m" + std::to_string(i), i, i).ok());
  for (int64_t step = 0; step < kPoints; ++step) ASSERT_TRUE(run.Log("loss", 0.5, step).ok());
  ASSERT_TRUE(run.Finish().ok());
  ExpectWellFormed();
  int params = 0, tags = 0, inputs = 0;
  for (const v1::LogBatchRequest& batch : server_.batches()) {
    params += batch.params_size();
    tags += batch.tags_size();
    inputs += batch.inputs_size();
  }
  EXPECT_EQ(params, kItems);
  EXPECT_EQ(tags, kItems);
  EXPECT_EQ(inputs, kItems);
  const Points points = server_.Points("loss");
  ASSERT_EQ(points.size(), static_cast<size_t>(kPoints));
  for (int64_t step = 0; step < kPoints; ++step) ASSERT_EQ(points[step].first, step);
  EXPECT_EQ(server_.Points("m11999"), (Points{{11'999, 11'999}}));
}

}  // namespace
}  // namespace assay
