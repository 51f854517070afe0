# nsl_precompile(TARGET [TEST]): lets a target begin from cmake/precompiled.h, with TEST from precompiled_test.h, each
# compiled once for all targets. NSL_PRECOMPILE=OFF shows whether every file includes what it uses.
option(NSL_PRECOMPILE "Read the common headers once" ON)

# The timestamp of a header is left out of the result, so that a compiler cache can tell what is the same.
function(nsl_precompiled_library name header)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cpp CONTENT "// ${header}\n")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE nsl_options Boost::json Boost::headers fmt::fmt ${ARGN})
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp" -fpch-instantiate-templates)
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/${header})
endfunction()

if(NSL_PRECOMPILE)
  find_package(fmt REQUIRED)
  nsl_precompiled_library(nsl_precompiled precompiled.h)
  if(NSL_TESTS)
    find_package(GTest REQUIRED)
    nsl_precompiled_library(nsl_precompiled_test precompiled_test.h GTest::gmock)
    target_compile_options(nsl_precompiled_test PRIVATE ${NSL_TEST_OPTIONS})
  endif()
endif()

function(nsl_precompile target)
  if(NOT NSL_PRECOMPILE)
    return()
  endif()
  if(ARGV1 STREQUAL TEST)
    target_precompile_headers(${target} REUSE_FROM nsl_precompiled_test)
  else()
    target_precompile_headers(${target} REUSE_FROM nsl_precompiled)
  endif()
endfunction()
