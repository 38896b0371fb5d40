/// A text that one field of a WhatsApp message can hold: there is no way to make one that is too long.
///
/// Lengths are in UTF-16 units: Meta does not say whether it counts those or code points, and there are never more of
/// the latter.
struct WhatsAppText<Field: WhatsAppTextField>: Hashable, Sendable {
  let value: String

  /// Cut at the end of a character, with "…" in place of what is gone; nil where nothing visible is left.
  /// - Parameter limit: the settings' own, which can only be lower than Meta's.
  init?(_ text: String, limit: Int) {
    let cut = WhatsAppTextCutter.cut(text, to: min(limit, Field.maximumLength))
    guard !WhatsAppPlainText.isBlank(cut) else { return nil }
    value = cut
  }

  var json: WhatsAppJSON { .string(value) }
}

/// A field and what Meta allows in it, in characters (Cloud API reference, "Messages"; the OpenAPI file's lower number
/// where the two differ).
protocol WhatsAppTextField: Sendable {
  static var maximumLength: Int { get }
}

enum WhatsAppMessageBody: WhatsAppTextField { static let maximumLength = 4_096 }
/// Of buttons, lists, link buttons and requests. The reference says 4,096 for lists, the OpenAPI file 1,024.
enum WhatsAppInteractiveBody: WhatsAppTextField { static let maximumLength = 1_024 }
enum WhatsAppCaption: WhatsAppTextField { static let maximumLength = 1_024 }
enum WhatsAppButtonTitle: WhatsAppTextField { static let maximumLength = 20 }
enum WhatsAppRowTitle: WhatsAppTextField { static let maximumLength = 24 }
enum WhatsAppRowDetail: WhatsAppTextField { static let maximumLength = 72 }
enum WhatsAppListLabel: WhatsAppTextField { static let maximumLength = 20 }
enum WhatsAppLinkTitle: WhatsAppTextField { static let maximumLength = 20 }
/// Above a list of products.
enum WhatsAppHeader: WhatsAppTextField { static let maximumLength = 60 }
enum WhatsAppSectionTitle: WhatsAppTextField { static let maximumLength = 24 }
