import Commerce
import Foundation

/// A conversation as a test: what is done, and what must come back.
///
/// `Tests/Transcripts/README.md` tells how one is written.
struct Transcript: Sendable {
  var title: String
  /// The file's name and the line the transcript begins on.
  var file: String
  var path: String
  var line: Int
  var shop: TranscriptShop
  var channels: [TranscriptChannel]
  /// Why it fails for now, by the channels it fails on.
  var pending: [TranscriptChannel: String]
  var startsAt: CivilTime
  /// The name in the shopper's profile, where the channel tells one.
  var profile: String?
  /// Money matters of the shop: who takes it online, coupons, who works there.
  var money = TranscriptMoney()
  var steps: [TranscriptStep]

  /// Whoever acts where no `as` says otherwise.
  static let shopper = "Ana"
  /// A Monday morning.
  static let defaultStart = CivilTime(date: "2026-03-02", time: "10:00")
}

/// Where a transcript is played.
package enum TranscriptChannel: String, Sendable, CaseIterable, Hashable {
  case whatsapp, telegram, console
}

/// `2026-03-02 10:00` on the shop's clock.
struct CivilTime: Hashable, Sendable {
  var date: String
  var time: String
}

/// The shop a transcript is played in.
struct TranscriptShop: Hashable, Sendable {
  /// A folder with `shop.yaml` and `catalog.csv` (`demo`: the demo shop), or a catalogue file of `Tests/Fixtures`.
  var name: String
  /// Replaces what the shop says of itself, in the form of a `shop.yaml`.
  var settings: String?
}

struct TranscriptStep: Sendable {
  var line: Int
  /// Whose step it is; nil for whoever acted last.
  var user: String?
  var action: Action

  enum Action: Sendable {
    case send([ShopperMessage], arrival: Arrival)
    /// Taps what the last reply offers, or an earlier one.
    case tap(String, Place, times: Int)
    /// The channel delivers the last message once more.
    case deliverAgain
    case souk(SoukExpectation)
    case silent
    case staff(StaffStep)
    case stock([String: Int])
    case prices([String: String])
    case withdraw([String])
    /// Milliseconds that pass.
    case later(Int64)
    case clock(CivilTime)
    case payment(PaymentStep)
    case cart([String])
    case orders([ExpectedOrder])
  }

  enum Place: Sendable { case last, earlier }

  enum Arrival: Sendable {
    /// Each is handled before the next arrives, a moment later.
    case oneByOne
    /// All lie in the inbox before the first is handled.
    case together
  }
}

/// Something a shopper sends.
enum ShopperMessage: Sendable {
  /// - Parameter about: the SKU of the catalogue item it is asked from.
  case text(String, about: String?)
  case media(kind: String, caption: String?)
  case location(latitude: Double, longitude: Double, name: String?, address: String?)
  case contact(name: String, phone: String?, isOwn: Bool)
  /// To the shop's last message.
  case reaction(String)
  /// Of a catalogue in the channel.
  /// With the prices that the channel's catalogue showed, by SKU.
  case order([(sku: String, quantity: Int)], note: String?, shown: [String: String])
  /// Of the shopper's own last message.
  case edit(String)
  case revoke
  case command(String)
  case unsupported(String)
}

struct SoukExpectation: Sendable {
  /// Each appears in what is seen; `/…/` is a regular expression.
  var shown: [ShownPattern] = []
  var absent: [ShownPattern] = []
  /// Each can be tapped (on the console: stands in the numbered list).
  var offered: [String] = []
  /// How many messages the reply takes at most.
  var mostMessages: Int?
  /// Whether a picture made here comes with it; nil where that does not matter.
  var picture: Bool?
}

enum StaffStep: Sendable {
  case takeOver, handBack
  /// Moves the newest order.
  case moveOrder(OrderState)
}

/// A confirmed order as it must be in the end; what is nil is not looked at.
struct ExpectedOrder: Sendable {
  var status: String?
  /// A decimal in the shop's currency.
  var total: String?
  /// By SKU.
  var items: [String: Int]?
  var name: String?
  var fulfilment: String?
  var address: String?
  var user: String?
}

/// Something to look for in a reply: letter case, spacing and the form of quotes do not matter.
struct ShownPattern: Sendable, CustomStringConvertible {
  private let source: String
  private let isExpression: Bool

  /// - Throws: for an expression that cannot be read.
  init(_ source: String) throws {
    isExpression = source.count > 2 && source.hasPrefix("/") && source.hasSuffix("/")
    self.source = isExpression ? String(source.dropFirst().dropLast()) : ShownText.folded(source)
    if isExpression { _ = try Regex(self.source) }
  }

  func isFound(in shown: String) -> Bool {
    let text = ShownText.folded(shown)
    guard isExpression else { return text.contains(source) }
    do {
      return try text.contains(Regex(source).ignoresCase())
    } catch {
      return false
    }
  }

  var description: String { isExpression ? "/\(source)/" : "\"\(source)\"" }
}

enum ShownText {
  /// Lower case, one space between words, straight quotes, nothing that cannot be seen, no bold.
  static func folded(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var isGap = false
    for scalar in text.lowercased().unicodeScalars {
      if scalar.properties.isWhitespace {
        isGap = !out.isEmpty
      } else if !scalar.properties.isDefaultIgnorableCodePoint, scalar != "*" {
        if isGap { out.append(" ") }
        isGap = false
        out.append(quotes[scalar] ?? scalar)
      }
    }
    return String(out)
  }

  private static let quotes: [Unicode.Scalar: Unicode.Scalar] = ["’": "'", "‘": "'", "“": "\"", "”": "\""]
}
