#include "subject.hpp"

#include "station.hpp"

namespace {

class BulletinSubject final : public Board {
 public:
  void publish(const Report& report) override { bulletin_.publish(report); }
  const Report* read() const override { return bulletin_.read(); }

 private:
  Bulletin bulletin_;
};

class RainGaugeSubject final : public Gauge {
 public:
  void add(int millimetres) override { gauge_.add(millimetres); }
  Rain read() const override { return gauge_.read(); }

 private:
  RainGauge gauge_;
};

class ChartRoomSubject final : public Room {
 public:
  explicit ChartRoomSubject(Draw draw) : room_(draw) {}
  const Chart& chart() override { return room_.chart(); }

 private:
  ChartRoom room_;
};

}  // namespace

std::unique_ptr<Board> make_bulletin() {
  return std::make_unique<BulletinSubject>();
}

std::unique_ptr<Gauge> make_rain_gauge() {
  return std::make_unique<RainGaugeSubject>();
}

std::unique_ptr<Room> make_chart_room(Draw draw) {
  return std::make_unique<ChartRoomSubject>(draw);
}

std::size_t size_of_bulletin() {
  return sizeof(Bulletin);
}

std::size_t size_of_rain_gauge() {
  return sizeof(RainGauge);
}
