import Dialogue

/// Goods of the shop's own catalogue: one, or 2 to 30 in at most ten sections.
///
/// Meta shows a product's own picture, price and button, and leaves out an id that its catalogue does not have.
struct WhatsAppShelf: Sendable {
  static let maximumProducts = 30
  static let maximumSections = 10
  /// Of a catalogue item or a catalogue, in UTF-16 units.
  private static let maximumIDLength = 100

  private let catalogID: String
  private let sections: [(title: WhatsAppText<WhatsAppSectionTitle>, skus: [String])]

  /// nil where there is no catalogue, nothing to show from it, or more than it can show.
  /// - Parameter label: the title of goods that have no group.
  init?(_ message: OutboundMessage, limits: WhatsAppLimits, label: String) {
    guard let catalogID = message.catalogID, Self.isID(catalogID) else { return nil }
    let isUsable = message.products.allSatisfy { Self.isID($0.sku) }
    let isUnique = Set(message.products.map(\.sku)).count == message.products.count
    guard isUsable, isUnique, (1...min(limits.products, Self.maximumProducts)).contains(message.products.count) else {
      return nil
    }
    self.catalogID = catalogID
    sections = Self.sections(of: message.products, label: label)
  }

  /// Neither a catalogue's id nor an item's can be mended; one that Meta would refuse shows nothing.
  private static func isID(_ text: String) -> Bool {
    !WhatsAppPlainText.isBlank(text) && text.utf16.count <= maximumIDLength
      && Array(WhatsAppPlainText.line(text).utf8) == Array(text.utf8)
  }

  /// In the order of first mention; what goes beyond the tenth section stands in it.
  private static func sections(
    of products: [ProductReference], label: String
  ) -> [(title: WhatsAppText<WhatsAppSectionTitle>, skus: [String])] {
    var sections: [(title: WhatsAppText<WhatsAppSectionTitle>, skus: [String])] = []
    let length = WhatsAppSectionTitle.maximumLength
    for product in products {
      let title =
        WhatsAppText<WhatsAppSectionTitle>(WhatsAppPlainText.line(product.group), limit: length)
        ?? WhatsAppText<WhatsAppSectionTitle>(label, limit: length)
      guard let title else { continue }
      let known = sections.firstIndex {
        WhatsAppPlainText.visible($0.title.value) == WhatsAppPlainText.visible(title.value)
      }
      if let index = known ?? (sections.count == maximumSections ? sections.count - 1 : nil) {
        sections[index].skus.append(product.sku)
      } else {
        sections.append((title, [product.sku]))
      }
    }
    return sections
  }

  /// Of the one product, where there is but one.
  private var single: String? {
    sections.count == 1 && sections[0].skus.count == 1 ? sections[0].skus[0] : nil
  }

  /// - Parameter header: must stand over several and may not stand over one.
  func members(header: WhatsAppText<WhatsAppHeader>) -> [String: WhatsAppJSON] {
    if let single {
      return [
        "type": "product",
        "action": ["catalog_id": .string(catalogID), "product_retailer_id": .string(single)],
      ]
    }
    let shown = sections.map { section -> WhatsAppJSON in
      let items = section.skus.map { ["product_retailer_id": .string($0)] as WhatsAppJSON }
      return ["title": section.title.json, "product_items": .array(items)]
    }
    return [
      "type": "product_list", "header": ["type": "text", "text": header.json],
      "action": ["catalog_id": .string(catalogID), "sections": .array(shown)],
    ]
  }
}
