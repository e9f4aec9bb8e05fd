// What the body of the screen can show, and the keys that each of these takes.
//
// Thread safety:  one thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "screen/layout.hpp"
#include "screen/lesson_list.hpp"
#include "screen/player.hpp"
#include "terminal.hpp"
#include "watch/keys.hpp"

namespace threadlings::runner {

class Page {
 public:
  // What a key was to a page.
  enum class Answer { taken, not_mine, close };

  virtual ~Page() = default;
  // At most `height` painted lines.
  virtual std::vector<std::string> body(const Terminal& terminal, int width, int height) = 0;
  virtual Answer press(const Key& key) = 0;

  // Takes all keys, so that no letter reaches the commands.
  virtual bool takes_all() const { return true; }
  virtual bool takes_pasted() const { return false; }
  virtual std::string position() const { return {}; }
  virtual std::string status() const = 0;
  virtual std::vector<KeyHelp> keys() const = 0;
  virtual std::string name() const { return {}; }
};

// A text of any length, which scrolls both ways.
class TextPage : public Page {
 public:
  using Content = std::function<std::vector<std::string>(const Terminal&, int width)>;

  TextPage(std::string name, std::string status, std::vector<KeyHelp> keys, Content content)
      : name_(std::move(name)),
        status_(std::move(status)),
        keys_(std::move(keys)),
        content_(std::move(content)) {}

  std::vector<std::string> body(const Terminal& terminal, int width, int height) override;
  Answer press(const Key& key) override;
  bool takes_all() const override { return false; }
  std::string position() const override;
  std::string status() const override { return status_; }
  std::vector<KeyHelp> keys() const override { return keys_; }
  std::string name() const override { return name_; }

  void to_top();
  void to_end();  // of what it is then, when it is shown the next time

 private:
  bool scroll(const Key& key);

  std::string name_;
  std::string status_;
  std::vector<KeyHelp> keys_;
  Content content_;
  int top_ = 0;
  int left_ = 0;
  int length_ = 0;  // of the text, when it was last shown
  int height_ = 1;
  int widest_ = 0;
  int width_ = 1;
};

// A failing run, step by step.
class PlayerPage : public Page {
 public:
  explicit PlayerPage(Player player) : player_(std::move(player)) {}

  std::vector<std::string> body(const Terminal& terminal, int width, int height) override;
  Answer press(const Key& key) override;
  std::string position() const override;
  std::string status() const override;
  std::vector<KeyHelp> keys() const override;

 private:
  Player player_;
};

// All lessons.
class ListPage : public Page {
 public:
  using Chosen = std::function<void(const std::string& key)>;

  ListPage(LessonList list, Chosen jump, Chosen reset)
      : list_(std::move(list)), jump_(std::move(jump)), reset_(std::move(reset)) {}

  std::vector<std::string> body(const Terminal& terminal, int width, int height) override;
  Answer press(const Key& key) override;
  bool takes_pasted() const override { return true; }
  std::string status() const override;
  std::vector<KeyHelp> keys() const override;

 private:
  LessonList list_;
  Chosen jump_;
  Chosen reset_;
};

// A question with a line to answer it.
class QuestionPage : public Page {
 public:
  using Answered = std::function<void(const std::string& text)>;

  QuestionPage(std::string question, std::string before, Answered answered)
      : question_(std::move(question)), text_(std::move(before)), answered_(std::move(answered)) {}

  std::vector<std::string> body(const Terminal& terminal, int width, int height) override;
  Answer press(const Key& key) override;
  bool takes_pasted() const override { return true; }
  std::string status() const override;
  std::vector<KeyHelp> keys() const override;

 private:
  std::string question_;  // Markdown
  std::string text_;
  Answered answered_;
};

// Yes or no.
class ConfirmPage : public Page {
 public:
  ConfirmPage(std::string question, std::function<void()> yes)
      : question_(std::move(question)), yes_(std::move(yes)) {}

  std::vector<std::string> body(const Terminal& terminal, int width, int height) override;
  Answer press(const Key& key) override;
  std::string status() const override;
  std::vector<KeyHelp> keys() const override;

 private:
  std::string question_;
  std::function<void()> yes_;
};

}  // namespace threadlings::runner
