/// One step of the schema: forward only, numbered from 1, never changed once released. A number may be left out for a
/// step that is still to come; it is applied when it does.
struct Migration: Sendable {
  let number: Int
  let name: String
  /// SQL for both engines; what must differ is a macro in braces, see ``SchemaMacros``.
  let text: String

  static let all: [Migration] = [
    .theShop,
    .choicesAndDemand,
    .ordersAndPayments,
    .auditTrail,
    .languageModels,
    .orderHistory,
    .productModel,
    .ownersChats,
    .customerSpending,
    .accounts,
    .historyInIndexes,
    .sharedMakers,
    .counterSales,
    .historyStaff,
    .silentConversations,
  ]
  static let newest = all.last?.number ?? 0
}

/// The few words in which the engines' table definitions differ.
enum SchemaMacros {
  static func expand(_ text: String, for engine: DatabaseEngine) -> String {
    words(of: engine).reduce(text) { $0.replacing("{\($1.name)}", with: $1.value) }
  }

  private static func words(of engine: DatabaseEngine) -> [(name: String, value: String)] {
    switch engine {
    case .sqlite:
      [
        ("INT", "INTEGER"), ("BOOL", "INTEGER"), ("FALSE", "0"), ("TRUE", "1"), ("ROWS", "STRICT"),
        ("SMALL", "STRICT, WITHOUT ROWID"),
      ]
    case .postgres:
      [("INT", "BIGINT"), ("BOOL", "BOOLEAN"), ("FALSE", "FALSE"), ("TRUE", "TRUE"), ("ROWS", ""), ("SMALL", "")]
    }
  }
}
