// Traces as trees, tables and pictures.
#include "cli/internal/lineage_diagram.h"
#include "cli/internal/lineage_tree.h"
#include "cli/internal/lineage_words.h"
#include "cli/internal/stale_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// raw -> clean -> {a, b} -> model: two ways lead from the model to the run "clean".
class LineageViewTest : public ::testing::Test {
 protected:
  LineageViewTest() {
    Add(v1::NODE_KIND_CONTENT, "content:sha256:11", "model.txt", 0);
    Add(v1::NODE_KIND_RUN, "run:train", "train", 1);
    Add(v1::NODE_KIND_DATASET_VERSION, "dataset:default/a@sha256:22", "a", 2);
    Add(v1::NODE_KIND_DATASET_VERSION, "dataset:default/b@sha256:33", "b", 2);
    Add(v1::NODE_KIND_RUN, "run:clean", "clean", 3);
    graph_.mutable_nodes(0)->mutable_content()->set_size(2'540);
    graph_.mutable_nodes(1)->mutable_run()->set_status(v1::RUN_STATUS_FINISHED);
    graph_.mutable_nodes(4)->mutable_run()->set_status(v1::RUN_STATUS_FAILED);
    graph_.mutable_nodes(4)->set_cut(true);
    Join(v1::EDGE_KIND_PRODUCED, 1, 0)->set_label("model.txt");
    v1::LineageEdge* train = Join(v1::EDGE_KIND_CONSUMED, 1, 2);
    train->set_label("train");
    train->set_subset("rows 0..9");
    Join(v1::EDGE_KIND_CONSUMED, 1, 3)->set_label("validation");
    Join(v1::EDGE_KIND_PRODUCED, 4, 2);
    Join(v1::EDGE_KIND_PRODUCED, 4, 3);
  }

  v1::LineageNode* Add(v1::NodeKind kind, const std::string& name, const std::string& title,
                       int depth) {
    v1::LineageNode* node = graph_.add_nodes();
    node->set_kind(kind);
    node->set_name(name);
    node->set_title(title);
    node->set_depth(depth);
    return node;
  }
  v1::LineageEdge* Join(v1::EdgeKind kind, int source, int target) {
    v1::LineageEdge* edge = graph_.add_edges();
    edge->set_kind(kind);
    edge->set_source(source);
    edge->set_target(target);
    return edge;
  }
  static Terminal Wide() { return Terminal{.columns = 0}; }

  v1::TraceLineageResponse graph_;
};

TEST_F(LineageViewTest, ATreeHasEveryNodeOnce) {
  EXPECT_EQ(RenderTree(graph_, v1::LINEAGE_DIRECTION_UPSTREAM, Wide()),
            "file model.txt  2.54 kB  content:sha256:11\n"
            "└─ produced by: run train  FINISHED  run:train\n"
            "   ├─ consumed (as train, rows 0..9): dataset a  dataset:default/a@sha256:22\n"
            "   │  └─ produced by: run clean  FAILED (more)  run:clean\n"
            "   └─ consumed (as validation): dataset b  dataset:default/b@sha256:33\n"
            "      └─ produced by: run clean (again)\n");
}

TEST_F(LineageViewTest, NamesAreCutToFitTheTerminal) {
  const std::string tree =
      RenderTree(graph_, v1::LINEAGE_DIRECTION_UPSTREAM, Terminal{.columns = 60});
  EXPECT_THAT(tree, HasSubstr("└─ consumed (as validation): dataset b  dataset:defaul…\n"));
  const std::string ascii =
      RenderTree(graph_, v1::LINEAGE_DIRECTION_UPSTREAM, Terminal{.columns = 60, .unicode = false});
  EXPECT_THAT(ascii, HasSubstr("`- produced by: run train"));
}

TEST_F(LineageViewTest, ALongChainEnds) {
  graph_.Clear();
  for (int i = 0; i < 100'000; ++i) {
    Add(v1::NODE_KIND_RUN, "run:x", "part", i);
    if (i > 0) Join(v1::EDGE_KIND_PART_OF, i, i - 1);
  }
  const std::string tree = RenderTree(graph_, v1::LINEAGE_DIRECTION_UPSTREAM, Wide());
  EXPECT_THAT(tree, HasSubstr("… (deeper: --format table has all)\n"));
  EXPECT_EQ(std::count(tree.begin(), tree.end(), '\n'), 102);
}

TEST_F(LineageViewTest, DownstreamReadsTheOtherWay) {
  graph_.Clear();
  Add(v1::NODE_KIND_DATASET_VERSION, "dataset:default/a@sha256:22", "a", 0);
  Add(v1::NODE_KIND_CONTENT, "content:sha256:22", "a.csv", 1);
  Add(v1::NODE_KIND_RUN, "run:train", "train", 1);
  Join(v1::EDGE_KIND_HAS_CONTENT, 0, 1);
  Join(v1::EDGE_KIND_CONSUMED, 2, 0)->set_label("train");
  EXPECT_EQ(RenderTree(graph_, v1::LINEAGE_DIRECTION_DOWNSTREAM, Wide()),
            "dataset a  dataset:default/a@sha256:22\n"
            "├─ has content: file a.csv  content:sha256:22\n"
            "└─ consumed by (as train): run train  run:train\n");
}

TEST_F(LineageViewTest, ATableHasWholeNames) {
  const std::string table = RenderNodes(graph_.nodes(), Wide());
  EXPECT_THAT(table, HasSubstr("    2  dataset  b                         "
                               "dataset:default/b@sha256:33\n"));
}

TEST_F(LineageViewTest, MermaidArrowsGoFromCauseToEffect) {
  EXPECT_EQ(RenderMermaid(graph_),
            "flowchart LR\n"
            "  n0[\"file model.txt<br/>2.54 kB\"]\n"
            "  n1([\"run train<br/>FINISHED\"])\n"
            "  n2[(\"dataset a\")]\n"
            "  n3[(\"dataset b\")]\n"
            "  n4([\"run clean<br/>FAILED\"])\n"
            "  n1 -->|\"produced\"| n0\n"
            "  n2 -->|\"consumed by<br/>(as train, rows 0..9)\"| n1\n"
            "  n3 -->|\"consumed by<br/>(as validation)\"| n1\n"
            "  n4 -->|\"produced\"| n2\n"
            "  n4 -->|\"produced\"| n3\n");
}

TEST_F(LineageViewTest, NamesCanNotActInAPicture) {
  graph_.Clear();
  Add(v1::NODE_KIND_RUN, "run:x", "\"]; click n0 \"<script>\\\x1b[31m\n", 0);
  const std::string mermaid = RenderMermaid(graph_);
  EXPECT_THAT(mermaid, HasSubstr("  n0([\"run #34;]#59; click n0 #34;#60;script#62;"));
  EXPECT_THAT(mermaid, Not(HasSubstr("\x1b")));
  const std::string dot = RenderDot(graph_);
  EXPECT_THAT(dot, HasSubstr("label=\"run \\\"]; click n0 \\\"<script>"));
  EXPECT_THAT(dot, Not(HasSubstr("\x1b")));
}

TEST_F(LineageViewTest, DotNamesEveryNode) {
  const std::string dot = RenderDot(graph_);
  EXPECT_THAT(dot, HasSubstr("digraph lineage {\n  rankdir=LR;\n"));
  EXPECT_THAT(dot, HasSubstr("  n1 [label=\"run train\\nFINISHED\", tooltip=\"run:train\", "
                             "shape=box, style=rounded];\n"));
  EXPECT_THAT(dot, HasSubstr("  n2 -> n1 [label=\"consumed by\\n(as train, rows 0..9)\"];\n"));
}

// A run that read an old version in two roles, of which came a champion; and a run without a model.
class StaleViewTest : public ::testing::Test {
 protected:
  StaleViewTest() {
    for (const char* role : {"train", "validation"}) {
      v1::StaleUse* use = Add("train", role);
      v1::LineageNode* model = use->add_model_versions();
      model->set_kind(v1::NODE_KIND_MODEL_VERSION);
      model->set_name("model:default/credit/1");
      model->set_title("credit/1");
      v1::LineageNode* slot = use->add_slots();
      slot->set_kind(v1::NODE_KIND_SLOT);
      slot->set_name("slot:default/credit/production");
      slot->set_title("credit/production");
      slot->mutable_slot()->set_champion(model->name());
    }
    Add("other", "train");
  }

