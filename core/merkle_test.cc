#include "core/merkle.h"

#include <map>
#include <random>

#include "gtest/gtest.h"

namespace assay::merkle {
namespace {

std::string Unhex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string Hex(const Hash& hash) {
  std::string hex;
  for (uint8_t byte : hash) {
    hex.push_back("0123456789abcdef"[byte >> 4]);
    hex.push_back("0123456789abcdef"[byte & 15]);
  }
  return hex;
}

// A tree that keeps its leaves and all its nodes.
class Tree {
 public:
  void Add(std::string_view leaf) {
    leaves_.emplace_back(leaf);
    growing_.Add(HashLeaf(leaf), [this](int level, int64_t index, const Hash& hash) {
      EXPECT_TRUE(nodes_.try_emplace({level, index}, hash).second) << "nodes never change";
    });
  }
  absl::StatusOr<Hash> operator()(int level, int64_t index) const {
    ++reads_;
    const auto it = nodes_.find({level, index});
    if (it == nodes_.end()) return absl::NotFoundError("no node");
    return it->second;
  }
  // MTH of RFC 6962, from the leaves alone.
  Hash Naive(size_t begin, size_t end) const {
    if (begin == end) return EmptyRoot();
    if (end - begin == 1) return HashLeaf(leaves_[begin]);
    size_t split = 1;
    while (split * 2 < end - begin) split *= 2;
    return HashChildren(Naive(begin, begin + split), Naive(begin + split, end));
  }
  Hash Naive(int64_t size) const { return Naive(0, static_cast<size_t>(size)); }
  const Growing& growing() const { return growing_; }
  const std::vector<std::string>& leaves() const { return leaves_; }
  int64_t TakeReads() { return std::exchange(reads_, 0); }

 private:
  std::vector<std::string> leaves_;
  Growing growing_;
  std::map<std::pair<int, int64_t>, Hash> nodes_;
  mutable int64_t reads_ = 0;
};

// The leaves and roots with which implementations of Certificate Transparency are tested.
TEST(Merkle, KnownRoots) {
  EXPECT_EQ(Hex(EmptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const std::vector<std::pair<std::string, std::string>> known = {
      {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"606162636465666768696a6b6c6d6e6f",
       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  Tree tree;
  for (const auto& [leaf, root] : known) {
    tree.Add(Unhex(leaf));
    EXPECT_EQ(Hex(tree.growing().Root()), root) << tree.leaves().size() << " leaves";
  }
}

// The same test's proofs.
TEST(Merkle, KnownProofs) {
  Tree tree;
  for (const char* leaf : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                           "606162636465666768696a6b6c6d6e6f"}) {
    tree.Add(Unhex(leaf));
  }
  const auto hexes = [](const absl::StatusOr<std::vector<Hash>>& proof) {
    std::vector<std::string> texts;
    for (const Hash& hash : *proof) texts.push_back(Hex(hash));
    return texts;
  };
  EXPECT_EQ(hexes(InclusionProof(5, 8, tree)),
            (std::vector<std::string>{
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(hexes(ConsistencyProof(6, 8, tree)),
            (std::vector<std::string>{
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
}

TEST(Merkle, RootsAndProofsOfEverySizeAgreeWithTheDefinition) {
  Tree tree;
  for (int64_t size = 1; size <= 70; ++size) {
    tree.Add("leaf " + std::to_string(size));
    const Hash root = tree.Naive(size);
    EXPECT_EQ(tree.growing().Root(), root);
    for (int64_t old_size = 1; old_size <= size; ++old_size) {
      const Hash old_root = tree.Naive(old_size);
      EXPECT_EQ(*Root(old_size, tree), old_root);
      const auto proof = ConsistencyProof(old_size, size, tree);
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(VerifyConsistency(old_size, old_root, size, root, *proof))
          << old_size << " of " << size;
      const auto inclusion = InclusionProof(old_size - 1, size, tree);
      ASSERT_TRUE(inclusion.ok());
      const Hash leaf = HashLeaf(tree.leaves()[static_cast<size_t>(old_size - 1)]);
      EXPECT_TRUE(VerifyInclusion(leaf, old_size - 1, size, *inclusion, root))
          << old_size - 1 << " of " << size;
    }
  }
}

TEST(Merkle, ProofsOfAnythingElseDoNotHold) {
  Tree tree;
  for (int i = 0; i < 37; ++i) tree.Add("leaf " + std::to_string(i));
  std::mt19937 random(7);
  const auto below = [&](int64_t n) { return static_cast<int64_t>(random() % n); };
  for (int round = 0; round < 2'000; ++round) {
    const int64_t size = 2 + below(36);
    const int64_t old_size = 1 + below(size - 1);
    std::vector<Hash> consistency = *ConsistencyProof(old_size, size, tree);
    std::vector<Hash> inclusion = *InclusionProof(old_size - 1, size, tree);
    const Hash leaf = HashLeaf(tree.leaves()[static_cast<size_t>(old_size - 1)]);
    Hash root = tree.Naive(size);
    Hash old_root = tree.Naive(old_size);
    const auto flip = [&](Hash& hash) { hash[static_cast<size_t>(below(32))] ^= 1 << below(8); };
    switch (below(4)) {
      case 0:
        flip(root);
        break;
      case 1:
        flip(consistency[static_cast<size_t>(below(consistency.size()))]);
        flip(inclusion[static_cast<size_t>(below(inclusion.size()))]);
        break;
      case 2:
        consistency.push_back(root);
        inclusion.push_back(root);
        break;
      default:
        consistency.pop_back();
        inclusion.pop_back();
    }
    EXPECT_FALSE(VerifyConsistency(old_size, old_root, size, root, consistency));
    EXPECT_FALSE(VerifyInclusion(leaf, old_size - 1, size, inclusion, root));
  }
}

TEST(Merkle, ProofsReadFewNodes) {
  Tree tree;
  for (int i = 0; i < 5'000; ++i) tree.Add(std::to_string(i));
  ASSERT_TRUE(Root(5'000, tree).ok());
  EXPECT_LE(tree.TakeReads(), 13);
  ASSERT_TRUE(ConsistencyProof(3'333, 5'000, tree).ok());
  EXPECT_LE(tree.TakeReads(), 13 * 2);
  ASSERT_TRUE(InclusionProof(1'234, 5'000, tree).ok());
  EXPECT_LE(tree.TakeReads(), 13 * 2);
}

TEST(Merkle, AMissingNodeIsToldNotGuessed) {
  Tree tree;
  tree.Add("one");
  EXPECT_FALSE(Root(2, tree).ok());
  EXPECT_FALSE(ConsistencyProof(1, 3, tree).ok());
  EXPECT_FALSE(FromBytes("short").ok());
}

}  // namespace
}  // namespace assay::merkle
