#include "subprocess.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace {

// What exec wants: pointers to the words, and a null pointer behind the last one.
std::vector<char*> words_of(const Command& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  return words;
}

}  // namespace

Finished run_program(const Command& command, std::string_view input) {
  const std::vector<char*> words = words_of(command);
  std::array<int, 2> to_program{};  // what is written into [1] can be read from [0]
  std::array<int, 2> from_program{};
  if (pipe(to_program.data()) != 0) throw std::runtime_error("pipe");
  if (pipe(from_program.data()) != 0) throw std::runtime_error("pipe");

  const pid_t child = fork();
  if (child == 0) {
    dup2(to_program[0], STDIN_FILENO);
    dup2(from_program[1], STDOUT_FILENO);
    for (const int end : {to_program[0], to_program[1], from_program[0], from_program[1]})
      close(end);
    execv(words[0], words.data());
  }
  close(to_program[0]);
  close(from_program[1]);

  // TODO: a long text never comes back. And what if there is no such program?
  const bool sent = write(to_program[1], input.data(), input.size()) >= 0;
  close(to_program[1]);
  Finished finished;
  std::array<char, 4096> chunk{};
  for (ssize_t size = 1; sent && size > 0;) {
    size = read(from_program[0], chunk.data(), chunk.size());
    if (size > 0) finished.output.append(chunk.data(), static_cast<std::size_t>(size));
  }
  close(from_program[0]);

  int status = 0;
  waitpid(child, &status, 0);
  finished.code = WEXITSTATUS(status);
  return finished;
}
