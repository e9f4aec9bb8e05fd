#include "subject.hpp"

#include "event.hpp"

namespace {

class Subject final : public OneShot {
 public:
  void wait() override { event_.wait(); }
  void fire() override { event_.fire(); }
  bool fired() const override { return event_.fired(); }

 private:
  Event event_;
};

}  // namespace

std::unique_ptr<OneShot> make_event() {
  return std::make_unique<Subject>();
}
