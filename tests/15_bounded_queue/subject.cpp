#include "subject.hpp"

#include "bounded_queue.hpp"

namespace {

class Subject final : public Tray {
 public:
  explicit Subject(std::size_t capacity) : queue_{capacity} {}

  bool push(Job job) override { return queue_.push(job); }
  std::optional<Job> pop() override { return queue_.pop(); }
  void close() override { queue_.close(); }
  std::size_t size() const override { return queue_.size(); }

 private:
  BoundedQueue queue_;
};

}  // namespace

std::unique_ptr<Tray> make_tray(std::size_t capacity) {
  return std::make_unique<Subject>(capacity);
}
