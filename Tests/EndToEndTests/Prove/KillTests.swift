import Dialogue
import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Shoppers buy while servers are killed; afterwards everything must add up.
  @Suite struct ProveKills {
    @Test(arguments: Engine.available)
    func `killed at every named point`(engine: Engine) async throws {
      try await Crowd(subject: "killed at named points", engine: engine).prove { fleet, _ in
        try await fleet.start(1)
        for (round, point) in KillPoint.allCases.enumerated() {
          try await fleet.replace(0, killAt: "\(point.rawValue):\(2 + round % 3)")
          #expect(try await fleet.replaceTheFallen(), "nobody came to \(point)")
        }
      }
    }

    @Test(arguments: Engine.available)
    func `killed at random moments`(engine: Engine) async throws {
      try await Crowd(subject: "killed \(Proof.kills) times at random, 1 process", engine: engine).prove { fleet, _ in
        try await fleet.start(1)
        try await Self.killAtRandom(fleet, processes: 1)
      }
    }

    @Test(.enabled(if: Engine.available.contains(.postgres), "SOUK_TEST_POSTGRES_URL is not set"), arguments: [2, 3])
    func `killed at random moments, several processes`(processes: Int) async throws {
      let subject = "killed \(Proof.kills) times at random, \(processes) processes"
      try await Crowd(subject: subject, engine: .postgres).prove { fleet, _ in
        try await fleet.start(processes)
        try await Self.killAtRandom(fleet, processes: processes)
      }
    }

    private static func killAtRandom(_ fleet: Fleet, processes: Int) async throws {
      var chance = SeededChance(seed: Proof.seed)
      for _ in 0..<Proof.kills {
        try await Task.sleep(for: .milliseconds(Int.random(in: 50...1_500, using: &chance)))
        try await fleet.replace(Int.random(in: 0..<processes, using: &chance))
      }
    }
  }
}
