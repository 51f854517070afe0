#include "neovm/number/arithmetic.h"

#include <gtest/gtest.h>

#include <random>
#include <string_view>

namespace nsl::neovm {
namespace {

Integer number(std::string_view decimal) {
  const auto parsed = Integer::parse(decimal);
  EXPECT_TRUE(parsed) << decimal;
  return parsed.value_or(Integer{});
}

const Integer kMax = *Integer::from_bytes(Bytes{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                                255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127});
const Integer kMin = bit_not(kMax);

// Numbers of every length and both signs. The seed is fixed, so that a failure comes again.
class Numbers {
 public:
  Integer next() {
    Bytes bytes(random_() % 33);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    return *Integer::from_bytes(bytes);
  }

 private:
  std::mt19937_64 random_{20261122};  // NOLINT(cert-msc51-cpp): the same every time on purpose
};

TEST(Arithmetic, WhatDoesNotFitInto32BytesHasNoResult) {
  EXPECT_FALSE(add(kMax, 1));
  EXPECT_FALSE(subtract(kMin, 1));
  EXPECT_FALSE(subtract(0, kMin));
  EXPECT_FALSE(negate(kMin));
  EXPECT_FALSE(absolute(kMin));
  EXPECT_FALSE(multiply(kMin, -1));
  EXPECT_FALSE(divide(kMin, -1));
  EXPECT_FALSE(multiply(kMax, 2));
  EXPECT_FALSE(power(2, 255));
  EXPECT_FALSE(shift_left(1, 255));
  EXPECT_FALSE(shift_left(-3, 254));
}

TEST(Arithmetic, TheEdgeItselfFits) {
  EXPECT_EQ(multiply(kMin, 1), kMin);
  EXPECT_EQ(power(-2, 255), kMin);
  EXPECT_EQ(shift_left(-1, 255), kMin);
  EXPECT_EQ(shift_left(0, 256), Integer(0));
  EXPECT_EQ(power(2, 254), shift_left(1, 254));
  EXPECT_EQ(power(-1, 256), Integer(1));
  EXPECT_EQ(power(0, 0), Integer(1));
  EXPECT_EQ(square_root(kMax), number("240615969168004511545033772477625056927"));
}

TEST(Arithmetic, NothingIsDividedByZero) {
  EXPECT_FALSE(divide(1, 0));
  EXPECT_FALSE(remainder(1, 0));
  EXPECT_FALSE(multiply_modulo(1, 1, 0));
  EXPECT_FALSE(power_modulo(2, 2, 0));
  EXPECT_FALSE(power_modulo(2, -1, 0));
}

TEST(Arithmetic, ANumberThatIsNotCoprimeHasNoInverse) {
  EXPECT_FALSE(power_modulo(6, -1, 9));
  EXPECT_FALSE(power_modulo(0, -1, 9));
  EXPECT_FALSE(power_modulo(-2, -1, 9));
  EXPECT_FALSE(power_modulo(2, -1, 1));
  EXPECT_FALSE(power_modulo(2, -2, 9));
  EXPECT_FALSE(square_root(-1));
  EXPECT_EQ(power_modulo(19, -1, 141), Integer(52));
  EXPECT_EQ(multiply_modulo(*power_modulo(12345, -1, kMax), 12345, kMax), Integer(1));
}

TEST(Arithmetic, DivisionTruncatesAndTheRemainderHasTheSignOfTheDividend) {
  EXPECT_EQ(divide(-7, 2), Integer(-3));
  EXPECT_EQ(remainder(-7, 2), Integer(-1));
  EXPECT_EQ(remainder(7, -2), Integer(1));
  EXPECT_EQ(multiply_modulo(-7, 1, 2), Integer(-1));
  EXPECT_EQ(power_modulo(-2, 3, 5), Integer(-3));
  EXPECT_EQ(power_modulo(2, 0, 1), Integer(0));
}

TEST(Arithmetic, ShiftingRightRoundsDown) {
  EXPECT_EQ(shift_right(-1, 256), Integer(-1));
  EXPECT_EQ(shift_right(-5, 1), Integer(-3));
  EXPECT_EQ(shift_right(kMin, 255), Integer(-1));
  EXPECT_EQ(shift_right(kMax, 254), Integer(1));
  EXPECT_EQ(shift_right(number("340282366920938463463374607431768211456"), 128), Integer(1));
}

// Computed with the integers of Python.
TEST(Arithmetic, LargeNumbersGiveWhatOthersCompute) {
  struct Row {
    std::string_view a, b, modulus, exponent, quotient, rest, product_rest, power_rest;
  };
  constexpr Row kRows[] = {
    {"37201021135390614781233969726483814596981331876033409723706962124677000377400", "-7696202761429464584", "740503052229831530345877583248279432223424634210091304027856250365467527734", "400824029278820279224590495438", "-4833685167681449315639812552961593913635938181064876391622", "1264639795637062152", "-605108246949613380008883960502243114097451038983748425960033648146310458256", "479519939980577747846327426343556219978258603515674249721798872647543228774"},
    {"51841154022313635011742890782042309382262660934483384312098956837957182526159", "-7645411267552934705", "5145132153672312118", "407354096364136855864347928656", "-6780688730549667746058164506983038572194643987823986557048", "159779295880975319", "-3377885561044289219", "1941701292818201653"},
    {"6977315948333533946869960814821232008519747872476861303245426299498953692566", "-463153746254464568822744217514703463454", "148775201992183908695845517803889019440", "347097819732361176345968217917", "-15064794368520723447805234136829174337", "446053815449217779538499001693879512568", "-15213113844800887935910802894991729764", "11752186411516419993815608875885373776"},
    {"9907386608789494511093444173566220657127302495995600447402861207734331966756", "-29631598988276141586036972885428021529595257905939814708765624263569010808488", "3684753368207757651", "168348951885666864637047257311", "0", "9907386608789494511093444173566220657127302495995600447402861207734331966756", "-654089201249170029", "3058939137156373242"},
    {"1381727788534144587032920983640114783754547273873001111048651404919900532000", "-53356154610374514401423804477587574824273852522989681754647606756416585796396", "336977554599660136514793359560123606942028220188065193827010310670632685692", "106972152885495651638940156482", "0", "1381727788534144587032920983640114783754547273873001111048651404919900532000", "-101063875301306486057593432660995492563445979799955388258817699906217515796", "190125133281801648843748027325927551726857303794619175565424486359152946992"},
    {"51490553409646398834683952465255490699724254865097046088205677376424190022731", "324721750022243001098719687077087208394378927897064496857641", "61671814292708924456171021313732394115", "260232468472281199289966373285", "158568230819522762", "60869770723696105891796230380930902360847833874079916898289", "7569883967638048236285580749737613541", "46873276494053162851778085556362226676"},
    {"-16736112615990812338004369557248769618500326117303050236273309072639481660849", "-660503585005477103618715527055811462856", "34743619316317016614216702587771785011", "10187000710710475782301071460", "25338412986588151863767732744639933438", "-643047639340567291647410668470232281921", "12746355521247314041458224769388263209", "7559129433302198492727976859547780916"},
    {"-42041080321934028707667821694262690087827012642483013807478391896297466431001", "21157884153010135067269959858287030719507703189603312488978975995996475889161", "141902954785425974140459078717531103397", "176833841389106121147527502576", "-1", "-20883196168923893640397861835975659368319309452879701318499415900300990541840", "-95263043297587699170891887983125273126", "21162523568004404098868727155260899423"},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.a);
    const Integer a = number(row.a);
    const Integer b = number(row.b);
    EXPECT_EQ(divide(a, b), number(row.quotient));
    EXPECT_EQ(remainder(a, b), number(row.rest));
    EXPECT_EQ(multiply_modulo(a, b, number(row.modulus)), number(row.product_rest));
    EXPECT_EQ(power_modulo(a, number(row.exponent), number(row.modulus)), number(row.power_rest));
  }
}

TEST(Arithmetic, QuotientTimesDivisorPlusRemainderIsTheDividend) {
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) {
    const Integer a = numbers.next();
    const Integer b = numbers.next();
    if (is_zero(b) || (a == kMin && b == Integer(-1))) continue;
    const auto rest = remainder(a, b);
    ASSERT_EQ(add(*multiply(*divide(a, b), b), *rest), a) << a.decimal() << " / " << b.decimal();
    ASSERT_TRUE(is_zero(*rest) || rest->is_negative() == a.is_negative());
  }
}

TEST(Arithmetic, OperationsUndoOneAnother) {
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) {
    const Integer a = numbers.next();
    const Integer b = numbers.next();
    if (const auto sum = add(a, b)) ASSERT_EQ(subtract(*sum, b), a);
    if (const auto product = multiply(a, b); product && !is_zero(b)) ASSERT_EQ(divide(*product, b), a);
    const auto bits = static_cast<std::uint32_t>(b.limbs()[0] % 257);
    if (const auto shifted = shift_left(a, bits)) ASSERT_EQ(shift_right(*shifted, bits), a);
    ASSERT_EQ(bit_xor(bit_xor(a, b), b), a);
    ASSERT_EQ(add(a, bit_not(a)), Integer(-1));
    ASSERT_EQ(byte_size(a), a.bytes().size());
    if (!a.is_negative()) {
      const Integer root = *square_root(a);
      ASSERT_LE(*multiply(root, root), a);
      const auto above = multiply(*add(root, 1), *add(root, 1));
      ASSERT_TRUE(!above || *above > a);
    }
  }
}

}  // namespace
}  // namespace nsl::neovm
