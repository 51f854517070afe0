#include "neo/script/interop.h"

#include "neo/testing/vectors.h"

namespace nsl::neo {
namespace {

using testing::Vector;

TEST(Interop, KnowsEveryServiceOfTheVectors) {
  NEED_VECTORS("crypto");
  const auto count = testing::walk({.folder = "crypto", .having = {"syscall"}}, [](const Vector& vector) {
    const auto id = interop_id(vector.text("name"));
    EXPECT_EQ(to_hex(id), vector.text("idBytes"));
    const auto* service = find_interop(id);
    ASSERT_NE(service, nullptr) << vector.text("name");
    EXPECT_EQ(service->name, vector.text("name"));
    const auto price = vector.text("price");
    if (price.starts_with("1 << ")) {
      EXPECT_EQ(service->price, 1u << std::stoi(price.substr(5))) << service->name;
    } else if (price == "0") {
      EXPECT_EQ(service->price, 0u) << service->name;
    }
  });
  EXPECT_GT(count, 0u);
}

TEST(Interop, FindsNothingForAnotherId) { EXPECT_EQ(find_interop({0, 0, 0, 0}), nullptr); }

}  // namespace
}  // namespace nsl::neo
