#include "watch/page.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "screen/prose.hpp"
#include "screen/text.hpp"

namespace threadlings::runner {
namespace {

using Kind = Key::Kind;
using Lines = std::vector<std::string>;

constexpr int kSideStep = 8;
constexpr int kReadableWidth = 100;
constexpr std::size_t kLongestAnswer = 2000;

}  // namespace

Lines TextPage::body(const Terminal& terminal, int width, int height) {
  const auto lines = content_(terminal, width);
  length_ = static_cast<int>(lines.size());
  height_ = std::max(1, height);
  width_ = width;
  widest_ = 0;
  for (const auto& line : lines) widest_ = std::max(widest_, painted_columns(line));
  top_ = std::clamp(top_, 0, std::max(0, length_ - height_));
  left_ = std::clamp(left_, 0, std::max(0, widest_ - width_));
  Lines shown;
  for (int i = top_; i < std::min(length_, top_ + height_); ++i) {
    shown.push_back(clipped(lines[static_cast<std::size_t>(i)], width, left_));
  }
  return shown;
}

Page::Answer TextPage::press(const Key& key) {
  if (scroll(key)) return Answer::taken;
  if (key.kind == Kind::escape || key.kind == Kind::enter || key.is('q')) return Answer::close;
  return Answer::not_mine;
}

bool TextPage::scroll(const Key& key) {
  const int page = std::max(1, height_ - 1);
  switch (key.kind) {
    case Kind::up:
      top_ -= 1;
      break;
    case Kind::down:
      top_ += 1;
      break;
    case Kind::page_up:
    case Kind::backspace:
      top_ -= page;
      break;
    case Kind::page_down:
      top_ += page;
      break;
    case Kind::home:
      to_top();
      break;
    case Kind::end:
      to_end();
      break;
    case Kind::left:
      left_ -= kSideStep;
      break;
    case Kind::right:
      left_ += kSideStep;
      break;
    default:
      if (!key.is(' ')) return false;
      // Behind the end comes the beginning: one key shows everything.
      top_ = top_ + height_ >= length_ ? 0 : top_ + page;
  }
  return true;
}

void TextPage::to_top() {
  top_ = left_ = 0;
}

void TextPage::to_end() {
  top_ = 1 << 20;  // `body` knows the end
}

std::string TextPage::position() const {
  std::string text;
  if (length_ > height_) {
    const int last = std::min(length_, top_ + height_);
    text = fmt::format("{}–{} of {}: Space or ↑↓", top_ + 1, last, length_);
  }
  if (widest_ > width_) text += text.empty() ? "wider: ←→" : " ←→";
  return text;
}

Lines PlayerPage::body(const Terminal& terminal, int width, int height) {
  return player_.lines(terminal, width, height);
}

Page::Answer PlayerPage::press(const Key& key) {
  if (key.kind == Kind::escape || key.kind == Kind::enter || key.is('q') || key.is('e')) {
    return Answer::close;
  }
  if (key.kind == Kind::right || key.kind == Kind::down || key.is(' ') || key.is('n')) {
    player_.forward();
  }
  if (key.kind == Kind::left || key.kind == Kind::up || key.kind == Kind::backspace ||
      key.is('p')) {
    player_.back();
  }
  if (key.kind == Kind::home) player_.to_start();
  if (key.kind == Kind::end) player_.to_end();
  return Answer::taken;
}

std::string PlayerPage::position() const {
  return fmt::format("step {} of {}", player_.position() + 1, player_.size());
}

std::string PlayerPage::status() const {
  return "The failing interleaving, step by step.";
}

std::vector<KeyHelp> PlayerPage::keys() const {
  const bool at_end = player_.position() + 1 == player_.size();
  return {{"→", "forward", !at_end},
          {"←", "back"},
          {"Home", "start"},
          {"End", "end"},
          {"Esc", "leave"}};
}

Lines ListPage::body(const Terminal& terminal, int width, int height) {
  return list_.lines(terminal, width, height);
}

Page::Answer ListPage::press(const Key& key) {
  switch (list_.key(key)) {
    case LessonList::Wish::none:
      return Answer::taken;
    case LessonList::Wish::jump:
      jump_(list_.chosen());
      return Answer::close;
    case LessonList::Wish::reset:
      reset_(list_.chosen());
      return Answer::close;
    case LessonList::Wish::leave:
      break;
  }
  return Answer::close;
}

std::string ListPage::status() const {
  return "Choose a lesson.";
}

std::vector<KeyHelp> ListPage::keys() const {
  return {{"/", "search"}, {"f", "to do, done"},  {"p", "part"},
          {"x", "reset"},  {"Enter", "go there"}, {"Esc", "leave"}};
}

Lines QuestionPage::body(const Terminal& terminal, int width, int height) {
  const int readable = std::min(width, kReadableWidth);
  auto question = prose_lines(terminal, question_, readable);
  auto answer = folded("> " + text_ + (terminal.unicode() ? "█" : "_"), readable, 2);
  // The line that is being typed is always to be seen.
  const auto room = static_cast<std::size_t>(std::max(1, height));
  if (answer.size() + 1 > room) answer.erase(answer.begin(), answer.end() - 1);
  const auto for_question = room - std::min(room, answer.size() + 1);
  if (question.size() > for_question) question.resize(for_question);
  Lines lines = std::move(question);
  lines.emplace_back();
  for (auto& line : answer) lines.push_back(terminal.paint(Tone::strong, line));
  return lines;
}

Page::Answer QuestionPage::press(const Key& key) {
  switch (key.kind) {
    case Kind::escape:
      return Answer::close;
    case Kind::enter:
      if (key.pasted) {
        text_ += ' ';
        return Answer::taken;
      }
      if (text_.find_first_not_of(' ') == std::string::npos) return Answer::close;
      answered_(text_);
      return Answer::close;
    case Kind::backspace:
      remove_last_character(text_);
      break;
    default:
      if (key.is(0x15)) text_.clear();  // Ctrl-U, as shells have it
      if (text_.size() < kLongestAnswer) text_ += text_of(key);
  }
  return Answer::taken;
}

std::string QuestionPage::status() const {
  return "Your guess, in a few words. It is never graded.";
}

std::vector<KeyHelp> QuestionPage::keys() const {
  return {{"Enter", "keep it, and see what happens", true}, {"Esc", "leave"}};
}

Lines ConfirmPage::body(const Terminal& terminal, int width, int /*height*/) {
  return prose_lines(terminal, question_, std::min(width, kReadableWidth));
}

Page::Answer ConfirmPage::press(const Key& key) {
  if (key.is('y') || key.is('Y')) yes_();
  return Answer::close;
}

std::string ConfirmPage::status() const {
  return "Are you sure?";
}

std::vector<KeyHelp> ConfirmPage::keys() const {
  return {{"y", "yes"}, {"any other key", "no"}};
}

}  // namespace threadlings::runner
