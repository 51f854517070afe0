#include "neo/block/block.h"

#include "neo/script/verification.h"
#include "neo/testing/vectors.h"
#include "neo/types/address.h"
#include "neo/types/hashing.h"

namespace nsl::neo {
namespace {

namespace fs = std::filesystem;
using testing::Vector;

TEST(Genesis, OfEveryVectorIsReadAndWritten) {
  NEED_VECTORS("blocks");
  const auto count = testing::walk({.folder = "blocks", .having = {"genesisBlockHex"}}, [](const Vector& vector) {
    const auto bytes = vector.hex("genesisBlockHex");
    const auto block = Block::decode(bytes);
    ASSERT_TRUE(block) << block.error().message;
    EXPECT_EQ(block->encode(), bytes);
    EXPECT_EQ(block->header.hash().display(), vector.text("genesisHash"));
    EXPECT_EQ(to_hex(block->header.encode_unsigned()), vector.text("hashableHeaderHex"));
    EXPECT_EQ(block->header.next_consensus.display(), vector.text("nextConsensus"));
    EXPECT_EQ(to_address(block->header.next_consensus), vector.text("nextConsensusAddress"));
  });
  EXPECT_GT(count, 0u);
}

struct Dump {
  std::uint32_t network = 0;
  UInt160 consensus;
};

// A chain dump of neo-go: a count, then each block with its length in front.
void check_dump(const fs::path& path, const json::object& index, const Dump& dump) {
  const auto content = testing::read_file(path);
  const auto& entries = index.at("blocks").as_array();
  Reader in(as_bytes(content), "dump");
  auto consensus = dump.consensus;
  const auto blocks = in.u32();
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < blocks; ++i) {
    const auto bytes = in.raw(in.u32());
    const auto block = Block::decode(bytes);
    ASSERT_TRUE(block) << block.error().message;
    EXPECT_TRUE(std::ranges::equal(block->encode(), bytes));
    if (block->header.index == 0) continue;  // the genesis block, whose witness proves nothing
    ASSERT_LT(at, entries.size());
    const Vector expected(entries[at++].as_object());
    SCOPED_TRACE("block " + std::to_string(block->header.index));
    EXPECT_EQ(block->header.index, expected.number("index"));
    EXPECT_EQ(block->header.hash().display(), expected.text("hash"));
    EXPECT_EQ(block->header.previous.display(), expected.text("previousblockhash"));
    EXPECT_EQ(block->header.merkle_root.display(), expected.text("merkleroot"));
    EXPECT_EQ(block->header.time_ms, static_cast<std::uint64_t>(expected.number("time")));
    EXPECT_EQ(to_address(block->header.next_consensus), expected.text("nextconsensus"));
    EXPECT_EQ(bytes.size(), static_cast<std::size_t>(expected.number("size")));
    const auto& hashes = expected.at("tx").as_array();
    ASSERT_EQ(block->transactions.size(), hashes.size());
    for (std::size_t t = 0; t < hashes.size(); ++t) {
      EXPECT_EQ(block->transactions[t].hash().display(), json::view(hashes[t].as_string()));
    }
    EXPECT_TRUE(
        verify_standard_witness(block->header.witness, consensus, signed_data(dump.network, block->header.hash())));
    consensus = block->header.next_consensus;
  }
  EXPECT_EQ(at, entries.size());
  EXPECT_TRUE(in.finish());
}

TEST(Block, OfEveryDumpIsReadWrittenAndVerified) {
  NEED_VECTORS("blocks");
  std::size_t dumps = 0;
  for (const auto& entry : fs::directory_iterator(testing::vectors_folder() / "blocks")) {
    if (entry.path().extension() != ".acc") continue;
    SCOPED_TRACE(entry.path().string());
    auto index_path = entry.path();
    index_path.replace_extension(".index.json");
    const auto index = json::parse(testing::read_file(index_path));
    ASSERT_TRUE(index);
    const auto& object = index->as_object();
    const auto first = json::view(object.at("blocks").as_array().front().at("nextconsensus").as_string());
    check_dump(entry.path(), object,
               {.network = object.at("networkMagic").to_number<std::uint32_t>(), .consensus = *parse_address(first)});
    ++dumps;
  }
  EXPECT_GT(dumps, 0u);
}

TEST(Block, WithAnotherTransactionThanItsRootSaysIsRefused) {
  Block block;
  block.transactions.push_back({.signers = {Signer{}}, .script = {0x40}, .witnesses = {Witness{}}});
  EXPECT_FALSE(Block::decode(block.encode()));
  block.header.merkle_root = block.transactions[0].hash();
  const auto decoded = Block::decode(block.encode());
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(*decoded, block);
  auto longer = block.encode();
  longer.push_back(0);
  EXPECT_FALSE(Block::decode(longer));
}

TEST(Header, CarriesAStateRootWhereTheNetworkHasIt) {
  Header header;
  header.previous_state_root = UInt256::parse("0x" + std::string(64, '7')).value();
  Writer out;
  header.encode(out);
  Reader in(out.view(), "header");
  EXPECT_EQ(Header::decode(in, StateRoot::kInHeader), header);
  EXPECT_TRUE(in.finish());
}

TEST(MerkleRoot, CountsTheLastOfAnOddNumberTwice) {
  const UInt256 a = sha256_hash(as_bytes("a"));
  const UInt256 b = sha256_hash(as_bytes("b"));
  const UInt256 c = sha256_hash(as_bytes("c"));
  EXPECT_TRUE(merkle_root({}).is_zero());
  EXPECT_EQ(merkle_root(std::array{a}), a);
  EXPECT_EQ(merkle_root(std::array{a, b, c}), merkle_root(std::array{a, b, c, c}));
  EXPECT_NE(merkle_root(std::array{a, b}), merkle_root(std::array{b, a}));
}

}  // namespace
}  // namespace nsl::neo
