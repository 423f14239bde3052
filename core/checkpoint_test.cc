#include "core/checkpoint.h"

#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

std::string Unhex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

Checkpoint Example() {
  Checkpoint checkpoint;
  checkpoint.size = 42;
  checkpoint.root = merkle::HashLeaf("root");
  checkpoint.time_us = 1'767'225'600'000'000;
  return checkpoint;
}

// RFC 8032, section 7.1, test 2.
TEST(Signature, KnownAnswer) {
  const auto key = SigningKey::FromSeed(
      Unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->public_key(),
            Unhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
  const std::string signature = key->Sign(Unhex("72"));
  EXPECT_EQ(signature, Unhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                             "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
  EXPECT_TRUE(VerifySignature(key->public_key(), Unhex("72"), signature));
  EXPECT_FALSE(VerifySignature(key->public_key(), Unhex("73"), signature));
  EXPECT_FALSE(VerifySignature(SigningKey::Generate().public_key(), Unhex("72"), signature));
  EXPECT_FALSE(VerifySignature(key->public_key(), Unhex("72"), signature.substr(1)));
}

TEST(Signature, AKeyComesBackFromItsSeed) {
  const SigningKey key = SigningKey::Generate();
  EXPECT_EQ(SigningKey::FromSeed(key.seed())->public_key(), key.public_key());
  EXPECT_NE(SigningKey::Generate().seed(), key.seed());
  EXPECT_EQ(ErrorReason(SigningKey::FromSeed("short").status()), "SIGNING_KEY_INVALID");
}

TEST(Base64Text, KnownAnswersAndBack) {
  // RFC 4648, section 10.
  for (const auto& [bytes, text] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}}) {
    EXPECT_EQ(Base64(bytes), text);
    ASSERT_TRUE(FromBase64(text).ok()) << text;
    EXPECT_EQ(*FromBase64(text), bytes);
  }
  for (const char* text :
       {"Z", "Zg=", "Zg", "Z===", "====", "Zm9v\n", " Zm9", "Zh==", "Zm9v===="}) {
    EXPECT_EQ(ErrorReason(FromBase64(text).status()), "BASE64_INVALID") << text;
  }
}

TEST(CheckpointNote, SaysWhatWasSigned) {
  const SigningKey key = SigningKey::Generate();
  const std::string note = SignCheckpoint(Example(), key);
  EXPECT_EQ(note.find(LogName(key.public_key()) + "\n42\n" + Base64(merkle::Bytes(Example().root)) +
                      "\ntime 1767225600000000\n\n\u2014 "),
            0u)
      << note;
  const auto opened = OpenCheckpoint(note, key.public_key());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->size, 42);
  EXPECT_EQ(opened->root, Example().root);
  EXPECT_EQ(opened->time_us, Example().time_us);
}

TEST(CheckpointNote, AnotherWitnessMaySignToo) {
  const SigningKey key = SigningKey::Generate();
  const std::string note = SignCheckpoint(Example(), key) + "\u2014 witness.example AAAAAAAA\n";
  EXPECT_TRUE(OpenCheckpoint(note, key.public_key()).ok());
}

TEST(CheckpointNote, NoByteCanBeChanged) {
  const SigningKey key = SigningKey::Generate();
  const std::string note = SignCheckpoint(Example(), key);
  // All but the last newline.
  for (size_t i = 0; i + 1 < note.size(); ++i) {
    std::string changed = note;
    changed[i] ^= 1;
    EXPECT_FALSE(OpenCheckpoint(changed, key.public_key()).ok()) << "byte " << i;
  }
  EXPECT_EQ(ErrorReason(OpenCheckpoint(note, SigningKey::Generate().public_key()).status()),
            "CHECKPOINT_FORGED");
  EXPECT_EQ(ErrorReason(OpenCheckpoint("", key.public_key()).status()), "CHECKPOINT_MALFORMED");
  EXPECT_EQ(ErrorReason(OpenCheckpoint("a\n\n", key.public_key()).status()), "CHECKPOINT_FORGED");
}

}  // namespace
}  // namespace assay
