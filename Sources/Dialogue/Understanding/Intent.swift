/// What a shopper wants with one act. A value, not an enum, so that a workflow brings its own without touching others.
package struct Intent: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package init(stringLiteral value: String) { rawValue = value }

  package var description: String { rawValue }

  package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// The intents that the understanding itself speaks of; their examples are in `prompts/intents/<language>/`.
extension Intent {
  package static let greet: Intent = "greet"
  package static let help: Intent = "help"
  package static let thanks: Intent = "thanks"
  package static let goodbye: Intent = "goodbye"

  package static let find: Intent = "find"
  package static let narrow: Intent = "narrow"
  package static let showMore: Intent = "show_more"
  package static let browse: Intent = "browse"
  package static let details: Intent = "details"
  package static let askPrice: Intent = "ask_price"
  package static let askStock: Intent = "ask_stock"
  package static let pick: Intent = "pick"
  package static let compare: Intent = "compare"

  package static let add: Intent = "add"
  package static let remove: Intent = "remove"
  package static let changeQuantity: Intent = "change_quantity"
  package static let swap: Intent = "swap"
  /// Of several things in the cart only what is named.
  package static let keepOnly: Intent = "keep_only"
  package static let viewCart: Intent = "view_cart"
  package static let emptyCart: Intent = "empty_cart"
  package static let undo: Intent = "undo"

  package static let checkout: Intent = "checkout"
  package static let confirm: Intent = "confirm"
  package static let deny: Intent = "deny"
  /// "ok", "nice": heard, and nothing asked for.
  package static let acknowledge: Intent = "acknowledge"
  package static let inform: Intent = "inform"
  package static let changeName: Intent = "change_name"
  package static let changeAddress: Intent = "change_address"

  package static let orderStatus: Intent = "order_status"
  package static let listOrders: Intent = "list_orders"
  package static let cancelOrder: Intent = "cancel_order"
  package static let reorder: Intent = "reorder"
  package static let changeOrder: Intent = "change_order"
  package static let returnOrder: Intent = "return_order"

  package static let askHours: Intent = "ask_hours"
  package static let askLocation: Intent = "ask_location"
  package static let askDelivery: Intent = "ask_delivery"
  package static let askReturns: Intent = "ask_returns"
  package static let askPayment: Intent = "ask_payment"
  package static let askContact: Intent = "ask_contact"
  /// Another price, or a code for one.
  package static let askDiscount: Intent = "ask_discount"
  /// What only a person who knows the goods or the trade should answer: "is it toxic?".
  package static let askAdvice: Intent = "ask_advice"
  /// What a product's own text tells: "does it need batteries?".
  package static let askAbout: Intent = "ask_about"
  package static let aboutShop: Intent = "about_shop"
  package static let aboutBot: Intent = "about_bot"

  package static let human: Intent = "human"
  package static let complain: Intent = "complain"
  package static let stop: Intent = "stop"
  package static let goBack: Intent = "go_back"
  package static let repeatThat: Intent = "repeat"
  package static let optOut: Intent = "opt_out"
  package static let optIn: Intent = "opt_in"
  package static let setLanguage: Intent = "set_language"
  package static let outOfScope: Intent = "out_of_scope"
  /// What happened to an order outside its shopper's turns.
  package static let orderNotice: Intent = "order_notice"
  /// What somebody at the shop does with an order.
  package static let staffOrder: Intent = "staff_order"
  /// Goods that somebody at the shop rings up.
  package static let counterSale: Intent = "counter_sale"
  /// Goods that somebody at the shop gives for those that came back.
  package static let staffExchange: Intent = "staff_exchange"
  package static let coupon: Intent = "coupon"
  package static let payOrder: Intent = "pay_order"
  package static let payInHand: Intent = "pay_in_hand"
  package static let confirmAge: Intent = "confirm_age"
  package static let deleteData: Intent = "delete_data"
  package static let exportData: Intent = "export_data"
  package static let loyalty: Intent = "loyalty"
  /// Which of the shop's places is nearest; the text is where the shopper is, `37.27,-107.88`.
  package static let nearestPlace: Intent = "nearest_place"
  package static let watchStock: Intent = "watch_stock"
  /// For the shop's own figures.
  package static let askFigures: Intent = "ask_figures"
  /// A code that makes a chat somebody's of the shop.
  package static let linkStaff: Intent = "link_staff"
  /// Something that is no text: a picture, a contact, a reaction.
  package static let attachment: Intent = "attachment"
  /// Nothing was understood.
  package static let unclear: Intent = "unclear"
}
