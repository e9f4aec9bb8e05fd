// A line of the program's source, and what addr2line needs to be asked for it.
#pragma once

#include <unistd.h>

#include <fstream>
#include <string>

namespace threadlings::report {

struct Line {
  std::string file;  // as the compiler saw it; "" if unknown
  int number = 0;
  std::string text;  // the line itself, without its indentation

  // "file.cpp:12", without folders
  std::string place() const {
    const auto slash = file.rfind('/');
    return (slash == file.npos ? file : file.substr(slash + 1)) + ":" + std::to_string(number);
  }
  explicit operator bool() const { return !file.empty(); }
};

inline std::string program_path() {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : "";
}

// As a word of a shell command.
inline std::string shell_word(const std::string& text) {
  std::string result = "'";
  for (char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

inline std::string trimmed(const std::string& text) {
  auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Unknown if the file has no such line.
inline Line read_line(const std::string& file, int number) {
  Line line{file, number, ""};
  std::ifstream stream(file);
  std::string text;
  const bool readable = stream.is_open();
  int i = 0;
  while (i < number && std::getline(stream, text)) ++i;
  // addr2line (binutils 2.40) sometimes names the wrong file for inlined code: such lines exist in
  // the header that was inlined, but seldom in the file that it names.
  if (readable && i < number) return {};
  line.text = trimmed(text);
  return line;
}

}  // namespace threadlings::report
