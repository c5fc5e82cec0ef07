# legwork_library(NAME SOURCES a.cpp… LINK public… PRIVATE_LINK private… EMBED symbol=file…)
#   One library per folder of src/. Direct includes are checked against the layer table by a test; the link list here says the same.
# legwork_test(NAME SOURCES a_test.cpp… LINK lib… [LABEL unit] [OPTIMISED])
#   One test program per library. Those labelled `unit` (the default) also run under the sanitizers; target `unit_tests` builds them.
#   A test program runs once, so in release builds its own sources are compiled at -O0, in half the time or less; OPTIMISED for those
#   that work hard themselves.
# legwork_fuzz(NAME SOURCES a_fuzz.cpp… LINK lib…)
#   One libFuzzer program, NAME_fuzz; its corpus is fuzz/corpus/NAME. Target `fuzz_targets` builds all.
add_custom_target(unit_tests)
add_custom_target(fuzz_targets)

function(legwork_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK;EMBED" ${ARGN})
  add_library(legwork_${name} STATIC ${ARG_SOURCES})
  add_library(legwork::${name} ALIAS legwork_${name})
  target_include_directories(legwork_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>)
  target_link_libraries(legwork_${name} PUBLIC ${ARG_LINK} PRIVATE legwork_flags ${ARG_PRIVATE_LINK})
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
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT ARG_OPTIMISED)
    target_compile_options(${name} PRIVATE -O0)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 LABELS ${ARG_LABEL})
  if(ARG_LABEL STREQUAL unit)
    add_dependencies(unit_tests ${name})
  endif()
endfunction()

# legwork_plain_when_sanitized(TARGET… [SOURCES a.cpp…]): instrumented code at -O1 takes three times as long to compile as at -O0.
# Worth it for numerics, not for what waits or checks.
function(legwork_plain_when_sanitized)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  if(LEGWORK_SANITIZE)
    foreach(target ${ARG_UNPARSED_ARGUMENTS})
      target_compile_options(${target} PRIVATE -O0)
    endforeach()
    if(ARG_SOURCES)
      set_property(SOURCE ${ARG_SOURCES} APPEND PROPERTY COMPILE_OPTIONS -O0)
    endif()
  endif()
endfunction()

function(legwork_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name}_fuzz ${ARG_SOURCES})
  target_link_libraries(${name}_fuzz PRIVATE legwork_flags ${ARG_LINK})
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
  target_sources(${target} PRIVATE ${asm})
endfunction()
