# Compiler settings for the project's own C++, and the check that the compiler is fit for it.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# Some compilers build Asio coroutines into use-after-free (g++ 12.2 with a capturing lambda inside an awaited
# expression). Stop here rather than ship that.
if(NOT DEFINED NSL_COROUTINES_OK)
  try_run(NSL_COROUTINES_RUN NSL_COROUTINES_COMPILE
    SOURCES ${PROJECT_SOURCE_DIR}/cmake/coroutine_check.cpp
    LINK_LIBRARIES Threads::Threads
    CXX_STANDARD 23 CXX_STANDARD_REQUIRED ON
    COMPILE_OUTPUT_VARIABLE NSL_COROUTINES_LOG)
  if(NOT NSL_COROUTINES_COMPILE)
    message(FATAL_ERROR "cmake/coroutine_check.cpp does not compile with ${CMAKE_CXX_COMPILER}:\n${NSL_COROUTINES_LOG}")
  elseif(NOT NSL_COROUTINES_RUN STREQUAL 0)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION} miscompiles Asio coroutines "
      "(cmake/coroutine_check.cpp ended with ${NSL_COROUTINES_RUN}). Use clang-19: cmake --preset release")
  endif()
  set(NSL_COROUTINES_OK TRUE CACHE INTERNAL "The compiler builds Asio coroutines correctly")
endif()

# -O2 builds faster than -O3; no difference in speed was seen above the noise of the machine.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# For the sanitizers: line numbers are all that their reports need.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -gline-tables-only -DNDEBUG")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -DNDEBUG")
# Tests are compiled in a hurry: what they test is not.
set(NSL_TEST_OPTIONS -Wno-unused-result -O1)

add_library(nsl_options INTERFACE)
target_compile_options(nsl_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wno-missing-designated-field-initializers;-Wpedantic;-Wshadow;-Wnon-virtual-dtor;-Wold-style-cast;-Wcast-qual;-Wimplicit-fallthrough;-Werror=return-type;-Werror=unused-result;-fno-omit-frame-pointer>)
target_compile_definitions(nsl_options INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_VISIBILITY)
target_include_directories(nsl_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(nsl_options INTERFACE Threads::Threads)
target_link_options(nsl_options INTERFACE -fuse-ld=lld-19)

# Hardening costs nothing measurable here; sanitizers bring their own checks.
if(NSL_SANITIZE STREQUAL "")
  target_compile_options(nsl_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fstack-protector-strong;$<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>;-D_GLIBCXX_ASSERTIONS>)
  target_link_options(nsl_options INTERFACE -Wl,-z,relro,-z,now)
else()
  target_compile_options(nsl_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${NSL_SANITIZE};-fno-sanitize-recover=all>)
  target_link_options(nsl_options INTERFACE -fsanitize=${NSL_SANITIZE})
  target_compile_definitions(nsl_options INTERFACE NSL_SANITIZED=1)
endif()
if(NSL_FUZZ)
  target_compile_options(nsl_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link>)
endif()
