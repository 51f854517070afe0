#pragma once
// The texts that the API takes in names, ids, keys and cursors.

#include "api/schema/field.h"

namespace nsl::api {

extern const Pattern kFunctionName;    // hello-world
extern const Pattern kTokenName;       // ci
extern const Pattern kOwnerName;       // acme
extern const Pattern kIdentity;        // jwt:ISSUER#SUBJECT, neo:ADDRESS, mtls:KIND:NAME
extern const Pattern kChallengeId;     // chal_ and 26 characters
extern const Pattern kAddress;         // of Neo: N and 33 characters
extern const Pattern kHex;             // hexadecimal digits
extern const Pattern kGrantId;         // grant_ and 26 characters
extern const Pattern kSecretName;      // COINGECKO_KEY
extern const Pattern kExecutionId;     // ex_ and 26 characters
extern const Pattern kTransactionHash;  // 0x and 64 hexadecimal digits
extern const Pattern kEntityTag;       // "3", with its quotes
extern const Pattern kErrorCode;       // vault_sealed
extern const Pattern kPrintableAscii;  // what may stand in a header
extern const Pattern kOneLine;         // no control characters

}  // namespace nsl::api
