import Commerce
import Testing

@testable import Transcripts

/// A figure that nobody gave is seen, in whatever form it is written.
@Suite struct FactLedgerTests {
  private static func ledger() -> FactLedger {
    var ledger = FactLedger(timeZone: "UTC")
    ledger.learn(Money(minorUnits: 123_450, currency: .usd))
    ledger.learn(Money(minorUnits: 100_000, currency: .usd))
    ledger.learn(said: "two dozen of the No. 7, please")
    ledger.learn(Timestamp(milliseconds: 1_772_445_600_000))
    return ledger
  }

  @Test(arguments: [
    "That is $1,234.50.", "R$ 1.234,50", "24 × No. 7", "on 2 March 2026 at 10:00", "1. First\n2. Second\n3. Third",
    "nothing to count", "$1,234.50 and $1,000.00: the difference is $234.50.",
  ])
  func `what is known may be said`(text: String) {
    #expect(Self.ledger().strangers(in: text) == [])
  }

  @Test(arguments: [
    ("That is $1,234.51.", ["1,234.51"]), ("only 5 left", ["5"]), ("15 % off for you", ["15"]),
    ("order 1009 is on its way", ["1009"]), ("see you on 5 March", ["5"]), ("1. First for $9.99", ["9.99"]),
    ("31. Far down", ["31"]), ("99 99", ["99", "99"]),
    ("$1,234.50 and $1,000.00: the difference is $234.00.", ["234.00"]),
    ("The difference is $234.50.", ["234.50"]),
  ])
  func `what nobody gave is found`(text: String, figures: [String]) {
    #expect(Self.ledger().strangers(in: text) == figures)
  }
}
