#include "story.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>

#include "../runtime/symbols.hpp"
#include "names.hpp"
#include "pointer.hpp"

namespace threadlings::explorer {

namespace {

bool is_plain(Op op) {
  return op == Op::read || op == Op::write;
}
bool writes(Op op) {
  switch (op) {
    case Op::write:
    case Op::store:
    case Op::exchange:
    case Op::rmw:
    case Op::cas:
    case Op::free:
      return true;
    default:
      return false;
  }
}
bool is_background(Op op) {
  switch (op) {
    case Op::create:
    case Op::join:
    case Op::allocate:
    case Op::free:
    case Op::yield:
    case Op::clock:
    case Op::fence:
    case Op::start:
    case Op::exit:
      return true;
    default:
      return false;
  }
}

std::string number(std::uint64_t value, unsigned size) {
  char text[32];
  std::int64_t as_signed = size == 1   ? static_cast<std::int8_t>(value)
                           : size == 2 ? static_cast<std::int16_t>(value)
                           : size == 4 ? static_cast<std::int32_t>(value)
                                       : static_cast<std::int64_t>(value);
  if (size == 8 && value >> 40)
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  else
    std::snprintf(text, sizeof text, "%lld", static_cast<long long>(as_signed));
  return text;
}

// "(anonymous namespace)::visitors" -> "visitors", as it is called where it is used
std::string without_anonymous(std::string name) {
  constexpr std::string_view kAnonymous = "(anonymous namespace)::";
  for (auto at = name.find(kAnonymous); at != name.npos; at = name.find(kAnonymous))
    name.erase(at, kAnonymous.size());
  return name;
}

std::string describe(const Event& e) {
  std::string text = word_for(e.op);
  const unsigned size = e.size ? e.size : 4;
  if (e.op == Op::cas && !e.has_after) return text + " fails: " + number(e.before, size);
  if (e.op == Op::store && e.newer >= 0) return text + " " + number(e.after, size);
  if (e.has_before && e.has_after)
    text += " " + number(e.before, size) + " → " + number(e.after, size);
  else if (e.has_before && !writes(e.op))
    text += " " + number(e.before, size);
  if (e.op == Op::cond_notify && e.wakes >= 0)
    text += ": " + name_of_thread(static_cast<unsigned>(e.wakes));
  return text;
}

std::string primitive(Op op) {
  switch (op) {
    case Op::join:
      return "the end of";
    case Op::cond_wake:
    case Op::cond_wait:
      return "a notification";
    case Op::lock:
    case Op::try_lock:
      return "the lock";
    case Op::lock_shared:
    case Op::try_lock_shared:
      return "the shared lock";
    case Op::once:
      return "the one initialisation";
    case Op::acquire:
    case Op::try_acquire:
      return "the semaphore";
    case Op::barrier:
      return "the others at the barrier";
    case Op::wait_wake:
    case Op::wait:
      return "a notification of the atomic";
    case Op::load:
    case Op::exchange:
    case Op::cas:
    case Op::rmw:
      return "another value (it spins)";
    default:
      return "something";
  }
}

class Teller {
 public:
  Teller(const Trace& trace, const Failure& failure) : trace_(trace), failure_(failure) {}

  Story tell() {
    find_culprits();
    look_up();
    count_users();
    select();
    name_objects();
    table();
    story_.threads = trace_.threads;
    story_.object = without_anonymous(variable_at(failure_.address));
    return std::move(story_);
  }

 private:
  bool overlaps(const Event& e) const {
    std::uintptr_t size = std::max(e.size, 1u);
    return e.object < failure_.address + std::max(failure_.size, 1u) &&
           failure_.address < e.object + size;
  }

