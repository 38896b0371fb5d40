import Foundation
import Testing

/// The server on a machine that ends at any moment: no thread, clock, chance or disk but the simulation's own.
///
/// `SOUK_PROVE_SEED` plays a seed again; hashing must be the same too: `SWIFT_DETERMINISTIC_HASHING=1`.
@Suite(.serialized) struct SimulationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seed =
    environment["SOUK_PROVE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)

  @Test func `nothing is lost or doubled when the machine ends at any write or sync`() async throws {
    let whole = try await Self.play(Simulation.Plan(seed: Self.seed))
    #expect(whole.operations > 100)
    let kills = Self.environment["SOUK_PROVE_KILLS"].flatMap { Int($0) } ?? 200
    let rounds = Self.environment["SOUK_PROVE"] == "whole" ? 2 * kills : 6
    var reports = [whole]
    for round in 0..<rounds {
      let seed = Self.seed &+ UInt64(round)
      var chance = SeededChance(seed: seed)
      let lives = (0..<Int.random(in: 1...4, using: &chance)).map { _ in
        Int64.random(in: 1...max(2, whole.operations), using: &chance)
      }
      reports.append(
        try await Self.play(
          Simulation.Plan(seed: seed, lives: lives, turnsClock: seed % 3 == 2)))
    }
    Self.tell(reports)
    #expect(reports.reduce(0) { $0 + $1.ends } > rounds / 2)
  }

  @Test func `a seed plays the same way twice`() async throws {
    let plan = Simulation.Plan(seed: Self.seed, lives: [40, 30])
    let first = try await Self.play(plan)
    let second = try await Self.play(plan)
    #expect(!first.events.isEmpty)
    let parted = zip(first.events, second.events).first { $0 != $1 }
    let place = parted.map { "\($0)" } ?? ""
    #expect(parted == nil && first.events.count == second.events.count, "seed \(Self.seed): \(place)")
  }

  private static func play(_ plan: Simulation.Plan) async throws -> Simulation.Report {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-sim-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let report = try await Simulation(plan, parts: try SharedLanguage.parts(), folder: folder).play()
    for invariant in report.invariants {
      #expect(invariant.breaches.isEmpty, "seed \(plan.seed), lives \(plan.lives): \(invariant.name)")
    }
    #expect(!report.invariants.isEmpty, "seed \(plan.seed), lives \(plan.lives): it did not come to an end")
    return report
  }

  private static func tell(_ reports: [Simulation.Report]) {
    let ends = reports.reduce(0) { $0 + $1.ends }
    print("prove: simulation | seed \(seed) | \(reports.count) runs, the machine ended \(ends) times")
    for name in reports[0].invariants.map(\.name) {
      let all = reports.flatMap(\.invariants).filter { $0.name == name }
      let (checked, breaches) = all.reduce((0, 0)) { ($0.0 + $1.checked, $0.1 + $1.breaches.count) }
      print("prove: simulation | the machine ends | \(name): \(checked) checked, \(breaches) breaches")
    }
  }
}
