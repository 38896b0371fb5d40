extension InboundContent {
  /// What was said or done, in a line for staff.
  package var shownText: String {
    switch self {
    case .text(let text): text
    case .choice(let id, let title): title.isEmpty ? "[tapped \(id)]" : "[tapped \(title)]"
    case .command(let name, let arguments): "/\(name) \(arguments)".trimmingSuffixSpace
    case .media(let media): "[\(media.kind.rawValue)]" + (media.caption.map { " " + $0 } ?? "")
    case .location(let latitude, let longitude, let name, let address):
      "[location \([name, address].compactMap { $0 }.joined(separator: ", ")) \(latitude), \(longitude)]"
    case .contact(let name, let phone, _): "[contact \(name) \(phone ?? "")]"
    case .order(let items, let note):
      "[cart \(items.map { "\($0.quantity) × \($0.sku)" }.joined(separator: ", "))] \(note ?? "")".trimmingSuffixSpace
    case .reaction(let emoji, _): emoji.map { "[reacted \($0)]" } ?? "[took a reaction back]"
    case .edit(_, let text): "[changed a message to] \(text)"
    case .revoke: "[took a message back]"
    case .unsupported(let kind): "[\(kind)]"
    case .system(let kind, _): "[\(kind)]"
    }
  }
}

extension String {
  fileprivate var trimmingSuffixSpace: String { hasSuffix(" ") ? String(dropLast()) : self }
}
