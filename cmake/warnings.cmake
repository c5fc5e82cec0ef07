# Warnings and code-generation flags of our own code; every target we define links `legwork_flags`.
add_library(legwork_flags INTERFACE)
target_compile_options(legwork_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror
  -ffp-contract=off)   # one rounding per operation: scalar and SIMD twins can then be compared
target_compile_definitions(legwork_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlapping copies in std::string's own replace (its bug 105651).
  target_compile_options(legwork_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(legwork_flags INTERFACE -fuse-ld=lld)
endif()
