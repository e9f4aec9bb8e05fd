// `main` of every benchmark that the judge builds: an answer that brings its own does not link.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
