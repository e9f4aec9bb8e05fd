// The seccomp filter that makes the calls of interest stop for the tracer.
#pragma once

namespace threadlings::faulting {

// For this process and all that come from it, for ever. False if the kernel refuses. Allocates
// nothing after prepare_filter().
void prepare_filter();
bool install_filter();

}  // namespace threadlings::faulting
