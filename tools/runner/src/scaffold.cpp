#include "scaffold.hpp"

#include <cctype>

namespace threadlings::runner {
namespace {

struct Template {
  const char* path;
  const char* text;
};

// @KEY@, @SLUG@, @NUMBER@ and @TITLE@ are filled in.
constexpr Template kTemplates[] = {
    {"lessons/@KEY@/README.md", R"(---
title: @TITLE@
minutes: 20
concept: TODO(author): the one thing that this lesson teaches
part: TODO(author): the name of its part
---
# @NUMBER@ · @TITLE@

TODO(author): the story, three or four sentences: a real program with a real problem.

## Predict

TODO(author): one question to answer before typing.

## Task

TODO(author): what to write, the exact interface, what must hold. Edit `@SLUG@.cpp`.

## Hint 1

TODO(author): a nudge.

## Hint 2

TODO(author): the concept, with a link to [the chapter](../../book/@KEY@.md).

## Hint 3

TODO(author): nearly the code, never the solution.
)"},
    {"lessons/@KEY@/@SLUG@.hpp",
     R"(// TODO(author): what this interface is, in the words of the story.
#pragma once

// Two threads count to `times` each, on one total. Returns the total.
int count_from_two_threads(int times);
)"},
    {"lessons/@KEY@/main.cpp",
     R"(// TODO(author): the small program: it shows the problem, or that it works, within a second.
#include <cstdio>

#include "@SLUG@.hpp"

int main() {
  std::printf("two threads counted 1000 each: %d\n", count_from_two_threads(1000));
}
)"},
    {"tests/@KEY@/stub/@SLUG@.cpp", R"(#include "@SLUG@.hpp"

// TODO(author): honest code with a plausible mistake. This one has one thread only.
int count_from_two_threads(int times) {
  return times;
}
)"},
    {"solutions/@KEY@/@SLUG@.cpp", R"(#include "@SLUG@.hpp"

#include <mutex>
#include <thread>

// TODO(author): the code that one would want to have written.
int count_from_two_threads(int times) {
  std::mutex total_mutex;  // guards total
  int total = 0;
  const auto count = [&] {
    for (int i = 0; i < times; ++i) {
      std::lock_guard hold(total_mutex);
      ++total;
    }
  };
  std::jthread one(count);
  std::jthread two(count);
  one.join();
  two.join();
  return total;
}
)"},
    {"tests/@KEY@/behaviour.cpp", R"(// stub: test (unsolved)
#include <gtest/gtest.h>

#include "@SLUG@.hpp"

// TODO(author): tests named as sentences, whose failures read as help.
TEST(Counting, AddsUpWhatBothThreadsCounted) {
  EXPECT_EQ(count_from_two_threads(1000), 2000)
      << "Both threads count to 1000, so the total must be 2000.";
}
)"},
    {"tests/@KEY@/interleavings.cpp",
     R"(// The smallest scenario, in every order in which its steps can happen.
#include <gtest/gtest.h>

#include <threadlings/explore.hpp>

#include "@SLUG@.hpp"

TEST(InEveryOrder, BothThreadsAreCounted) {
  threadlings::explore([] {
    EXPECT_EQ(count_from_two_threads(1), 2) << "Each of the two threads counts once.";
  });
}
)"},
    {"tests/@KEY@/tsan.supp", "# Nothing to suppress.\n"},
    {"tests/@KEY@/wrong/README.md", R"(# Wrong answers to @NUMBER@ · @TITLE@

| answer | what is wrong |
|---|---|
| `counts_in_one_thread` | the second thread is missing |

TODO(author): at least four more, from real learners' mistakes.
)"},
    {"tests/@KEY@/wrong/counts_in_one_thread/@SLUG@.cpp", R"(// caught by: test (wrong)
#include "@SLUG@.hpp"

#include <thread>

int count_from_two_threads(int times) {
  int total = 0;
  std::jthread one([&] {
    for (int i = 0; i < times; ++i) ++total;
  });
  one.join();
  return total;
}
)"},
    {"book/@KEY@.md", R"(# @NUMBER@ · @TITLE@

TODO(author): the chapter, 600 to 1,500 words: what happened and why, with the failing interleaving.

**TODO(author): the rule to remember, in one bold sentence.**

<!-- quoted from solutions/@KEY@/@SLUG@.cpp -->
```cpp
std::lock_guard hold(total_mutex);
++total;
```

## In real code

TODO(author): a known bug, with its source named.

## In Python

TODO(author): the same thing there.

## Check yourself

TODO(author): a few questions, and exercises to go further.
)"},
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// "my_lesson" -> "My lesson"
std::string title_of(std::string slug) {
  replace_all(slug, "_", " ");
  slug[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(slug[0])));
  return slug;
}

std::string filled(std::string text, const std::string& key) {
  const auto underscore = key.find('_');
  const auto slug = key.substr(underscore + 1);
  replace_all(text, "@KEY@", key);
  replace_all(text, "@SLUG@", slug);
  replace_all(text, "@NUMBER@", key.substr(0, underscore));
  replace_all(text, "@TITLE@", title_of(slug));
  return text;
}

bool is_all(const std::string& text, const char* allowed) {
  return text.find_first_not_of(allowed) == std::string::npos;
}

}  // namespace

bool is_lesson_key(const std::string& key) {
  const auto underscore = key.find('_');
  if (underscore != 2 && underscore != 3) return false;
  const auto slug = key.substr(underscore + 1);
  return is_all(key.substr(0, underscore), "0123456789") && !slug.empty() && slug[0] >= 'a' &&
         slug[0] <= 'z' && is_all(slug, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

std::vector<std::pair<std::string, std::string>> skeleton(const std::string& key) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& [path, text] : kTemplates) {
    files.emplace_back(filled(path, key), filled(text, key));
  }
  // The learner starts with the stub.
  const auto slug = key.substr(key.find('_') + 1);
  const auto stub = "tests/" + key + "/stub/" + slug + ".cpp";
  for (const auto& [path, text] : std::vector(files)) {
    if (path == stub) files.emplace_back("lessons/" + key + "/" + slug + ".cpp", text);
  }
  return files;
}

}  // namespace threadlings::runner
