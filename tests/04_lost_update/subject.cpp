#include "subject.hpp"

#include "hit_counter.hpp"

namespace {

template <class Answer>
class Subject final : public Counter {
 public:
  void hit() override { answer_.hit(); }
  long get() const override { return answer_.get(); }

 private:
  Answer answer_;
};

}  // namespace

std::unique_ptr<Counter> make_locked_counter() {
  return std::make_unique<Subject<LockedCounter>>();
}

std::unique_ptr<Counter> make_atomic_counter() {
  return std::make_unique<Subject<AtomicCounter>>();
}

std::size_t size_of_locked_counter() {
  return sizeof(LockedCounter);
}

std::size_t size_of_atomic_counter() {
  return sizeof(AtomicCounter);
}
