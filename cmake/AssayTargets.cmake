# The few functions that every folder's CMakeLists.txt is written with.

add_library(assay_options INTERFACE)
# What users build must not fail because their compiler knows a warning more.
target_compile_options(assay_options INTERFACE -Wall -Wextra $<$<NOT:$<CONFIG:Release>>:-Werror>
                                               -Wno-unused-parameter)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports false positives: in optional-like types, and in string concatenation (its bug 105651,
  # at -O3 as an overflow, too, and elsewhere as an overread).
  target_compile_options(assay_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict
                                                 -Wno-stringop-overflow
                                                 $<$<CONFIG:Release>:-Wno-array-bounds>
                                                 $<$<CONFIG:Release>:-Wno-stringop-overread>)
else()
  target_compile_options(assay_options INTERFACE -Wthread-safety)
endif()
if(ASSAY_SANITIZE)
  add_compile_options(-fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ASSAY_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-array-bounds -Wno-stringop-overread)  # as in a release build
  endif()
  if(ASSAY_SANITIZE MATCHES "undefined")
    # Abseil and Protobuf are not instrumented; their vtables can't be checked.
    add_compile_options(-fno-sanitize=vptr)
  endif()
endif()

# assay_library(name SOURCES a.cc ... DEPS target ...)
function(assay_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
                                            $<INSTALL_INTERFACE:include/assay>)
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE $<BUILD_INTERFACE:assay_options>)
endfunction()

# The headers that most tests include, compiled once for all of them. A program, as tests are, for its
# compiler's flags must be theirs.
if(ASSAY_TESTS)
  add_executable(assay_test_headers ${CMAKE_SOURCE_DIR}/tests/testing/headers.cc)
  target_link_libraries(assay_test_headers PRIVATE assay_proto fmt::fmt GTest::gtest GTest::gmock
                                                   GTest::gtest_main assay_options)
  target_compile_options(assay_test_headers PRIVATE -pthread)
  target_compile_definitions(assay_test_headers PRIVATE ASSAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                        ASSAY_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_precompile_headers(assay_test_headers PRIVATE
    <functional> <string> <vector> <fmt/format.h> <gmock/gmock.h> <gtest/gtest.h>
    <assay/v1/governance_service.pb.h> <assay/v1/lineage_service.pb.h> <assay/v1/tracking_service.pb.h>)
endif()

# assay_test(name SOURCES a_test.cc ... DEPS target ... [LABEL unit]): a GoogleTest program whose
# cases run in one process, so that start-up is paid once.
function(assay_test name)
  if(NOT ASSAY_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gtest GTest::gmock GTest::gtest_main
                                        assay_options)
  target_compile_options(${name} PRIVATE -pthread)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE ASSAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                             ASSAY_BINARY_DIR="${CMAKE_BINARY_DIR}")
  # What newer Protobuf defines for its users: the headers above were compiled with it.
  target_compile_definitions(${name} PRIVATE
    $<TARGET_PROPERTY:protobuf::libprotobuf,INTERFACE_COMPILE_DEFINITIONS>)
  target_precompile_headers(${name} REUSE_FROM assay_test_headers)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()

# assay_fuzz(name SOURCES a_fuzz.cc DEPS ... CORPUS dir): with Clang a libFuzzer program; with any
# compiler a program that replays the corpus, which ctest runs.
function(assay_fuzz name)
  if(NOT ASSAY_FUZZ OR NOT ASSAY_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} assay_options)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME ${name} COMMAND ${name} -runs=0 ${ARG_CORPUS})
  else()
    target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cc)
    add_test(NAME ${name} COMMAND ${name} ${ARG_CORPUS})
  endif()
  set_tests_properties(${name} PROPERTIES LABELS fuzz)
endfunction()
