// What nearly every test includes; see precompiled.h.
#pragma once

#include "precompiled.h"

#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
