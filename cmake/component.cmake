# legwork_library(NAME SOURCES a.cpp… LINK public… PRIVATE_LINK private… EMBED symbol=file…)
#   One library per folder of src/. Direct includes are checked against the layer table by a test; the link list here says the same.
# legwork_test(NAME SOURCES a_test.cpp… LINK lib… [LABEL unit] [OPTIMISED])
#   One test program per library. Those labelled `unit` (the default) also run under the sanitizers; target `unit_tests` builds them.
#   A test program runs once, so in release builds its own sources are compiled at -O0, in half the time or less; OPTIMISED for those
#   that work hard themselves.
# legwork_fuzz(NAME SOURCES a_fuzz.cpp… LINK lib…)
#   One libFuzzer program, NAME_fuzz; its corpus is fuzz/corpus/NAME. Target `fuzz_targets` builds all.
#
# Headers of others that most sources include are compiled once per optimisation level (LEGWORK_PCH). Every source still includes what
# it uses: the g++ build goes without, and so would find one that does not.
add_custom_target(unit_tests)
add_custom_target(fuzz_targets)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  option(LEGWORK_PCH "Compile the most included headers once" ON)
endif()

# legwork_headers_once(NAME HEADERS header… [OPTIONS flag…]): a set of compiled headers for legwork_reuse_headers.
function(legwork_headers_once name)
  cmake_parse_arguments(ARG "" "" "HEADERS;OPTIONS;LINK" ${ARGN})
  if(LEGWORK_PCH)
    set(source ${CMAKE_BINARY_DIR}/headers_once/${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "// compiles the headers\n")
    add_library(${name} OBJECT ${source})
    target_link_libraries(${name} PRIVATE legwork_flags fmt::fmt ${ARG_LINK})
    target_compile_options(${name} PRIVATE ${ARG_OPTIONS} "SHELL:-Xclang -fno-pch-timestamp")
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
  endif()
endfunction()

function(legwork_reuse_headers target name)
  if(LEGWORK_PCH)
    target_precompile_headers(${target} REUSE_FROM ${name})
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()

# Instrumented code at -O1 takes three times as long to compile as at -O0. Worth it for numerics, not for what waits or checks.
set(plain_libraries desk io tws_client)
set(plain_tests core desk market io tws tws_client chain trade journal transcripts)

set(watched_by_fuzzer "")  # what the libraries do, not the tests
if(LEGWORK_FUZZ)
  set(watched_by_fuzzer -fsanitize=fuzzer-no-link)
endif()

set(common_headers <algorithm> <array> <chrono> <cmath> <compare> <cstdint> <functional> <limits> <map> <memory> <optional> <span>
  <string> <string_view> <unordered_map> <utility> <variant> <vector> <fmt/format.h> <boost/system/result.hpp>)
set(test_headers ${common_headers} <gtest/gtest.h> <gmock/gmock.h>)
legwork_headers_once(headers_for_code HEADERS ${common_headers} OPTIONS ${watched_by_fuzzer})
legwork_headers_once(headers_for_tests HEADERS ${test_headers} LINK GTest::gtest GTest::gmock)
legwork_headers_once(headers_at_o0 HEADERS ${test_headers} OPTIONS -O0 LINK GTest::gtest GTest::gmock)

function(legwork_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK;EMBED" ${ARGN})
  add_library(legwork_${name} STATIC ${ARG_SOURCES})
  add_library(legwork::${name} ALIAS legwork_${name})
  target_include_directories(legwork_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>)
  target_link_libraries(legwork_${name} PUBLIC ${ARG_LINK} PRIVATE legwork_flags ${ARG_PRIVATE_LINK})
  if(LEGWORK_SANITIZE AND name IN_LIST plain_libraries)
    target_compile_options(legwork_${name} PRIVATE -O0)
    legwork_reuse_headers(legwork_${name} headers_at_o0)
  else()
    target_compile_options(legwork_${name} PRIVATE ${watched_by_fuzzer})
    legwork_reuse_headers(legwork_${name} headers_for_code)
  endif()
  foreach(pair ${ARG_EMBED})
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 symbol)
    list(GET pair 1 file)
    legwork_embed(legwork_${name} ${symbol} ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
endfunction()

function(legwork_test name)
  cmake_parse_arguments(ARG "OPTIMISED" "LABEL" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE legwork_flags GTest::gtest GTest::gmock GTest::gtest_main ${ARG_LINK})
  target_compile_definitions(${name} PRIVATE LEGWORK_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LEGWORK_BINARY_DIR="${CMAKE_BINARY_DIR}")
  string(REGEX REPLACE "_test$" "" library ${name})
  if((CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT ARG_OPTIMISED) OR (LEGWORK_SANITIZE AND library IN_LIST plain_tests))
    target_compile_options(${name} PRIVATE -O0)
    legwork_reuse_headers(${name} headers_at_o0)
  else()
    legwork_reuse_headers(${name} headers_for_tests)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 LABELS ${ARG_LABEL})
  if(ARG_LABEL STREQUAL unit)
    add_dependencies(unit_tests ${name})
  endif()
endfunction()

function(legwork_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name}_fuzz ${ARG_SOURCES})
  target_link_libraries(${name}_fuzz PRIVATE legwork_flags ${ARG_LINK})
  target_compile_options(${name}_fuzz PRIVATE -fsanitize=fuzzer-no-link)
  target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz_targets ${name}_fuzz)
endfunction()

# legwork_embed(TARGET SYMBOL FILE): the bytes of FILE become `extern "C" const unsigned char SYMBOL[], SYMBOL_end[]`
# through the assembler's .incbin, so that the binary carries its own data and needs no install path.
function(legwork_embed target symbol file)
  set(asm ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(WRITE ${asm}.in
    ".section .rodata\n.balign 16\n.global ${symbol}\n${symbol}:\n.incbin \"${file}\"\n.global ${symbol}_end\n${symbol}_end:\n.byte 0\n.section .note.GNU-stack,\"\",%progbits\n")
  configure_file(${asm}.in ${asm} COPYONLY)
  set_source_files_properties(${asm} PROPERTIES LANGUAGE C OBJECT_DEPENDS ${file})
  set_property(SOURCE ${asm} APPEND PROPERTY COMPILE_OPTIONS -x assembler-with-cpp)
  set_property(SOURCE ${asm} PROPERTY SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${asm})
endfunction()
