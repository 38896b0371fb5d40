import Commerce
import Storage
import Testing

@testable import Storage

/// A store's calls of a day: counted once for all processes, never beyond the bound.
@Suite(.serialized) struct ModelBudgetTests {
  @Test(arguments: TestEngine.available)
  func `a day's calls are taken up to the bound and no further`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let (budget, elsewhere) = (box.storage.modelBudget, box.secondProcess.modelBudget)
      let (store, other) = (StoreID(11), StoreID(12))
      let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<20 {
          let one = number.isMultiple(of: 2) ? budget : elsewhere
          group.addTask { try await one.take(store: store, day: 20_000, limit: 7) }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(taken == 7)
      #expect(try await budget.take(store: other, day: 20_000, limit: 1))
      #expect(try await budget.take(store: store, day: 20_001, limit: 1))
      #expect(try await !budget.take(store: store, day: 20_002, limit: 0))
      try await budget.record(store: store, day: 20_000, inputTokens: 300, outputTokens: 40)
      try await budget.record(store: store, day: 20_000, inputTokens: 1, outputTokens: 2)
      let usage = try await budget.usage(of: store, days: 7)
      #expect(usage.map(\.day) == [20_001, 20_000])
      #expect(usage.last == ModelUsage(day: 20_000, calls: 7, inputTokens: 301, outputTokens: 42))
    }
  }
}
