/// The kinds of file that can be imported, told apart by their headers.
package enum ImportFormat: String, Sendable, CaseIterable {
  case shopifyProducts = "shopify_products"
  case shopifyOrders = "shopify_orders"
  case wooCommerceOrders = "woocommerce_orders"
  case wooCommerceProducts = "woocommerce_products"
  case merchantFeed = "google_merchant_tsv"
  case merchantFeedXML = "google_merchant_xml"

  /// Whether it holds an order history instead of products.
  package var isOrders: Bool { self == .shopifyOrders || self == .wooCommerceOrders }

  /// As a person calls it.
  package var name: String {
    switch self {
    case .shopifyProducts: "Shopify product CSV"
    case .shopifyOrders: "Shopify orders CSV"
    case .wooCommerceOrders: "WooCommerce orders CSV"
    case .wooCommerceProducts: "WooCommerce product CSV"
    case .merchantFeed: "Google Merchant feed (TSV)"
    case .merchantFeedXML: "Google Merchant feed (XML)"
    }
  }
}
