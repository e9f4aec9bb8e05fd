# The C compiler that belongs to the C++ compiler, for the flags are the same: CMake by itself takes
# cc, whatever CXX says.
if(NOT CMAKE_C_COMPILER AND NOT DEFINED ENV{CC})
  get_filename_component(cxx_folder ${CMAKE_CXX_COMPILER} DIRECTORY)
  get_filename_component(c_name ${CMAKE_CXX_COMPILER} NAME)
  string(REPLACE "clang++" "clang" c_name ${c_name})
  string(REPLACE "g++" "gcc" c_name ${c_name})
  string(REPLACE "c++" "cc" c_name ${c_name})
  if(EXISTS ${cxx_folder}/${c_name})
    set(CMAKE_C_COMPILER ${cxx_folder}/${c_name} CACHE FILEPATH "The C compiler")
  endif()
endif()
enable_language(C)
