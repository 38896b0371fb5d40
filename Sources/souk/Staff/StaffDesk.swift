import Commerce
import Dialogue
import Foundation
import Storage

/// What staff and owners can do from the console: see conversations and orders, take over, hand back, move along.
struct StaffDesk {
  let scope: StoreScope

  private static let listed = 20

  /// nil for a line that is no command of the desk.
  func answer(_ line: String) async throws -> String? {
    let words = line.dropFirst().split(separator: " ").map(String.init)
    do {
      switch (words.first ?? "", words.count) {
      case ("help", _):
        return
          "/conversations  /take ID  /back ID  /orders  /move NUMBER STATE  /tasks; anything else is said to the bot"
      case ("conversations", _): return try await conversations()
      case ("tasks", _): return try await tasks()
      case ("orders", _): return try await orders()
      case ("take", 2):
        guard let id = Int64(words[1]) else { return "'\(words[1])' is no conversation; /conversations lists them" }
        try await scope.conversations.handOver(id, reason: "taken over by staff")
        return "The bot is silent in \(id) now."
      case ("back", 2):
        guard let id = Int64(words[1]) else { return "'\(words[1])' is no conversation; /conversations lists them" }
        try await scope.conversations.handBack(id, by: "staff")
        return "The bot answers in \(id) again."
      case ("move", 3): return try await move(words[1], to: words[2])
      default: return nil
      }
    } catch {
      return "\(error)"
    }
  }

  private func conversations() async throws -> String {
    let all = try await scope.conversations.list(limit: Self.listed)
    guard !all.isEmpty else { return "No conversations yet." }
    return all.map { conversation in
      let name = conversation.customer.name ?? conversation.customer.identities.first ?? conversation.customer.id.text
      let wait = conversation.handedOverAt == nil ? "" : "  waits for a person: \(conversation.handOverReason ?? "")"
      return "\(conversation.key.conversationID)  \(conversation.account.channel)  \(name)\(wait)"
    }.joined(separator: "\n")
  }

  private func tasks() async throws -> String {
    let tasks = try await scope.staffTasks.open(limit: Self.listed)
    return tasks.isEmpty ? "Nobody waits." : tasks.map { "\($0)" }.joined(separator: "\n")
  }

  private func orders() async throws -> String {
    let orders = try await scope.orders.list(limit: Self.listed)
    guard !orders.isEmpty else { return "No orders yet." }
    return orders.map { order in
      let total = Money(minorUnits: order.totalMinor, currency: order.currency).text
      let items = order.items.map { "\($0.quantity) × \($0.name)" }.joined(separator: ", ")
      return
        "\(order.number)  \(order.status.rawValue)  \(total)  \(items)"
    }.joined(separator: "\n")
  }

  private func move(_ number: String, to text: String) async throws -> String {
    guard let state = OrderState(rawValue: text) else {
      return "No state '\(text)': one of \(OrderState.allCases.map(\.rawValue).joined(separator: ", "))."
    }
    let order = try await scope.orders.move(number: number, to: state, who: "staff", why: "moved at the console")
    return "Order \(order.number) is \(order.state.rawValue)."
  }
}