  void find_culprits() {
    if (trace_.events.empty()) return;
    const int end = static_cast<int>(trace_.events.size()) - 1;
    switch (failure_.verdict) {
      case Verdict::deadlock:
      case Verdict::livelock:
      case Verdict::step_limit:
        return;  // no single step is to blame
      default:
        last_ = end;
    }
    // After a failed expectation a little more is executed.
    if (failure_.verdict == Verdict::check || failure_.verdict == Verdict::exception)
      while (last_ > 0 && trace_.events[static_cast<std::size_t>(last_)].op != Op::fail &&
             trace_.events[static_cast<std::size_t>(last_)].op != Op::raise)
        --last_;
    const bool about_memory = failure_.address != 0;
    if (about_memory) {
      // The allocation, the free or the access that came before.
      for (int i = last_ - 1; i >= 0 && first_ < 0; --i) {
        const Event& e = trace_.events[static_cast<std::size_t>(i)];
        if (failure_.other_thread >= 0) {
          if (static_cast<int>(e.thread) != failure_.other_thread || !overlaps(e)) continue;
          if (writes(e.op) != failure_.other_writes || is_sync(e.op)) continue;
          first_ = i;
        } else if (e.op == Op::free && covers_block(e)) {
          first_ = i;
        } else if (failure_.verdict == Verdict::leak && e.op == Op::allocate &&
                   e.object == failure_.address) {
          last_ = i;
          return;
        }
      }
    }
  }
  static bool is_sync(Op op) { return !is_plain(op) && !(op >= Op::load && op <= Op::cas); }
  // Was this freed block the one that the failure's address lies in?
  bool covers_block(const Event& e) const {
    if (e.object > failure_.address) return false;
    for (const Event& a : trace_.events)
      if (a.op == Op::allocate && a.object == e.object)
        return failure_.address < a.object + std::max(a.size, 1u);
    return false;
  }

  void look_up() {
    std::vector<const void*> pcs;
    auto add = [&](const Stack& stack) { pcs.insert(pcs.end(), stack.begin(), stack.end()); };
    for (const Event& e : trace_.events) add(e.stack);
    for (const Waiting& w : trace_.waiting) add(w.stack);
    source_.look_up(pcs);
  }

  // A write matters to a thread that exists already; what was prepared for it before does not.
  void count_users() {
    for (const Event& e : trace_.events)
      if (!is_background(e.op)) users_[e.object].threads |= bit(e.thread);
    std::uint64_t born = 1;
    for (const Event& e : trace_.events) {
      if (e.op == Op::create) born |= bit(static_cast<unsigned>(e.object));
      if (is_background(e.op) || (is_plain(e.op) && !writes(e.op))) continue;
      User& user = users_[e.object];
      user.written |= (user.threads & born & ~bit(e.thread)) != 0;
    }
  }

  static bool always_matters(Op op) {
    switch (op) {
      case Op::sleep:
      case Op::raise:
      case Op::fail:
      case Op::cond_wait:
      case Op::cond_wake:
      case Op::cond_notify:
      case Op::wait:
      case Op::wait_wake:
      case Op::notify:
      case Op::barrier:
        return true;
      default:
        return false;
    }
  }

  bool matters(const Event& e, int index) const {
    if (index == first_ || index == last_) return true;
    if (index < begin_ || is_background(e.op)) return false;
    if (always_matters(e.op)) return true;
    const User& user = users_.at(e.object);
    return user.written && (user.threads & (user.threads - 1));
  }

  void select() {
    while (begin_ < static_cast<int>(trace_.events.size()) &&
           trace_.events[static_cast<std::size_t>(begin_)].op != Op::create)
      ++begin_;
    if (begin_ == static_cast<int>(trace_.events.size())) begin_ = 0;
    bool preempts = false;
    const int end = last_ < 0 ? static_cast<int>(trace_.events.size()) - 1 : last_;
    for (int i = 0; i <= end; ++i) {
      const Event& e = trace_.events[static_cast<std::size_t>(i)];
      preempts |= e.preempts;
      if (i == last_) {
        story_.last = source_.line_of(e.stack);
        story_.last_thread = static_cast<int>(e.thread);
        story_.last_op = e.op;
      }
      if (i == first_) {
        story_.first = source_.line_of(e.stack);
        story_.first_thread = static_cast<int>(e.thread);
        story_.first_op = e.op;
      }
      if (!matters(e, i)) continue;
      const bool culprit = i == first_ || i == last_;
      const PointerOperation pointer = culprit ? PointerOperation{} : pointer_operation(e);
      if (pointer.step == PointerStep::detail) continue;
      Line line = source_.line_of(e.stack);
      if (e.op == Op::fail && !failure_.file.empty())
        line = read_line(source_.full_path(failure_.file), failure_.line);
      if (!line && !culprit) continue;
      Row row{e.thread, line, e.op, describe(e), weak_note(e), preempts, culprit};
      if (pointer.step == PointerStep::operation) {
        row.op = pointer.op;
        row.what = word_for(pointer.op);
        row.effects.push_back({number_of(e.object), pointer.op, ""});
      } else {
        add_effects(row, e);
      }
      add(std::move(row), i);
      preempts = false;
    }
  }

