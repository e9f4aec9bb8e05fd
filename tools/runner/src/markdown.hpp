// As much of Markdown as the runner needs: headings, code blocks, links.
//
// Thread safety:  plain functions without state. Line numbers count from 1.
#pragma once

#include <string>
#include <vector>

namespace threadlings::runner {

struct Heading {
  int line = 0;
  int level = 0;
  std::string text;
};

struct CodeBlock {
  int line = 0;          // of the opening fence
  std::string language;  // "cpp"; empty if none is named
  std::string before;    // the line directly above the fence
  std::vector<std::string> lines;
};

struct Link {
  int line = 0;
  std::string target;
};

class Markdown {
 public:
  explicit Markdown(const std::string& text);

  // All lists live in the object: not to be had from a temporary, which a loop would outlive.
  const std::vector<Heading>& headings() const& { return headings_; }
  const std::vector<Heading>& headings() && = delete;
  const std::vector<CodeBlock>& blocks() const& { return blocks_; }
  const std::vector<CodeBlock>& blocks() && = delete;

  // Inline links and images, and reference definitions; not those in code.
  const std::vector<Link>& links() const& { return links_; }
  const std::vector<Link>& links() && = delete;

  // Words of the prose: no code blocks, no comments, no front matter.
  int words() const { return words_; }

  // The text from below this heading to the next one of the same or a higher level, trimmed.
  std::string section(const Heading& heading) const;

  // The text between the heading's line and the next heading of any level, trimmed.
  std::string text_below(const Heading& heading) const;

 private:
  void read_prose(const std::string& line, int number);
  std::string between(int first, int last) const;

  std::vector<std::string> lines_;
  std::vector<Heading> headings_;
  std::vector<CodeBlock> blocks_;
  std::vector<Link> links_;
  int words_ = 0;
  bool in_comment_ = false;
};

}  // namespace threadlings::runner
