import Commerce

/// A product as a shop's catalogue on a channel knows it.
package struct ProductReference: Hashable, Codable, Sendable {
  /// The catalogue item's own id (Meta's `product_retailer_id`), which is the SKU.
  package var sku: String
  /// What it is shown under among others; its broadest category.
  package var group: String

  package init(sku: String, group: String) {
    self.sku = sku
    self.group = group
  }

  /// - Parameter variant: the one meant; nil takes the first that is in stock, for a catalogue lists variants.
  package init?(_ product: Product, variant: Variant? = nil) {
    guard let item = variant ?? product.variants.first(where: \.isInStock) ?? product.variants.first,
      !item.sku.isEmpty
    else { return nil }
    self.init(sku: item.sku, group: product.categoryPath.first ?? "")
  }
}

extension OutboundMessage {
  /// The message with its goods where both the store and the channel can show them, without them otherwise.
  func showingProducts(of store: Store, on capabilities: ChannelCapabilities) -> OutboundMessage {
    var message = self
    let catalog = store.settings.channelCatalogID ?? ""
    if catalog.isEmpty || products.count > capabilities.maximumProducts {
      message.products = []
    } else if !products.isEmpty {
      message.catalogID = catalog
    }
    return message
  }
}
