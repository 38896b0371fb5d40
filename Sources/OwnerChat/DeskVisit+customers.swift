import Commerce
import Dialogue
import Storage

/// Who buys, and who may not come back; names are for the owner's eyes.
extension DeskVisit {
  private var spending: SpendingRepository { parts.storage.store(store.id).spending }
  private static let shownCustomers = 10

  func bestCustomers() async throws -> DeskAnswer {
    guard question.role.seesCustomers else { return hidden() }
    return listed(try await spending.best(limit: Self.shownCustomers), as: "owner.best", none: "owner.no_customers")
  }

  /// Those at risk first, then those who have gone, who spent most first.
  func customersAtRisk() async throws -> DeskAnswer {
    guard question.role.seesCustomers else { return hidden() }
    let atRisk = try await spending.customers(in: [.atRisk], limit: Self.shownCustomers)
    let gone = try await spending.customers(in: [.churned], limit: Self.shownCustomers - atRisk.count)
    return listed(atRisk + gone, as: "owner.lose", none: "owner.none_to_lose")
  }

  private func listed(_ entries: [SpendingRepository.Entry], as key: TextKey, none: TextKey) -> DeskAnswer {
    guard !entries.isEmpty else { return DeskAnswer([Reply(none)], memory: memory) }
    let rows: [[String: ReplyFact]] = entries.enumerated().map { place, entry in
      [
        "number": .count(place + 1), "name": .text(Self.name(entry)),
        "total": .text(money(entry.spending.totalMinor)), "orders": .count(entry.spending.orders),
        "one": .flag(entry.spending.orders == 1),
        "last": .text(entry.spending.lastAt.map { CivilDate(day: calendar.day(of: $0)).text } ?? "–"),
        "segment": .text(entry.segment.rawValue.replacing("_", with: " ")),
      ]
    }
    return DeskAnswer(
      [
        Reply(
          key, ["rows": .rows(rows)], choices: [ReplyChoice(.desk("customers by segment"), .text("owner.b_segments"))])
      ], memory: memory)
  }

  /// Why somebody is what they are, found by name.
  func segment(of words: String) async throws -> DeskAnswer? {
    guard question.role.seesCustomers else { return hidden() }
    let found = try await spending.named(words, limit: 3)
    guard !found.isEmpty else { return nil }
    let rows: [[String: ReplyFact]] = found.map { entry in
      [
        "name": .text(Self.name(entry)), "segment": .text(entry.segment.rawValue.replacing("_", with: " ")),
        "reason": .text(entry.reason), "since": .text(CivilDate(day: calendar.day(of: entry.since)).text),
        "before": .text(entry.segmentBefore?.rawValue.replacing("_", with: " ") ?? ""),
      ]
    }
    return DeskAnswer([Reply("owner.segment", ["rows": .rows(rows)])], memory: memory)
  }

  private func money(_ minor: Int64) -> String { Money(minorUnits: minor, currency: store.currency).text }

  private static func name(_ entry: SpendingRepository.Entry) -> String { entry.name ?? entry.customer.text }
}
