#pragma once
// What goes over the wire: each type, and beside it what its members mean and may hold.

#include "api/types/audit.h"
#include "api/types/execution.h"
#include "api/types/function.h"
#include "api/types/grant.h"
#include "api/types/limits.h"
#include "api/types/neo.h"
#include "api/types/parameters.h"
#include "api/types/secret.h"
#include "api/types/service.h"
#include "api/types/vault.h"
