// A database with a large lineage graph, for measuring walks over it.
//
// Run r (1, 2, ...) wrote the contents 2r-1 and 2r and, from the 1,501st on, read two contents of
// runs that came 500 to 1,500 before it. Every other run executed one of 1,000 code versions. So
// eight edges upstream of a late content there are about 50 nodes.
//
// Beside these there are a dataset version that 333 runs read, which wrote 666 contents; and a
// diamond of dataset versions, 30 levels of 100, each derived from all of the level below.
#ifndef ASSAY_BENCH_SEED_GRAPH_H_
#define ASSAY_BENCH_SEED_GRAPH_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace assay::bench {

inline constexpr int64_t kDiamondDepth = 30;
inline constexpr int64_t kDiamondWidth = 100;

// Makes the database file `path`, which must not exist. There are 4.5 edges for each of `runs`,
// which is even, beside those of the dataset and the diamond. A million edges take about five
// seconds.
absl::Status SeedGraph(const std::string& path, int64_t runs);

// Names of nodes in such a database: a content that a run wrote, and the two that are special.
std::string ContentName(int64_t content);
std::string ContentDigest(int64_t content);
std::string WidelyReadDataset(int64_t runs);
std::string TopOfDiamond(int64_t runs);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_SEED_GRAPH_H_
