#include "checks/attempt.hpp"

#include <map>

#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

// Puts the answer's files back if the program has removed or changed them. (With namespaces it
// cannot: the project is read-only then.)
class SourceGuard {
 public:
  explicit SourceGuard(const fs::path& folder) : folder_(folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (entry.is_regular_file()) {
        saved_[entry.path().filename().string()] = read_file(entry.path());
      }
    }
  }
  // True if something had to be put back. An editor may have saved a newer file meanwhile: only
  // what is missing is put back.
  bool restore() const {
    bool restored = false;
    for (const auto& [name, text] : saved_) {
      if (fs::exists(folder_ / name)) continue;
      std::error_code error;
      fs::create_directories(folder_, error);
      std::ofstream(folder_ / name, std::ios::binary) << text;
      restored = true;
    }
    return restored;
  }

 private:
  fs::path folder_;
  std::map<std::string, std::string> saved_;
};

std::string command_to_repeat(const Lesson& lesson, const std::string& check) {
  if (check == "try") return "./threadlings try " + lesson.number();
  return "./threadlings run " + lesson.number() + " --check " + check;
}

}  // namespace

Attempt::Attempt(const Toolchain& chain_, const Lesson& lesson_, const std::string& check_,
                 const fs::path& answer_)
    : chain(chain_), lesson(lesson_), check(check_), answer(answer_) {
  verdict.lesson = lesson.key;
  verdict.check = check;
  verdict.answer = shown(fs::weakly_canonical(answer).string());
  verdict.again = command_to_repeat(lesson, check);
}

void Attempt::decide(Outcome outcome, const std::string& what) {
  verdict.outcome = outcome;
  verdict.what = what;
}

std::string Attempt::shown(const std::string& file) const {
  return below(chain.root, file);
}

RunRequest Attempt::request(const ScratchFolder& scratch, const fs::path& program) const {
  RunRequest request;
  request.argv = {(chain.root / program).string()};  // an absolute path stays what it is
  request.scratch = scratch.path();
  request.read_only = chain.root;
  request.environment = {
      "PATH=/usr/local/bin:/usr/bin:/bin",
      "HOME=" + scratch.path().string(),
      "TMPDIR=" + scratch.path().string(),
      "LANG=C.UTF-8",
  };
  return request;
}

RunResult Attempt::run(const RunRequest& request) {
  const SourceGuard guard(answer);
  RunResult result = run_contained(request);
  if (guard.restore()) {
    verdict.notices.push_back("the program had removed files of " + verdict.answer +
                              "; they have been put back");
  }
  verdict.run_seconds += result.seconds;
  verdict.output = result.output;
  if (result.ending == Ending::lost && !result.trouble.empty()) {
    throw EnvironmentError(result.trouble);
  }
  return result;
}

}  // namespace threadlings
