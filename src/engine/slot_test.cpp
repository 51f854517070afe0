// After every kind of run, a slot is its image again, byte for byte.
#include "engine/slot.h"

#include "engine/testing/random_program.h"
#include "engine/testing/sanitizers.h"
#include "engine/testing/stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string>

namespace nsl::engine {
namespace {

using namespace std::chrono_literals;
using testing::memory_hash;
using testing::Stage;

StartOptions with(Limits limits) { return {.limits = limits, .input = "null", .meta = "{}"}; }

// --- restoring ------------------------------------------------------------------------------------------------------------

TEST(Slot, EqualsTheBaseWhenItIsNew) {
  Stage stage;
  EXPECT_TRUE(stage.slot().is_pristine());
}

TEST(Slot, IsNotPristineAfterARunAndIsAfterARestore) {
  Stage stage;
  stage.load("export default () => 1");
  ASSERT_TRUE(stage.slot().is_pristine());
  for (int i = 0; i < 20; ++i) {
    stage.run();
    ASSERT_FALSE(stage.slot().is_pristine());
    stage.slot().restore();
    ASSERT_TRUE(stage.slot().is_pristine());
  }
}

struct Program {
  const char* name;
  const char* code;
};
void PrintTo(const Program& program, std::ostream* out) { *out << program.name; }

class SlotAfter : public ::testing::TestWithParam<Program> {};

TEST_P(SlotAfter, IsItsImageAgain) {
  Stage stage;
  stage.load(GetParam().code);
  for (int i = 0; i < 4; ++i) {  // the fourth with hot pages
    const Outcome outcome = stage.run(with({.memory = 16_MiB, .cpu = 30ms}));
    stage.slot().restore();
    ASSERT_TRUE(stage.slot().is_pristine()) << outcome.code << ": " << outcome.message;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Slot, SlotAfter,
    ::testing::Values(
        Program{"AnEndlessLoop", "export default () => { for (;;); }"},
        Program{"AllMemoryUsedUp", "export default () => { const a = []; for (;;) a.push('x'.repeat(1000) + a.length); }"},
        Program{"OneHugeAllocation", "export default () => new ArrayBuffer(1e9)"},
        Program{"GrowthThatWasGivenBack", "export default () => { let n = 0; for (let i = 0; i < 5; ++i) n += new Uint8Array(2e6).fill(7).length; return n; }"},
        Program{"EndlessRecursion", "export default () => { const f = () => f() + 1; return f(); }"},
        Program{"DeepJson", "export default () => JSON.parse('['.repeat(1e5) + ']'.repeat(1e5))"},
        Program{"DeepOutput", "export default () => { let a = []; for (let i = 0; i < 1e5; ++i) a = [a]; return a; }"},
        Program{"CatastrophicRegex", "export default () => /(a*)*b/.test('a'.repeat(40))"},
        Program{"AnException", "export default () => { throw new Error('x'.repeat(10000)); }"},
        Program{"AHostCall", "export default () => fetch('https://example.com/')"},
        Program{"ManyTimers", "export default () => new Promise(() => { for (let i = 0; i < 1000; ++i) setTimeout(() => {}, i); })"},
        Program{"ChangedGlobals", "let n = 0; export default () => { globalThis.x = ++n; globalThis.f = () => n; return n; }"},
        Program{"ATouchOfEverything", "const a = new Uint8Array(3e6); export default () => { for (let i = 0; i < a.length; i += 512) a[i]++; return a[512]; }"},
        Program{"ACollection", "export default () => { for (let i = 0; i < 1e4; ++i) { const a = {}; a.a = a; } return 1; }"}),
    [](const auto& program) { return std::string(program.param.name); });

TEST(Slot, IsItsImageAgainAfterAStopInABuiltInThatNeverAsks) {
  NSL_SKIP_UNDER_SANITIZERS("they delay the signal that stops it");
  for (const char* code : {"const a = 3n ** 600000n; export default () => { for (;;) String(a); }", "export default () => 'ab'.repeat(1e7).normalize('NFD').length",
                           "const a = Array.from({ length: 3e5 }, (_, i) => 'k' + (i * 7919) % 1e6); export default () => a.slice().sort().length"}) {
    Stage stage;
    stage.load(code);
    for (int i = 0; i < 3; ++i) {
      stage.run(with({.cpu = 8ms}));
      stage.slot().restore();
      ASSERT_TRUE(stage.slot().is_pristine()) << code;
    }
  }
}

TEST(Slot, IsItsImageAgainAfterAThousandRandomPrograms) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  testing::RandomProgram programs(seed);
  Stage stage;
  int ran = 0;
  for (int i = 0; i < 1'000; ++i) {
    const std::string code = programs.next();
    const auto image = stage.build(code);
    ASSERT_TRUE(image) << image.error().message << "\n" << code;
    ASSERT_TRUE(stage.slot().load(stage.unfold(*image)));
    ASSERT_TRUE(stage.slot().is_pristine());
    const Outcome outcome = stage.run(with({.memory = 16_MiB, .cpu = 50ms}));
    ran += outcome.ending == Ending::kSucceeded ? 1 : 0;
    stage.slot().restore();
    ASSERT_TRUE(stage.slot().is_pristine()) << code;
  }
  EXPECT_GT(ran, 500) << "the programs do something";
}

// --- memory that grew -------------------------------------------------------------------------------------------------------

TEST(Slot, GivesGrownMemoryBackAndItReadsAsZero) {
  Stage stage;
  stage.load("export default () => new Uint8Array(8e6).fill(0xAB).length");
  const std::size_t size = stage.slot().vm().size();
  stage.run();
  ASSERT_GT(stage.slot().vm().size(), size + 7'000'000);
  stage.slot().restore();
  EXPECT_EQ(stage.slot().vm().size(), size);

  stage.load("export default () => { const a = []; for (let i = 0; i < 40; ++i) a.push(new Uint8Array(2e5)); return a.every((b) => b.every((x) => x === 0)); }");
  EXPECT_EQ(stage.run().output, "true");
}

// --- pages --------------------------------------------------------------------------------------------------------------------

TEST(Slot, LeavesPagesWritableThatAreWrittenEachTimeAndProtectsThemAgainWhenTheyAreNot) {
  Stage stage;
  stage.load("const a = new Uint8Array(400000); export default (n) => { for (let i = 0; i < n; i += 4096) a[i]++; return 1; }");
  for (int i = 0; i < 5; ++i) {
    stage.run({.input = "400000", .meta = "{}"});
    stage.slot().restore();
  }
  const std::size_t all = stage.slot().hot_pages().size();
  EXPECT_GT(all, 90u);
  for (int i = 0; i < 2'100; ++i) {
    stage.run({.input = "0", .meta = "{}"});
    stage.slot().restore();
  }
  EXPECT_LT(stage.slot().hot_pages().size(), all - 90);
  EXPECT_TRUE(stage.slot().is_pristine());
  EXPECT_EQ(stage.run({.input = "400000", .meta = "{}"}).output, "1");
  stage.slot().restore();
  EXPECT_TRUE(stage.slot().is_pristine());
}

std::size_t mappings() {
  std::ifstream maps("/proc/self/maps");
  return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(maps), {}, '\n'));
}

