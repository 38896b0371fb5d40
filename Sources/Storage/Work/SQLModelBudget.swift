import Commerce
import Dialogue

/// What stores ask of a language model, in SQL: one statement takes a call, so that no two processes take the last.
package struct SQLModelBudget: ModelBudget {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package func take(store: StoreID, day: Int, limit: Int) async throws -> Bool {
    guard limit > 0 else { return false }
    return try await context.database.write { connection in
      try connection.execute(
        """
        INSERT INTO model_usage (store_id, day, calls, input_tokens, output_tokens) VALUES ($1, $2, 1, 0, 0)
        ON CONFLICT (store_id, day) DO UPDATE SET calls = model_usage.calls + 1 WHERE model_usage.calls < $3
        """, [.id(store), .int(day), .int(limit)]) == 1
    }
  }

  package func record(store: StoreID, day: Int, inputTokens: Int, outputTokens: Int) async throws {
    try await context.database.write { connection in
      _ = try connection.execute(
        """
        INSERT INTO model_usage (store_id, day, calls, input_tokens, output_tokens) VALUES ($1, $2, 0, $3, $4)
        ON CONFLICT (store_id, day) DO UPDATE SET input_tokens = model_usage.input_tokens + $3,
          output_tokens = model_usage.output_tokens + $4
        """, [.id(store), .int(day), .int(inputTokens), .int(outputTokens)])
    }
  }

  /// Newest first.
  package func usage(of store: StoreID, days: Int) async throws -> [ModelUsage] {
    try await context.database.read { connection in
      try connection.query(
        """
        SELECT day, calls, input_tokens, output_tokens FROM model_usage WHERE store_id = $1
        ORDER BY day DESC LIMIT $2
        """, [.id(store), .int(days)]
      ).map { row in
        ModelUsage(
          day: try row.int("day"), calls: try row.int("calls"), inputTokens: try row.int("input_tokens"),
          outputTokens: try row.int("output_tokens"))
      }
    }
  }
}

/// A day of a store's language model.
package struct ModelUsage: Hashable, Sendable {
  /// Days since 1970-01-01, UTC.
  package var day: Int
  package var calls: Int
  package var inputTokens: Int
  package var outputTokens: Int
}
