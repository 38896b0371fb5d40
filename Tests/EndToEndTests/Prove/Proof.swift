import Foundation
import Testing

/// How much is proved: a part in the suite, all of it under `scripts/prove`.
enum Proof {
  static let isWhole = ProcessInfo.processInfo.environment["SOUK_PROVE"] == "whole"
  /// Kills at random moments, for each engine.
  static let kills = number("SOUK_PROVE_KILLS") ?? (isWhole ? 200 : 3)
  /// Who want the one unit there is.
  static let rivals = number("SOUK_PROVE_RIVALS") ?? (isWhole ? 1_000 : 30)
  /// Of everything that is left to chance here; printed, and taken from `SOUK_PROVE_SEED` to run the same again.
  static let seed = number("SOUK_PROVE_SEED").map(UInt64.init) ?? UInt64.random(in: 1...999_999)

  private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
}

/// What was looked at and what of it was not as it must be.
struct Invariant {
  var name: String
  var checked: Int
  var breaches: [String]
  /// Said beside the counts.
  var note = ""
}

/// Prints a line for each invariant, for `scripts/prove` to show, and fails the test where one was broken.
func report(_ subject: String, _ engine: Engine, _ invariants: [Invariant]) {
  for invariant in invariants {
    let note = invariant.note.isEmpty ? "" : " (\(invariant.note))"
    print(
      "prove: \(engine.rawValue) | \(subject) | \(invariant.name): \(invariant.checked) checked, "
        + "\(invariant.breaches.count) breaches\(note)")
    fflush(nil)
    #expect(invariant.breaches.isEmpty, "\(subject), seed \(Proof.seed): \(invariant.breaches.prefix(5))")
    #expect(invariant.checked > 0, "\(subject): nothing was there to check '\(invariant.name)' on")
  }
}

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
