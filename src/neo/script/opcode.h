#pragma once
// OpCode: the instructions of NeoVM, and the one table of what is fixed for each: byte, operand, price.
//
// Source of bytes and operands: neo-project/neo-vm, OpCode.cs. Source of prices: neo-project/neo, ApplicationEngine.

#include <cstdint>
#include <optional>
#include <string_view>

// Name, byte, bytes of the operand, bytes of the operand's length prefix (then the operand has as many bytes as the
// prefix says, little-endian), price. The price is a coefficient: times the execution fee factor it is datoshi.
//
// clang-format off
#define NSL_NEO_OPCODES(X) \
  X(PUSHINT8,    0x00,  1, 0,     1) \
  X(PUSHINT16,   0x01,  2, 0,     1) \
  X(PUSHINT32,   0x02,  4, 0,     1) \
  X(PUSHINT64,   0x03,  8, 0,     1) \
  X(PUSHINT128,  0x04, 16, 0,     4) \
  X(PUSHINT256,  0x05, 32, 0,     4) \
  X(PUSHT,       0x08,  0, 0,     1) \
  X(PUSHF,       0x09,  0, 0,     1) \
  X(PUSHA,       0x0A,  4, 0,     4) \
  X(PUSHNULL,    0x0B,  0, 0,     1) \
  X(PUSHDATA1,   0x0C,  0, 1,     8) \
  X(PUSHDATA2,   0x0D,  0, 2,   512) \
  X(PUSHDATA4,   0x0E,  0, 4,  4096) \
  X(PUSHM1,      0x0F,  0, 0,     1) \
  X(PUSH0,       0x10,  0, 0,     1) \
  X(PUSH1,       0x11,  0, 0,     1) \
  X(PUSH2,       0x12,  0, 0,     1) \
  X(PUSH3,       0x13,  0, 0,     1) \
  X(PUSH4,       0x14,  0, 0,     1) \
  X(PUSH5,       0x15,  0, 0,     1) \
  X(PUSH6,       0x16,  0, 0,     1) \
  X(PUSH7,       0x17,  0, 0,     1) \
  X(PUSH8,       0x18,  0, 0,     1) \
  X(PUSH9,       0x19,  0, 0,     1) \
  X(PUSH10,      0x1A,  0, 0,     1) \
  X(PUSH11,      0x1B,  0, 0,     1) \
  X(PUSH12,      0x1C,  0, 0,     1) \
  X(PUSH13,      0x1D,  0, 0,     1) \
  X(PUSH14,      0x1E,  0, 0,     1) \
  X(PUSH15,      0x1F,  0, 0,     1) \
  X(PUSH16,      0x20,  0, 0,     1) \
  X(NOP,         0x21,  0, 0,     1) \
  X(JMP,         0x22,  1, 0,     2) \
  X(JMP_L,       0x23,  4, 0,     2) \
  X(JMPIF,       0x24,  1, 0,     2) \
  X(JMPIF_L,     0x25,  4, 0,     2) \
  X(JMPIFNOT,    0x26,  1, 0,     2) \
  X(JMPIFNOT_L,  0x27,  4, 0,     2) \
  X(JMPEQ,       0x28,  1, 0,     2) \
  X(JMPEQ_L,     0x29,  4, 0,     2) \
  X(JMPNE,       0x2A,  1, 0,     2) \
  X(JMPNE_L,     0x2B,  4, 0,     2) \
  X(JMPGT,       0x2C,  1, 0,     2) \
  X(JMPGT_L,     0x2D,  4, 0,     2) \
  X(JMPGE,       0x2E,  1, 0,     2) \
  X(JMPGE_L,     0x2F,  4, 0,     2) \
  X(JMPLT,       0x30,  1, 0,     2) \
  X(JMPLT_L,     0x31,  4, 0,     2) \
  X(JMPLE,       0x32,  1, 0,     2) \
  X(JMPLE_L,     0x33,  4, 0,     2) \
  X(CALL,        0x34,  1, 0,   512) \
  X(CALL_L,      0x35,  4, 0,   512) \
  X(CALLA,       0x36,  0, 0,   512) \
  X(CALLT,       0x37,  2, 0, 32768) \
  X(ABORT,       0x38,  0, 0,     0) \
  X(ASSERT,      0x39,  0, 0,     1) \
  X(THROW,       0x3A,  0, 0,   512) \
  X(TRY,         0x3B,  2, 0,     4) \
  X(TRY_L,       0x3C,  8, 0,     4) \
  X(ENDTRY,      0x3D,  1, 0,     4) \
  X(ENDTRY_L,    0x3E,  4, 0,     4) \
  X(ENDFINALLY,  0x3F,  0, 0,     4) \
  X(RET,         0x40,  0, 0,     0) \
  X(SYSCALL,     0x41,  4, 0,     0) \
  X(DEPTH,       0x43,  0, 0,     2) \
  X(DROP,        0x45,  0, 0,     2) \
  X(NIP,         0x46,  0, 0,     2) \
  X(XDROP,       0x48,  0, 0,    16) \
  X(CLEAR,       0x49,  0, 0,    16) \
  X(DUP,         0x4A,  0, 0,     2) \
  X(OVER,        0x4B,  0, 0,     2) \
  X(PICK,        0x4D,  0, 0,     2) \
  X(TUCK,        0x4E,  0, 0,     2) \
  X(SWAP,        0x50,  0, 0,     2) \
  X(ROT,         0x51,  0, 0,     2) \
  X(ROLL,        0x52,  0, 0,    16) \
  X(REVERSE3,    0x53,  0, 0,     2) \
  X(REVERSE4,    0x54,  0, 0,     2) \
  X(REVERSEN,    0x55,  0, 0,    16) \
  X(INITSSLOT,   0x56,  1, 0,    16) \
  X(INITSLOT,    0x57,  2, 0,    64) \
  X(LDSFLD0,     0x58,  0, 0,     2) \
  X(LDSFLD1,     0x59,  0, 0,     2) \
  X(LDSFLD2,     0x5A,  0, 0,     2) \
  X(LDSFLD3,     0x5B,  0, 0,     2) \
  X(LDSFLD4,     0x5C,  0, 0,     2) \
  X(LDSFLD5,     0x5D,  0, 0,     2) \
  X(LDSFLD6,     0x5E,  0, 0,     2) \
  X(LDSFLD,      0x5F,  1, 0,     2) \
  X(STSFLD0,     0x60,  0, 0,     2) \
  X(STSFLD1,     0x61,  0, 0,     2) \
  X(STSFLD2,     0x62,  0, 0,     2) \
  X(STSFLD3,     0x63,  0, 0,     2) \
  X(STSFLD4,     0x64,  0, 0,     2) \
  X(STSFLD5,     0x65,  0, 0,     2) \
  X(STSFLD6,     0x66,  0, 0,     2) \
  X(STSFLD,      0x67,  1, 0,     2) \
  X(LDLOC0,      0x68,  0, 0,     2) \
  X(LDLOC1,      0x69,  0, 0,     2) \
  X(LDLOC2,      0x6A,  0, 0,     2) \
  X(LDLOC3,      0x6B,  0, 0,     2) \
  X(LDLOC4,      0x6C,  0, 0,     2) \
  X(LDLOC5,      0x6D,  0, 0,     2) \
  X(LDLOC6,      0x6E,  0, 0,     2) \
  X(LDLOC,       0x6F,  1, 0,     2) \
  X(STLOC0,      0x70,  0, 0,     2) \
  X(STLOC1,      0x71,  0, 0,     2) \
  X(STLOC2,      0x72,  0, 0,     2) \
  X(STLOC3,      0x73,  0, 0,     2) \
  X(STLOC4,      0x74,  0, 0,     2) \
  X(STLOC5,      0x75,  0, 0,     2) \
  X(STLOC6,      0x76,  0, 0,     2) \
  X(STLOC,       0x77,  1, 0,     2) \
  X(LDARG0,      0x78,  0, 0,     2) \
  X(LDARG1,      0x79,  0, 0,     2) \
  X(LDARG2,      0x7A,  0, 0,     2) \
  X(LDARG3,      0x7B,  0, 0,     2) \
  X(LDARG4,      0x7C,  0, 0,     2) \
  X(LDARG5,      0x7D,  0, 0,     2) \
  X(LDARG6,      0x7E,  0, 0,     2) \
  X(LDARG,       0x7F,  1, 0,     2) \
  X(STARG0,      0x80,  0, 0,     2) \
  X(STARG1,      0x81,  0, 0,     2) \
  X(STARG2,      0x82,  0, 0,     2) \
  X(STARG3,      0x83,  0, 0,     2) \
  X(STARG4,      0x84,  0, 0,     2) \
  X(STARG5,      0x85,  0, 0,     2) \
  X(STARG6,      0x86,  0, 0,     2) \
  X(STARG,       0x87,  1, 0,     2) \
  X(NEWBUFFER,   0x88,  0, 0,   256) \
  X(MEMCPY,      0x89,  0, 0,  2048) \
  X(CAT,         0x8B,  0, 0,  2048) \
  X(SUBSTR,      0x8C,  0, 0,  2048) \
  X(LEFT,        0x8D,  0, 0,  2048) \
  X(RIGHT,       0x8E,  0, 0,  2048) \
  X(INVERT,      0x90,  0, 0,     4) \
  X(AND,         0x91,  0, 0,     8) \
  X(OR,          0x92,  0, 0,     8) \
  X(XOR,         0x93,  0, 0,     8) \
  X(EQUAL,       0x97,  0, 0,    32) \
  X(NOTEQUAL,    0x98,  0, 0,    32) \
  X(SIGN,        0x99,  0, 0,     4) \
  X(ABS,         0x9A,  0, 0,     4) \
  X(NEGATE,      0x9B,  0, 0,     4) \
  X(INC,         0x9C,  0, 0,     4) \
  X(DEC,         0x9D,  0, 0,     4) \
  X(ADD,         0x9E,  0, 0,     8) \
  X(SUB,         0x9F,  0, 0,     8) \
  X(MUL,         0xA0,  0, 0,     8) \
  X(DIV,         0xA1,  0, 0,     8) \
  X(MOD,         0xA2,  0, 0,     8) \
  X(POW,         0xA3,  0, 0,    64) \
  X(SQRT,        0xA4,  0, 0,    64) \
  X(MODMUL,      0xA5,  0, 0,    32) \
  X(MODPOW,      0xA6,  0, 0,  2048) \
  X(SHL,         0xA8,  0, 0,     8) \
  X(SHR,         0xA9,  0, 0,     8) \
  X(NOT,         0xAA,  0, 0,     4) \
  X(BOOLAND,     0xAB,  0, 0,     8) \
  X(BOOLOR,      0xAC,  0, 0,     8) \
  X(NZ,          0xB1,  0, 0,     4) \
  X(NUMEQUAL,    0xB3,  0, 0,     8) \
  X(NUMNOTEQUAL, 0xB4,  0, 0,     8) \
  X(LT,          0xB5,  0, 0,     8) \
  X(LE,          0xB6,  0, 0,     8) \
  X(GT,          0xB7,  0, 0,     8) \
  X(GE,          0xB8,  0, 0,     8) \
  X(MIN,         0xB9,  0, 0,     8) \
  X(MAX,         0xBA,  0, 0,     8) \
  X(WITHIN,      0xBB,  0, 0,     8) \
  X(PACKMAP,     0xBE,  0, 0,  2048) \
  X(PACKSTRUCT,  0xBF,  0, 0,  2048) \
  X(PACK,        0xC0,  0, 0,  2048) \
  X(UNPACK,      0xC1,  0, 0,  2048) \
  X(NEWARRAY0,   0xC2,  0, 0,    16) \
  X(NEWARRAY,    0xC3,  0, 0,   512) \
  X(NEWARRAY_T,  0xC4,  1, 0,   512) \
  X(NEWSTRUCT0,  0xC5,  0, 0,    16) \
  X(NEWSTRUCT,   0xC6,  0, 0,   512) \
  X(NEWMAP,      0xC8,  0, 0,     8) \
  X(SIZE,        0xCA,  0, 0,     4) \
  X(HASKEY,      0xCB,  0, 0,    64) \
  X(KEYS,        0xCC,  0, 0,    16) \
  X(VALUES,      0xCD,  0, 0,  8192) \
  X(PICKITEM,    0xCE,  0, 0,    64) \
  X(APPEND,      0xCF,  0, 0,  8192) \
  X(SETITEM,     0xD0,  0, 0,  8192) \
  X(REVERSEITEMS,0xD1,  0, 0,  8192) \
  X(REMOVE,      0xD2,  0, 0,    16) \
  X(CLEARITEMS,  0xD3,  0, 0,    16) \
  X(POPITEM,     0xD4,  0, 0,    16) \
  X(ISNULL,      0xD8,  0, 0,     2) \
  X(ISTYPE,      0xD9,  1, 0,     2) \
  X(CONVERT,     0xDB,  1, 0,  8192) \
  X(ABORTMSG,    0xE0,  0, 0,     0) \
  X(ASSERTMSG,   0xE1,  0, 0,     1)
// clang-format on

namespace nsl::neo {

// Enumerators have the names that Neo gives them everywhere, not this code base's form.
enum class OpCode : std::uint8_t {
#define NSL_NEO_ENUMERATOR(name, byte, operand, prefix, price) name = byte,
  NSL_NEO_OPCODES(NSL_NEO_ENUMERATOR)
#undef NSL_NEO_ENUMERATOR
};

// Static data.
struct OpCodeInfo {
  std::string_view name;  // "PUSHDATA1"; empty: no instruction has this byte
  std::uint8_t operand_bytes = 0;
  std::uint8_t prefix_bytes = 0;
  std::uint32_t price = 0;

  bool defined() const { return !name.empty(); }
};

// For every byte, also those that are no instruction.
const OpCodeInfo& info(std::uint8_t byte);
inline const OpCodeInfo& info(OpCode code) { return info(static_cast<std::uint8_t>(code)); }

// "PUSHDATA1", exactly.
std::optional<OpCode> parse_opcode(std::string_view name);

}  // namespace nsl::neo
