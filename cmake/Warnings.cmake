# The warnings that all of our own code is built with.

add_library(threadlings_warnings INTERFACE)
target_compile_options(threadlings_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  $<$<BOOL:${THREADLINGS_WERROR}>:-Werror>)
