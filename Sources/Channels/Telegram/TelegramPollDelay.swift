/// How long to wait before the next poll: nothing while all goes well, ever longer while it does not.
struct TelegramPollDelay {
  /// From 0 up to, not including, 1; handed in so that a test can know it.
  let random: @Sendable () -> Double
  private var failures = 0

  static let firstMilliseconds: Int64 = 1_000
  static let longestMilliseconds: Int64 = 60_000
  /// Between the starts of two polls that brought nothing new, should Telegram answer them at once.
  static let emptyPaceMilliseconds: Int64 = 1_000
  /// Between the starts of any two polls whose answer was not full.
  static let paceMilliseconds: Int64 = 50

  init(random: @escaping @Sendable () -> Double) { self.random = random }

  mutating func succeeded() { failures = 0 }

  /// 1 s doubling to 60 s, each less up to a quarter, so that many bots do not return in step.
  mutating func afterFailure() -> Int64 {
    let doubled = Self.firstMilliseconds << min(failures, 6)
    failures = min(failures + 1, 6)
    let longest = min(doubled, Self.longestMilliseconds)
    return longest - Int64(Double(longest / 4) * min(max(random(), 0), 1))
  }
}
