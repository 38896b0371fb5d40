import Commerce
import Dialogue
import Synchronization
import Testing

@Suite("Limits on what comes in")
struct SenderRateLimiterTests {
  private final class HeldClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_000_000)
    var source: TimeSource { TimeSource { Timestamp(milliseconds: self.milliseconds.withLock { $0 }) } }
    func turn(_ more: Int64) { milliseconds.withLock { $0 += more } }
  }

  @Test func `A sender may write a period's messages at once, then at the pace of the limit`() {
    let clock = HeldClock()
    let limiter = SenderRateLimiter<String>(messages: 3, periodMilliseconds: 60_000, time: clock.source)
    #expect((0..<5).map { _ in limiter.admits("a") } == [true, true, true, false, false])
    clock.turn(19_999)
    #expect(!limiter.admits("a"))
    clock.turn(1)
    #expect(limiter.admits("a"))
    #expect(!limiter.admits("a"))
    clock.turn(1_000_000_000_000)
    #expect((0..<5).map { _ in limiter.admits("a") } == [true, true, true, false, false])
  }

  @Test func `Senders do not use each other's allowance`() {
    let limiter = SenderRateLimiter<String>(messages: 1, periodMilliseconds: 1_000, time: HeldClock().source)
    #expect(limiter.admits("a"))
    #expect(limiter.admits("b"))
    #expect(!limiter.admits("a"))
    #expect(!limiter.admits("b"))
  }

  @Test func `A limit of 0 is none`() {
    let limiter = SenderRateLimiter<String>(messages: 0, periodMilliseconds: 1_000, time: HeldClock().source)
    #expect((0..<1_000).allSatisfy { _ in limiter.admits("a") })
    #expect(limiter.keyCount == 0)
  }

  @Test func `Of too many senders the one not heard of for longest is forgotten`() {
    let limiter = SenderRateLimiter<Int>(
      messages: 1, periodMilliseconds: 1_000, maximumKeys: 3, time: HeldClock().source)
    for sender in 1...3 { #expect(limiter.admits(sender)) }
    #expect(!limiter.admits(1))
    #expect(limiter.admits(4))
    #expect(limiter.keyCount == 3)
    #expect(!limiter.admits(1))
    #expect(!limiter.admits(3))
    #expect(limiter.admits(2))
  }

  @Test func `A clock set back gives nothing and takes nothing`() {
    let clock = HeldClock()
    let limiter = SenderRateLimiter<String>(messages: 2, periodMilliseconds: 1_000, time: clock.source)
    #expect(limiter.admits("a"))
    clock.turn(-500_000)
    #expect(limiter.admits("a"))
    #expect(!limiter.admits("a"))
    clock.turn(500)
    #expect(limiter.admits("a"))
  }

  @Test func `Thousands of senders passing through keep the memory bounded`() {
    let limiter = SenderRateLimiter<Int>(
      messages: 1, periodMilliseconds: 1_000, maximumKeys: 100, time: HeldClock().source)
    for sender in 0..<10_000 { #expect(limiter.admits(sender)) }
    #expect(limiter.keyCount == 100)
    #expect(!limiter.admits(9_900))
    #expect(limiter.admits(9_800))
  }
}
