import Dialogue

extension InboundContent {
  /// Whether a shopper who sends this expects to hear something back.
  var wantsAnAnswer: Bool {
    switch self {
    case .text(let text): !text.allSatisfy(\.isWhitespace)
    case .reaction, .revoke, .system: false
    default: true
    }
  }
}
