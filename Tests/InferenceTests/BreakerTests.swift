import Commerce
import Dialogue
import Testing

@testable import Inference

/// The breaker leaves a provider in trouble alone, and the cache is bounded.
@Suite struct BreakerTests {
  @Test func `five failures in a row open it, and a probe closes it`() {
    let clock = TestClock()
    let breaker = CircuitBreaker(time: clock.source)
    for _ in 0..<4 {
      #expect(breaker.mayAsk())
      breaker.failed()
    }
    #expect(breaker.mayAsk())
    breaker.failed()
    #expect(!breaker.mayAsk())
    clock.advance(CircuitBreaker.firstPauseMilliseconds - 1)
    #expect(!breaker.mayAsk())
    clock.advance(1)
    #expect(breaker.isReady)
    #expect(breaker.mayAsk())
    #expect(!breaker.mayAsk(), "one probe at a time")
    breaker.succeeded()
    #expect(breaker.state == .closed(failures: 0))
  }

  @Test func `a success in between begins the count anew`() {
    let breaker = CircuitBreaker(time: TestClock().source)
    for _ in 0..<20 {
      for _ in 0..<4 { breaker.failed() }
      breaker.succeeded()
    }
    #expect(breaker.mayAsk())
  }

  @Test func `a failed probe doubles the pause, up to a bound`() {
    let clock = TestClock()
    let breaker = CircuitBreaker(time: clock.source)
    for _ in 0..<5 { breaker.failed() }
    var pause = CircuitBreaker.firstPauseMilliseconds
    for _ in 0..<8 {
      clock.advance(pause - 1)
      #expect(!breaker.mayAsk())
      clock.advance(1)
      #expect(breaker.mayAsk())
      breaker.failed()
      pause = min(pause * 2, CircuitBreaker.longestPauseMilliseconds)
    }
  }

  @Test func `what the provider asks for is obeyed at once`() {
    let clock = TestClock()
    let breaker = CircuitBreaker(time: clock.source)
    breaker.failed(retryAfterMilliseconds: 42_000)
    clock.advance(41_999)
    #expect(!breaker.mayAsk())
    clock.advance(1)
    #expect(breaker.mayAsk())
  }

  @Test func `a probe that never came back gives its place up`() {
    let clock = TestClock()
    let breaker = CircuitBreaker(time: clock.source)
    breaker.failed(retryAfterMilliseconds: 1)
    clock.advance(CircuitBreaker.firstPauseMilliseconds)
    #expect(breaker.mayAsk())
    clock.advance(CircuitBreaker.probeMilliseconds)
    #expect(breaker.mayAsk())
  }

  @Test func `the cache forgets by age and by number`() throws {
    let clock = TestClock()
    let cache = AnswerCache<ModelProposal>(time: clock.source)
    let proposal = try AnswerText.proposal(in: #"{"acts":[{"intent":"help"}]}"#)
    cache.keep(proposal, for: "a")
    #expect(cache.proposal(for: "a") == proposal)
    #expect(cache.proposal(for: "b") == nil)
    clock.advance(AnswerCache<ModelProposal>.maximumAgeMilliseconds)
    #expect(cache.proposal(for: "a") == nil)
    cache.keep(proposal, for: "kept")
    for number in 0..<AnswerCache<ModelProposal>.maximumEntries * 2 {
      cache.keep(proposal, for: "\(number)")
      _ = cache.proposal(for: "kept")
    }
    #expect(cache.count <= AnswerCache<ModelProposal>.maximumEntries)
    #expect(cache.proposal(for: "kept") == proposal, "what is used stays")
  }
}
