#include "words.hpp"

#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cstdint>
#include <cstring>
#include <map>

#include "../trace/calls.hpp"

namespace threadlings::faulting {

namespace {

struct Form {
  const char* name;
  // One letter for each argument: d number, n size, p process, s signal, t text, . not shown
  const char* arguments;
};

const std::map<long, Form>& forms() {
  static const std::map<long, Form> known = {
      {SYS_read, {"read", "d.n"}},
      {SYS_readv, {"readv", "d"}},
      {SYS_pread64, {"pread", "d.n"}},
      {SYS_recvfrom, {"recv", "d.n"}},
      {SYS_recvmsg, {"recvmsg", "d"}},
      {SYS_write, {"write", "dtn"}},
      {SYS_writev, {"writev", "d"}},
      {SYS_pwrite64, {"pwrite", "d.n"}},
      {SYS_sendto, {"send", "d.n"}},
      {SYS_sendmsg, {"sendmsg", "d"}},
      {SYS_wait4, {"waitpid", "p"}},
      {SYS_waitid, {"waitid", ""}},
      {SYS_accept, {"accept", "d"}},
      {SYS_accept4, {"accept", "d"}},
      {SYS_connect, {"connect", "d"}},
      {SYS_bind, {"bind", "d"}},
      {SYS_listen, {"listen", "d"}},
      {SYS_shutdown, {"shutdown", "d"}},
      {SYS_ppoll, {"poll", ""}},
      {SYS_pselect6, {"select", ""}},
      {SYS_epoll_pwait, {"epoll_wait", "d"}},
      {SYS_nanosleep, {"sleep", ""}},
      {SYS_clock_nanosleep, {"sleep", ""}},
      {SYS_rt_sigsuspend, {"sigsuspend", ""}},
      {SYS_rt_sigtimedwait, {"sigwait", ""}},
      {SYS_openat, {"open", ".t"}},
      {SYS_pipe2, {"pipe", ""}},
      {SYS_dup, {"dup", "d"}},
      {SYS_dup3, {"dup2", "dd"}},
      {SYS_fcntl, {"fcntl", "dd"}},
      {SYS_eventfd2, {"eventfd", ""}},
      {SYS_epoll_create1, {"epoll_create", ""}},
      {SYS_signalfd4, {"signalfd", ""}},
      {SYS_pidfd_open, {"pidfd_open", "p"}},
      {SYS_close, {"close", "d"}},
      {SYS_mmap, {"mmap", ".n"}},
      {SYS_execve, {"exec", "t"}},
      {SYS_execveat, {"exec", ".t"}},
      {SYS_kill, {"kill", "ps"}},
      {SYS_tkill, {"raise", ".s"}},
      {SYS_tgkill, {"raise", "..s"}},
      {SYS_pidfd_send_signal, {"pidfd_send_signal", "ds"}},
      {SYS_exit_group, {"exit", "d"}},
      {SYS_exit, {"thread exit", ""}},
#ifdef __x86_64__
      {SYS_poll, {"poll", ""}},
      {SYS_epoll_wait, {"epoll_wait", "d"}},
      {SYS_open, {"open", "t"}},
      {SYS_creat, {"creat", "t"}},
      {SYS_dup2, {"dup2", "dd"}},
#endif
  };
  return known;
}

std::string process_in_words(const Record& record, pid_t process) {
  if (process > 0)
    for (std::size_t i = record.actors.size(); i--;)
      if (record.actors[i].task == process) return name_of_actor(record, i);
  return std::to_string(process);
}

std::string argument_in_words(const Record& record, const Call& call, char letter, unsigned i) {
  const auto number = static_cast<int>(call.argument[i]);
  switch (letter) {
    case 'n':
      return std::to_string(call.argument[i]);
    case 'p':
      return process_in_words(record, number);
    case 's':
      return signal_name(number);
    case 't':
      return quoted(call.text);
    default:
      return std::to_string(number);
  }
}

}  // namespace

std::string quoted(const std::string& text) {
  constexpr std::size_t kMost = 24;
  std::string result = "\"";
  for (char c : text) {
    if (result.size() > kMost) return result + "…\"";
    if (c == '\n')
      result += "\\n";
    else if (c == '"' || c == '\\')
      result += std::string("\\") + c;
    else if (static_cast<unsigned char>(c) < 0x20)
      result += "·";
    else if (static_cast<unsigned char>(c) >= 0x7F)
      result += "?";
    else
      result += c;
  }
  return result + "\"";
}

std::string name_of_actor(const Record& record, std::size_t actor) {
  if (actor >= record.actors.size()) return "a process";
  std::string name = record.actors[actor].name;
  std::string thread;
  if (auto t = name.find('t'); t != name.npos) {
    thread = ", thread " + name.substr(t + 1);
    name.resize(t);
  }
  return (name == "0" ? "parent" : "child " + name) + thread;
}

std::string call_in_words(const Record& record, const Call& call) {
  if (call.number == SYS_clone || call.number == SYS_clone3) {
    if (call.flags & CLONE_THREAD) return "thread start";
    return call.flags & CLONE_VFORK ? "vfork()" : "fork()";
  }
  auto form = forms().find(call.number);
  if (form == forms().end()) return std::string(kind_of(call.number).name) + "()";
  std::string text;
  const char* arguments = form->second.arguments;
  for (unsigned i = 0; arguments[i]; ++i) {
    if (arguments[i] == '.') continue;
    text += (text.empty() ? "" : ", ") + argument_in_words(record, call, arguments[i], i);
  }
  return std::string(form->second.name) + "(" + text + ")";
}

std::string result_in_words(const Record& record, const Call& call) {
  if (!call.returned) return "";
  const std::int64_t result = call.result;
  if (result <= -512 && result >= -516) return "interrupted";
  if (result < 0 && result > -4096) {
    const char* name = strerrorname_np(static_cast<int>(-result));
    return "-1 " + (name ? std::string(name) : std::to_string(-result));
  }
  switch (kind_of(call.number).group) {
    case Group::process:
      return process_in_words(record, static_cast<pid_t>(result));
    case Group::wait:
      return call.number == SYS_wait4 && result
                 ? process_in_words(record, static_cast<pid_t>(result))
                 : std::to_string(result);
    case Group::descriptor:
      if (call.made[1] >= 0)
        return std::to_string(call.made[0]) + ", " + std::to_string(call.made[1]);
      return std::to_string(result);
    case Group::memory:
    case Group::close:
    case Group::exec:
    case Group::kill:
    case Group::timer:
      return "";
    default:
      return std::to_string(result);
  }
}

std::string signal_name(int signal) {
  const char* name = sigabbrev_np(signal);
  return name ? "SIG" + std::string(name) : "signal " + std::to_string(signal);
}

std::string status_in_words(int status) {
  if (WIFSIGNALED(status)) return "ended by " + signal_name(WTERMSIG(status));
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

std::string descriptor_in_words(const Descriptor& descriptor) {
  switch (descriptor.what) {
    case What::pipe:
    case What::fifo:
      return "a pipe";
    case What::socket:
      return "a socket";
    case What::nothing:
    case What::other:
    case What::event:
      return descriptor.target;
    default:
      return descriptor.target;
  }
}

std::size_t fault_call(const Record& record) {
  for (std::size_t i = 0; i < record.calls.size(); ++i)
    if (record.calls[i].fault) return i;
  return kNone;
}

std::string fault_in_words(const Record& record, const Fault& fault) {
  const std::size_t at = fault_call(record);
  if (at == kNone) return "";
  const Call& call = record.calls[at];
  const std::string who = name_of_actor(record, call.actor), what = call_in_words(record, call);
  switch (fault.kind) {
    case FaultKind::error:
      return "in " + who + ", " + what + " failed with " + fault.what();
    case FaultKind::short_transfer:
      return "in " + who + ", " + what + " transferred only " + std::to_string(fault.count) +
             (fault.count == 1 ? " byte" : " bytes");
    case FaultKind::killed:
      return who + " was killed before its " + what;
    case FaultKind::delayed:
      return who + " was late: everybody else went on before its " + what;
    case FaultKind::none:
      break;
  }
  return "";
}

}  // namespace threadlings::faulting
