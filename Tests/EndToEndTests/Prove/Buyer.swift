import Foundation
import TestSupport

/// A shopper who buys one lantern after another, whatever happens to the servers.
struct Buyer: Sendable {
  let shopper: FakeWhatsApp.Shopper
  let whatsApp: FakeWhatsApp
  let fleet: Fleet

  static let longestTalk = 25
  /// An answer that met several faults in a row goes out minutes later.
  private static let longestWaitSeconds = 300.0

  /// What no log may show of anybody.
  static let address = "47 Canary Feather Road, Aviaryville"
  static let canaries = ["Canary", "Aviaryville", "1555099"]

  static func shopper(_ number: Int) -> FakeWhatsApp.Shopper {
    .init(waID: "1555099\(1_000 + number)", userID: nil, name: "Canary Bird\(number)")
  }

  /// Buys until the fleet is over, at least once. - Returns: purchases confirmed, and what went wrong.
  func shop(seed: UInt64) async -> (confirmed: Int, failures: [String]) {
    var chance = SeededChance(seed: seed)
    var (confirmed, failures) = (0, [String]())
    repeat {
      if let failure = await buy(&chance) { failures.append(failure) } else { confirmed += 1 }
    } while await !fleet.isOver && failures.count < 3
    return (confirmed, failures)
  }

  /// - Returns: what went wrong, or nil.
  func buy(
    _ chance: inout SeededChance, wanting goods: String = "add 1 folding solar lantern",
    stepsAtMost steps: Int = Buyer.longestTalk
  ) async -> String? {
    let first = shown.count
    var webhook = whatsApp.text(goods, from: shopper)
    for _ in 0..<steps {
      let before = shown.count
      let isTwice = Int.random(in: 0..<10, using: &chance) < 3
      guard await fleet.deliver(webhook, twice: isTwice) else { return "a webhook was never answered 200" }
      guard await eventually(withinSeconds: Self.longestWaitSeconds, { shown.count > before }) else {
        return "no answer to \(Fleet.messageID(webhook) ?? "?")"
      }
      let screens = Array(shown[first...])
      if screens.contains(where: { $0.text.contains("is confirmed") }) { return nil }
      if screens.contains(where: { $0.text.contains("sold out") || $0.text.contains("no longer") }) {
        return "sold out"
      }
      webhook = answer(to: screens)
    }
    return "the purchase did not end; the last words were: \(shown.last?.text ?? "none")"
  }

  /// Each message once, in the order it was first shown.
  private var shown: [WhatsAppCall] {
    var known: Set<String> = []
    return whatsApp.messages(to: shopper).filter { known.insert($0.callbackData ?? $0.messageID ?? "").inserted }
  }

  private func answer(to screens: [WhatsAppCall]) -> WhatsAppWebhook {
    guard let last = screens.last else { return whatsApp.text("checkout", from: shopper) }
    for title in ["Place order", "Yes, same address", "Pick-up", "Cash on pick-up"] {
      if let choice = last.choices.first(where: { $0.title == title }) {
        return whatsApp.tap(choice, of: last, from: shopper)
      }
    }
    let text = last.text.lowercased()
    if text.contains("your name") || text.contains("what name") { return whatsApp.text(shopper.name, from: shopper) }
    if text.contains("address") { return whatsApp.text(Self.address, from: shopper) }
    return whatsApp.text("checkout", from: shopper)
  }
}
