# Installs the explorer, builds the example with it as a stranger would, and runs its test; then
# once more with a mistake in its queue, which must be found.
# Usage: cmake -DBUILD=… -DSOURCE=… -DSCRATCH=… -DCXX=… -P try_package.cmake

function(run expected)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(expected STREQUAL "ok" AND NOT status EQUAL 0 OR expected STREQUAL "fails" AND status EQUAL 0)
    message(FATAL_ERROR "expected: ${expected}; status ${status} of ${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
run(ok ${CMAKE_COMMAND} --install ${BUILD} --component explore --prefix ${SCRATCH}/installed)
file(COPY ${SOURCE}/own_queue DESTINATION ${SCRATCH})
run(ok ${CMAKE_COMMAND} -G Ninja -S ${SCRATCH}/own_queue -B ${SCRATCH}/build
       -DCMAKE_PREFIX_PATH=${SCRATCH}/installed -DCMAKE_CXX_COMPILER=${CXX})
run(ok ${CMAKE_COMMAND} --build ${SCRATCH}/build)
run(ok ${SCRATCH}/build/queue_test)

file(READ ${SCRATCH}/own_queue/mailbox.hpp queue)
string(REGEX REPLACE "changed_.notify_all\\(\\);  // [^\n]*" "" wrong "${queue}")
file(WRITE ${SCRATCH}/own_queue/mailbox.hpp "${wrong}")
run(ok ${CMAKE_COMMAND} --build ${SCRATCH}/build)
run(fails ${SCRATCH}/build/queue_test)
if(NOT output MATCHES "deadlock")
  message(FATAL_ERROR "the mistake was not called a deadlock:\n${output}")
endif()
file(REMOVE_RECURSE ${SCRATCH})