  v1::StaleUse* Add(const std::string& run, const std::string& role) {
    v1::StaleUse* use = uses_.Add();
    use->set_role(role);
    use->mutable_run()->set_kind(v1::NODE_KIND_RUN);
    use->mutable_run()->set_name("run:" + run);
    use->mutable_run()->set_title(run);
    SetVersion("old", "sha256:11", use->mutable_used());
    SetVersion("", "sha256:22", use->mutable_newest());
    return use;
  }
  static void SetVersion(const std::string& label, const std::string& digest,
                         v1::LineageNode* node) {
    node->set_kind(v1::NODE_KIND_DATASET_VERSION);
    node->set_name("dataset:default/ages@" + digest);
    node->set_title("ages");
    node->mutable_dataset_version()->set_name("ages");
    node->mutable_dataset_version()->set_version(label);
    node->mutable_dataset_version()->mutable_content()->set_digest(digest);
  }

  StaleUses uses_;
};

TEST_F(StaleViewTest, ATreeGoesDownToTheSlots) {
  EXPECT_EQ(RenderStaleTrees(uses_, Terminal{.columns = 0}),
            "dataset ages  dataset:default/ages@sha256:11\n"
            "├─ consumed by (as train): run train  run:train\n"
            "│  └─ registered as: model credit/1  model:default/credit/1\n"
            "│     └─ promoted to: slot credit/production  champion model:default/credit/1  "
            "slot:default/credit/production\n"
            "├─ consumed by (as validation): run train (again)\n"
            "└─ consumed by (as train): run other  run:other\n"
            "newest: dataset ages  dataset:default/ages@sha256:22\n");
}

TEST_F(StaleViewTest, ATableHasARowForEachUse) {
  EXPECT_EQ(RenderStaleTable(uses_, Terminal{.columns = 0}),
            "DATASET  READ  NEWEST     RUN    ROLE        MODELS    SLOTS\n"
            "ages     old   sha256:22  train  train       credit/1  credit/production\n"
            "ages     old   sha256:22  train  validation  credit/1  credit/production\n"
            "ages     old   sha256:22  other  train\n");
}

TEST(LineageWords, ChecksOfCompletenessHaveWords) {
  EXPECT_EQ(ItemText(v1::CompletenessCheck::TRAINING_DATA), "training data");
  EXPECT_EQ(StateText(v1::CompletenessCheck::WEAK), "weak");
}

TEST(LineageWords, EveryKindHasAWordAndIsFound) {
  for (int kind = v1::EdgeKind_MIN + 1; kind <= v1::EdgeKind_MAX; ++kind) {
    if (!v1::EdgeKind_IsValid(kind)) continue;
    const auto edge = static_cast<v1::EdgeKind>(kind);
    EXPECT_EQ(EdgeKindOf(EdgeKindText(edge)), edge);
    EXPECT_NE(Verb(edge, true), "joined to") << EdgeKindText(edge);
    EXPECT_NE(Verb(edge, false), Verb(edge, true)) << EdgeKindText(edge);
  }
  EXPECT_EQ(EdgeKindText(v1::EDGE_KIND_FINE_TUNED_FROM), "fine_tuned_from");
  EXPECT_EQ(EdgeKindOf("nothing"), v1::EDGE_KIND_UNSPECIFIED);
  for (int kind = v1::NodeKind_MIN + 1; kind <= v1::NodeKind_MAX; ++kind) {
    v1::LineageNode node;
    node.set_kind(static_cast<v1::NodeKind>(kind));
    EXPECT_NE(KindWord(node), "node") << kind;
    EXPECT_NE(KindTitle(node.kind()), "Others") << kind;
  }
}

}  // namespace
}  // namespace assay::cli
