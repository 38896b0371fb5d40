import Dialogue

extension InboundContent {
  /// Whether a shopper who sends this expects to hear something back.
  var wantsAnAnswer: Bool {
    switch self {
    case .reaction, .revoke, .system: false
    default: true
    }
  }
}
