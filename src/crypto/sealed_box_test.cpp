#include "crypto/sealed_box.h"

#include <gtest/gtest.h>

namespace nsl::crypto {
namespace {

TEST(SealedBox, OpensForItsRecipientAlone) {
  const auto recipient = make_box_key_pair();
  const auto stranger = make_box_key_pair();
  const Bytes box = box_seal(recipient.public_key, as_bytes("the value")).value();
  EXPECT_EQ(box.size(), 9 + kBoxOverheadBytes);
  EXPECT_EQ(as_text(box_open(recipient, box)->view()), "the value");
  EXPECT_FALSE(box_open(stranger, box));
  EXPECT_FALSE(box_open({recipient.public_key, {}}, box));
}

TEST(SealedBox, DoesNotOpenWhenAnythingWasChangedOrCut) {
  const auto recipient = make_box_key_pair();
  const Bytes box = box_seal(recipient.public_key, as_bytes("v")).value();
  for (std::size_t at = 0; at < box.size(); ++at) {
    Bytes changed = box;
    changed[at] ^= 0x10;
    EXPECT_FALSE(box_open(recipient, changed)) << at;
    EXPECT_FALSE(box_open(recipient, ByteView(box).first(at))) << at;
  }
}

TEST(SealedBox, IsNotMadeForAKeyOfLowOrder) {
  EXPECT_FALSE(box_seal(BoxPublicKey{}, as_bytes("v")));
  EXPECT_FALSE(box_seal(BoxPublicKey{1}, as_bytes("v")));
}

TEST(SealedBox, ThePublicKeyFollowsFromThePrivateOne) {
  const auto pair = make_box_key_pair();
  EXPECT_EQ(box_public_key(pair.private_key.view()), pair.public_key);
  EXPECT_FALSE(box_public_key(Bytes(31)));
}

}  // namespace
}  // namespace nsl::crypto