  unsigned number_of(std::uintptr_t object) {
    const auto known = std::find(objects_.begin(), objects_.end(), object);
    if (known == objects_.end()) {
      objects_.push_back(object);
      return static_cast<unsigned>(objects_.size() - 1);
    }
    return static_cast<unsigned>(known - objects_.begin());
  }

  void add_effects(Row& row, const Event& e) {
    if (e.object == 0 || is_background(e.op) || !*word_for(e.op)) return;
    const unsigned size = e.size ? e.size : 4;
    std::string value;
    if (e.has_after)
      value = number(e.after, size);
    else if (e.has_before && !(e.op == Op::write))
      value = number(e.before, size);
    row.effects.push_back({number_of(e.object), e.op, value});
    if (e.releases) row.effects.push_back({number_of(e.releases), Op::unlock, ""});
  }

  void name_objects() {
    std::vector<Usage> usages(objects_.size());
    for (std::size_t i = 0; i != objects_.size(); ++i)
      usages[i].known_as = without_anonymous(variable_at(objects_[i]));
    for (const Row& row : story_.rows)
      for (const Effect& effect : row.effects) {
        if (effect.op == Op::unlock || effect.op == Op::unlock_shared) continue;  // often "}"
        usages[effect.object].lines.push_back(row.line);
        if (effect.op == Op::write) usages[effect.object].writing.push_back(row.line);
      }
    story_.objects = names_of(usages);
  }

  // "by T1 at spin.cpp:12"
  std::string made_by(const Event& e) const {
    const Line line = source_.line_of(e.stack);
    return "by " + name_of_thread(e.thread) + (line ? " at " + line.place() : "");
  }

  // Weak memory: why a load does not see the newest store, or where in modification order a store
  // goes that is not the newest.
  std::string weak_note(const Event& e) const {
    if (e.newer < 0) return e.note;
    const Event& newer = trace_.events[static_cast<std::size_t>(e.newer)];
    const std::string text = number(newer.after, newer.size) + ", stored " + made_by(newer);
    std::string note = e.note.empty() ? "" : e.note + "; ";
    if (e.op == Op::store)
      return note + "comes before the " + text + ": nothing orders the two stores";
    note += "reads the old " + number(e.before, e.size);
    if (e.writer >= 0)
      note += ", written " + made_by(trace_.events[static_cast<std::size_t>(e.writer)]);
    return note + "; the newer " + text +
           ", is not ordered before this load: no synchronisation leads from there to here";
  }

  // Steps of one line that nobody interrupted become one row.
  void add(Row row, int index) {
    if (!story_.rows.empty() && story_.rows.back().thread == row.thread) row.preempts = false;
    if (!story_.rows.empty()) {
      Row& last = story_.rows.back();
      const bool same_line = last.thread == row.thread && last.line.file == row.line.file &&
                             last.line.number == row.line.number;
      if (same_line && merges(last, row, index)) return;
    }
    story_.rows.push_back(std::move(row));
    last_index_ = index;
  }

  bool merges(Row& last, Row& row, int index) {
    if (!tells_the_same(last, row, index)) return false;
    last.effects.insert(last.effects.end(), row.effects.begin(), row.effects.end());
    return true;
  }

