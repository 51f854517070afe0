# nsl_module(NAME [LINK targets...] [TEST_LINK targets...] [ALONE files...])
#
# Makes library nsl_NAME from the .cpp files of the calling folder. Files that end in
#   _test.cpp   go into the test program NAME_test,
#   _fuzz.cpp   become a program each that replays corpus files (not under ThreadSanitizer), and with NSL_FUZZ a fuzz target too,
#   _bench.cpp  become a benchmark program each (with NSL_BENCH).
# Files of a folder testing/ are support for the tests: they go into the test program and not into the library.
# So a new file needs no change here or anywhere.
#
# With NSL_UNITY ten files are compiled as one, which builds everything in a third of the time. Names of unnamed
# namespaces then meet: where two files give one name two meanings, the compiler says "redefinition" or "ambiguous". Give
# one of them a better name, or, where each is right in its place, name the file after ALONE.
include(GoogleTest OPTIONAL)
if(NSL_TESTS)
  find_package(GTest REQUIRED)
endif()
if(NSL_BENCH)
  find_package(benchmark REQUIRED)
endif()

function(nsl_module name)
  cmake_parse_arguments(ARG "" "" "LINK;TEST_LINK;ALONE" ${ARGN})
  set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  file(GLOB_RECURSE all CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.cpp)
  set(sources ${all})
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|_bench|^main)\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(^|/)testing/")
  add_library(nsl_${name} STATIC ${sources})
  target_link_libraries(nsl_${name} PUBLIC nsl_options ${ARG_LINK})
  nsl_precompile(nsl_${name})

  set(tests ${all})
  list(FILTER tests INCLUDE REGEX "(_test\\.cpp$|(^|/)testing/)")
  if(NSL_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE nsl_${name} ${ARG_TEST_LINK} GTest::gmock GTest::gtest_main)
    target_compile_options(${name}_test PRIVATE ${NSL_TEST_OPTIONS})
    nsl_precompile(${name}_test TEST)
    target_compile_definitions(${name}_test PRIVATE NSL_SOURCE_DIR="${PROJECT_SOURCE_DIR}" NSL_BINARY="$<TARGET_FILE_DIR:nsl_${name}>/../../nsl")
    set_property(GLOBAL APPEND PROPERTY NSL_TEST_PROGRAMS ${name}_test)
  endif()

  set(fuzzers ${all})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  foreach(file ${fuzzers})
    get_filename_component(target ${file} NAME_WE)
    if(NSL_FUZZ)
      add_executable(${target} ${file})
      target_link_libraries(${target} PRIVATE nsl_${name} ${ARG_TEST_LINK})
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      set_property(GLOBAL APPEND PROPERTY NSL_FUZZ_PROGRAMS ${target})
    endif()
    # Of one thread each: ThreadSanitizer would see nothing in them.
    if(NSL_TESTS AND NOT NSL_SANITIZE STREQUAL "thread")
      add_executable(${target}_replay ${file} ${PROJECT_SOURCE_DIR}/cmake/fuzz_replay.cpp)
      target_link_libraries(${target}_replay PRIVATE nsl_${name} ${ARG_TEST_LINK})
      set_property(GLOBAL APPEND PROPERTY NSL_REPLAY_PROGRAMS ${target}_replay)
    endif()
  endforeach()

  set(benches ${all})
  list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
  if(NSL_BENCH)
    foreach(file ${benches})
      get_filename_component(target ${file} NAME_WE)
      add_executable(${target} ${file})
      target_link_libraries(${target} PRIVATE nsl_${name} ${ARG_TEST_LINK} benchmark::benchmark_main)
      set_property(GLOBAL APPEND PROPERTY NSL_BENCH_PROGRAMS ${target})
    endforeach()
  endif()
endfunction()
