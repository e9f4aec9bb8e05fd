#include <gtest/gtest.h>

#include <thread>
#include <threadlings/explore.hpp>

#include "mailbox.hpp"

TEST(Mailbox, LosesNoLetterWhoeverComesFirst) {
  threadlings::explore([] {
    Mailbox<int> box;
    std::thread one([&] { box.put(1); });
    std::thread other([&] { box.put(2); });
    const int sum = box.take() + box.take();
    one.join();
    other.join();
    EXPECT_EQ(sum, 3) << "Two letters were put, two were taken.";
  });
}
