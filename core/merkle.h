// Merkle trees as RFC 6962 (Certificate Transparency), section 2.1, defines them, over SHA-256.
//
// Nodes are named by (level, index): level 0 are the leaves' hashes, and the node (l, i) covers the
// leaves from i * 2^l to (i + 1) * 2^l - 1, all of which exist. A tree of n leaves stores fewer
// than 2n such nodes, which never change, and every root and proof needs O(log n) of them.
#ifndef ASSAY_CORE_MERKLE_H_
#define ASSAY_CORE_MERKLE_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace assay::merkle {

using Hash = std::array<uint8_t, 32>;

std::string_view Bytes(const Hash& hash);
// The hash with these bytes; DataLoss when they are not 32.
absl::StatusOr<Hash> FromBytes(std::string_view bytes);

// SHA-256(0x00 || leaf), SHA-256(0x01 || left || right), SHA-256() for no leaves.
Hash HashLeaf(std::string_view leaf);
Hash HashChildren(const Hash& left, const Hash& right);
Hash EmptyRoot();

// Reads a stored node.
using Nodes = absl::FunctionRef<absl::StatusOr<Hash>(int level, int64_t index)>;

// The root of the first `size` leaves.
absl::StatusOr<Hash> Root(int64_t size, Nodes nodes);

// Proves that leaf `index` is in the tree of `size` leaves (2.1.1); 0 <= index < size.
absl::StatusOr<std::vector<Hash>> InclusionProof(int64_t index, int64_t size, Nodes nodes);
// Proves that the tree of `size` leaves begins with that of `old_size` (2.1.2); 0 < old_size <=
// size.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(int64_t old_size, int64_t size, Nodes nodes);

// Whether a proof holds (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
bool VerifyInclusion(const Hash& leaf, int64_t index, int64_t size, const std::vector<Hash>& proof,
                     const Hash& root);
bool VerifyConsistency(int64_t old_size, const Hash& old_root, int64_t size, const Hash& root,
                       const std::vector<Hash>& proof);

// A tree that grows by one leaf after the other, with its right edge only.
class Growing {
 public:
  // Adds a leaf's hash. Calls `store` for every node that is complete now, the leaf's among them,
  // from below.
  void Add(const Hash& leaf, absl::FunctionRef<void(int level, int64_t index, const Hash&)> store);
  Hash Root() const;
  int64_t size() const { return size_; }

 private:
  int64_t size_ = 0;
  // The complete subtrees that make up the tree, the largest first.
  std::vector<Hash> edge_;
};

}  // namespace assay::merkle

#endif  // ASSAY_CORE_MERKLE_H_