TEST(Slot, DoesNotUseUpTheKernelsMappingsWhenWritesAreScattered) {
  Stage stage;
  const char* const code = "const a = new Uint8Array(2e7); export default () => { for (let i = 0; i < a.length; i += 8192) a[i]++; return 1; }";
  stage.load(code);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stage.run().output, "1");
    EXPECT_LT(mappings(), 2'500u);
    EXPECT_TRUE(stage.slot().opened());
    stage.slot().restore();
    ASSERT_TRUE(stage.slot().is_pristine());
  }
  stage.load("export default () => 2");
  EXPECT_FALSE(stage.slot().opened());
  EXPECT_EQ(stage.run().output, "2");
  stage.slot().restore();
  EXPECT_TRUE(stage.slot().is_pristine());
}

TEST(Slot, RestoresWhatWasWrittenBeforeAndAfterTrackingWasGivenUp) {
  Stage stage;
  stage.load("const a = new Uint8Array(4e6); export default (n) => { for (let i = 0; i < n * 8192; i += 8192) a[i] = 1; return a.reduce((x, y) => x + y); }");
  for (const int writes : {10, 480, 10, 300, 480, 480, 0}) {
    EXPECT_EQ(stage.run({.input = std::to_string(writes), .meta = "{}"}).output, std::to_string(writes));
    stage.slot().restore();
    ASSERT_TRUE(stage.slot().is_pristine()) << writes;
  }
}