  bool tells_the_same(Row& last, Row& row, int index) {
    const Event& before = trace_.events[static_cast<std::size_t>(last_index_)];
    const Event& now = trace_.events[static_cast<std::size_t>(index)];
    if (before.op == Op::read && now.op == Op::write && before.object == now.object &&
        now.has_after) {
      last.what = number(now.before, now.size) + " → " + number(now.after, now.size);
    } else if (last.what == row.what && before.object == now.object && is_plain(now.op)) {
      // read again
    } else if (last.what == row.what && last.note == row.note && before.object == now.object) {
      ++last.times;
      last_index_ = index;
      return true;
    } else if (last.times == 1 && last.what.size() + row.what.size() < 34 && last.note.empty() &&
               row.note.empty()) {
      last.what += ", " + row.what;
    } else {
      return false;
    }
    last.note += row.note;
    last.culprit |= row.culprit;
    last_index_ = index;
    return true;
  }

  void table() {
    for (const Waiting& w : trace_.waiting) {
      Blocked b{};
      b.thread = w.thread;
      b.spins = w.spins;
      b.line = source_.line_of(w.stack);
      b.waits_for = w.spins ? "something else to see (it spins)" : primitive(w.op);
      if (w.op == Op::join) b.waits_for += " " + name_of_thread(static_cast<unsigned>(w.owner));
      b.owner = w.op == Op::join ? -1 : w.owner;
      if (w.taken >= 0 && b.owner >= 0 && w.taken < static_cast<int>(trace_.events.size()))
        b.since = source_.line_of(trace_.events[static_cast<std::size_t>(w.taken)].stack);
      if (b.line && w.op != Op::join && w.op != Op::cond_wake && w.op != Op::wait_wake &&
          failure_.verdict == Verdict::deadlock)
        story_.rows.push_back(
            {w.thread, b.line, w.op, "waits for " + b.waits_for, "", false, true});
      story_.blocked.push_back(std::move(b));
    }
  }

  struct User {
    std::uint64_t threads = 0;
    bool written = false;
  };
  const Trace& trace_;
  const Failure& failure_;
  Source source_;
  std::map<std::uintptr_t, User> users_;
  std::vector<std::uintptr_t> objects_;
  int first_ = -1, last_ = -1, begin_ = 0, last_index_ = 0;
  Story story_;
};

}  // namespace

Story tell(const Trace& trace, const Failure& failure) {
  return Teller(trace, failure).tell();
}

std::string name_of_thread(unsigned thread) {
  return thread ? "T" + std::to_string(thread) : "main";
}

const char* word_for(Op op) {
  switch (op) {
    case Op::read:
      return "read";
    case Op::write:
      return "write";
    case Op::load:
      return "load";
    case Op::store:
      return "store";
    case Op::exchange:
      return "exchange";
    case Op::rmw:
      return "update";
    case Op::cas:
      return "compare-exchange";
    case Op::lock:
      return "lock";
    case Op::try_lock:
      return "try_lock";
    case Op::unlock:
      return "unlock";
    case Op::lock_shared:
      return "lock_shared";
    case Op::try_lock_shared:
      return "try_lock_shared";
    case Op::unlock_shared:
      return "unlock_shared";
    case Op::cond_wait:
      return "waits (unlocks)";
    case Op::cond_wake:
      return "wakes up";
    case Op::cond_notify:
      return "notify";
    case Op::once:
      return "once";
    case Op::acquire:
      return "acquire";
    case Op::try_acquire:
      return "try_acquire";
    case Op::release:
      return "release";
    case Op::barrier:
      return "arrives";
    case Op::wait:
      return "waits";
    case Op::wait_wake:
      return "stops waiting";
    case Op::notify:
      return "notify";
    case Op::sleep:
      return "sleep";
    case Op::free:
      return "free";
    case Op::raise:
      return "throws";
    case Op::fail:
      return "fails";
    default:
      return "";
  }
}

const char* verb_of(Op op) {
  switch (op) {
    case Op::read:
      return "reads";
    case Op::load:
      return "atomically reads";
    case Op::write:
      return "writes";
    case Op::store:
    case Op::exchange:
    case Op::rmw:
    case Op::cas:
      return "atomically writes";
    case Op::free:
      return "frees";
    default:
      return "uses";
  }
}

}  // namespace threadlings::explorer
