# Two types of one name in one program break it without a word: a source file that knows one of
# them calls functions made for the other. No compiler sees that, as long as no source file
# includes both. So one file here does include all headers of a library, as a part of its tests;
# there a second type of the same name does not compile.

# threadlings_check_headers(LIBRARY FOLDER...)
function(threadlings_check_headers library)
  list(TRANSFORM ARGN APPEND "/*.hpp" OUTPUT_VARIABLE patterns)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${patterns})
  if(NOT headers)
    message(FATAL_ERROR "${library}: no headers in ${ARGN}")
  endif()
  list(TRANSFORM headers REPLACE "(.+)" "#include \"\\1\"\n")
  list(JOIN headers "" includes)
  set(source ${CMAKE_BINARY_DIR}/headers/${library}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "${includes}")

  add_library(${library}_headers OBJECT EXCLUDE_FROM_ALL ${source})
  target_link_libraries(${library}_headers PRIVATE ${library})
  add_dependencies(tools_tests ${library}_headers)
endfunction()
