#include "core/merkle.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>

namespace assay::merkle {
namespace {

Hash Sha256Of(std::string_view bytes) {
  Hash hash;
  EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(), nullptr);
  return hash;
}

// The largest power of two below `n`, which is at least 2: where RFC 6962 splits a tree.
int64_t SplitOf(int64_t n) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(n - 1)));
}

// The hash over leaves [begin, end), as it arises by splitting: so it begins at a multiple of the
// power of two that is no smaller than its size.
absl::StatusOr<Hash> RangeHash(int64_t begin, int64_t end, Nodes nodes) {
  const auto size = static_cast<uint64_t>(end - begin);
  if (std::has_single_bit(size)) {
    const int level = std::countr_zero(size);
    return nodes(level, begin >> level);
  }
  const int64_t middle = begin + SplitOf(end - begin);
  absl::StatusOr<Hash> left = RangeHash(begin, middle, nodes);
  if (!left.ok()) return left;
  absl::StatusOr<Hash> right = RangeHash(middle, end, nodes);
  if (!right.ok()) return right;
  return HashChildren(*left, *right);
}

// Collects the hashes of ranges.
class Proof {
 public:
  explicit Proof(Nodes nodes) : nodes_(nodes) {}

  // PATH(index, D[begin:end]) of RFC 6962; `index` counts from the first leaf of all.
  absl::Status Include(int64_t index, int64_t begin, int64_t end) {
    if (end - begin == 1) return absl::OkStatus();
    const int64_t middle = begin + SplitOf(end - begin);
    const bool left = index < middle;
    absl::Status status = left ? Include(index, begin, middle) : Include(index, middle, end);
    if (!status.ok()) return status;
    return left ? Add(middle, end) : Add(begin, middle);
  }

  // SUBPROOF(old_end, D[begin:end], known): `known` when the verifier knows the old root of this.
  absl::Status Extend(int64_t old_end, int64_t begin, int64_t end, bool known) {
    if (old_end == end) return known ? absl::OkStatus() : Add(begin, end);
    const int64_t middle = begin + SplitOf(end - begin);
    const bool left = old_end <= middle;
    absl::Status status =
        left ? Extend(old_end, begin, middle, known) : Extend(old_end, middle, end, false);
    if (!status.ok()) return status;
    return left ? Add(middle, end) : Add(begin, middle);
  }

  std::vector<Hash> Take() && { return std::move(hashes_); }

 private:
  absl::Status Add(int64_t begin, int64_t end) {
    absl::StatusOr<Hash> hash = RangeHash(begin, end, nodes_);
    if (!hash.ok()) return hash.status();
    hashes_.push_back(*hash);
    return absl::OkStatus();
  }

  Nodes nodes_;
  std::vector<Hash> hashes_;
};

bool IsOdd(int64_t n) { return (n & 1) != 0; }

// Where a verifier stands: a node of the level, and the last node of that level.
struct Place {
  int64_t node;
  int64_t last;

  void Up() {
    node >>= 1;
    last >>= 1;
  }
  // Whether the sibling is at the left, skipping the levels at which there is none.
  bool TakesLeft() {
    if (!IsOdd(node) && node != last) return false;
    while (!IsOdd(node) && node != 0) Up();
    return true;
  }
};

}  // namespace

std::string_view Bytes(const Hash& hash) {
  return std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
}

absl::StatusOr<Hash> FromBytes(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) return absl::DataLossError("A hash has not 32 bytes.");
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

Hash HashLeaf(std::string_view leaf) { return Sha256Of(std::string(1, '\x00').append(leaf)); }

Hash HashChildren(const Hash& left, const Hash& right) {
  return Sha256Of(std::string(1, '\x01').append(Bytes(left)).append(Bytes(right)));
}

Hash EmptyRoot() { return Sha256Of(""); }

absl::StatusOr<Hash> Root(int64_t size, Nodes nodes) {
  if (size == 0) return EmptyRoot();
  return RangeHash(0, size, nodes);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(int64_t index, int64_t size, Nodes nodes) {
  Proof proof(nodes);
  if (absl::Status status = proof.Include(index, 0, size); !status.ok()) return status;
  return std::move(proof).Take();
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(int64_t old_size, int64_t size, Nodes nodes) {
  Proof proof(nodes);
  if (absl::Status status = proof.Extend(old_size, 0, size, true); !status.ok()) return status;
  return std::move(proof).Take();
}

bool VerifyInclusion(const Hash& leaf, int64_t index, int64_t size, const std::vector<Hash>& proof,
                     const Hash& root) {
  if (index < 0 || index >= size) return false;
  Place place{index, size - 1};
  Hash computed = leaf;
  for (const Hash& sibling : proof) {
    if (place.last == 0) return false;
    computed =
        place.TakesLeft() ? HashChildren(sibling, computed) : HashChildren(computed, sibling);
    place.Up();
  }
  return place.last == 0 && computed == root;
}

bool VerifyConsistency(int64_t old_size, const Hash& old_root, int64_t size, const Hash& root,
                       const std::vector<Hash>& proof) {
  if (old_size <= 0 || old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  std::vector<Hash> path = proof;
  // The old tree is complete, so its root is the first node of the path.
  if (std::has_single_bit(static_cast<uint64_t>(old_size))) path.insert(path.begin(), old_root);
  if (path.empty()) return false;
  Place place{old_size - 1, size - 1};
  while (IsOdd(place.node)) place.Up();
  Hash old_computed = path.front();
  Hash computed = path.front();
  for (size_t i = 1; i < path.size(); ++i) {
    if (place.last == 0) return false;
    if (place.TakesLeft()) {
      old_computed = HashChildren(path[i], old_computed);
      computed = HashChildren(path[i], computed);
    } else {
      computed = HashChildren(computed, path[i]);
    }
    place.Up();
  }
  return place.last == 0 && old_computed == old_root && computed == root;
}

void Growing::Add(const Hash& leaf,
                  absl::FunctionRef<void(int level, int64_t index, const Hash&)> store) {
  int level = 0;
  int64_t index = size_++;
  Hash hash = leaf;
  store(level, index, hash);
  for (; IsOdd(index); index >>= 1) {
    hash = HashChildren(edge_.back(), hash);
    edge_.pop_back();
    store(++level, index >> 1, hash);
  }
  edge_.push_back(hash);
}

Hash Growing::Root() const {
  if (edge_.empty()) return EmptyRoot();
  Hash root = edge_.back();
  for (size_t i = edge_.size() - 1; i-- > 0;) root = HashChildren(edge_[i], root);
  return root;
}

}  // namespace assay::merkle