// --- images ---------------------------------------------------------------------------------------------------------------------

TEST(Slot, ChangesBetweenImagesOfDifferentSizes) {
  Stage stage;
  std::vector<std::shared_ptr<const PageSet>> images;
  for (const int bytes : {0, 3'000'000, 100'000, 9'000'000}) {
    const auto image = stage.build("const a = new Uint8Array(" + std::to_string(bytes) + ").fill(5); export default () => a.length + a.reduce((x, y) => x + y, 0)");
    ASSERT_TRUE(image);
    images.push_back(stage.unfold(*image));
  }
  for (const std::size_t i : {0u, 3u, 1u, 2u, 3u, 0u, 1u, 0u, 2u, 3u, 3u}) {
    ASSERT_TRUE(stage.slot().load(images[i]));
    ASSERT_TRUE(stage.slot().is_pristine()) << i;
    const Outcome outcome = stage.run();
    ASSERT_EQ(outcome.ending, Ending::kSucceeded) << outcome.message;
  }
  ASSERT_TRUE(stage.slot().load(stage.base_pages()));
  EXPECT_TRUE(stage.slot().is_pristine());
}

TEST(Slot, MovesAnImageToAnotherSlot) {
  Stage one, two;
  const auto pages = one.load("export default (x) => [x, Math.random(), Date.now()]");
  ASSERT_TRUE(two.slot().load(pages));
  EXPECT_TRUE(two.slot().is_pristine());
  const StartOptions options{.now_ns = 5'000'000'000, .input = "3", .meta = "{}"};
  const Outcome first = one.run(options);
  const Outcome second = two.run(options);
  EXPECT_EQ(first.output, second.output);
  EXPECT_EQ(memory_hash(one.slot()), memory_hash(two.slot()));
}

TEST(Image, UnfoldsToTheMemoryThatWasCaptured) {
  for (const char* code : {"export default () => 1", "const a = new Array(1e5).fill({}); export default () => a.length",
                           "const a = new Uint8Array(2e6); a[1999999] = 1; export default () => a[1999999]"}) {
    Stage stage;
    stage.load(code);
    stage.run();  // some state, whatever it is
    const Image image = stage.slot().capture();
    const PageSet pages(testing::shared_base(), image);
    ASSERT_EQ(pages.size(), stage.slot().vm().size());
    for (std::size_t page = kNullBytes / kPage; page < pages.pages(); ++page) {
      ASSERT_EQ(std::memcmp(pages.page(page), stage.slot().vm().data() + page * kPage, kPage), 0) << code << ", page " << page;
    }
    EXPECT_EQ(pages.registers(), stage.slot().vm().registers());
    EXPECT_TRUE(std::ranges::is_sorted(pages.own_pages()));
  }
}

TEST(Image, OfASmallFunctionIsSmall) {
  Stage stage;
  const auto image = stage.build("export default async (input) => ({ hello: input.name })");
  ASSERT_TRUE(image);
  EXPECT_LT(image->bytes(), 16u << 10);
  EXPECT_LT(stage.unfold(*image)->own_pages().size(), 60u);
}

}  // namespace
}  // namespace nsl::engine
