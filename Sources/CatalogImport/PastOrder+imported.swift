package import Commerce

extension PastOrder {
  /// An export's order as the store keeps it.
  package init(_ order: ImportedOrder) {
    self.init(
      number: order.name, placedAt: order.createdAt, subtotal: order.subtotal, discount: order.discount,
      shipping: order.shipping, tax: order.taxes, total: order.total, refunded: order.refunded,
      lines: order.items.map {
        PastOrderLine(
          sku: $0.sku, name: $0.name, vendor: $0.vendor, quantity: $0.quantity, unitPriceMinor: $0.unitPrice.minorUnits,
          discountMinor: $0.discount.minorUnits)
      })
    (externalID, email, phone, customerName) = (order.externalID, order.email, order.phone, order.customerName)
    (cancelledAt, fulfilledAt) = (order.cancelledAt, order.fulfilledAt)
    (financialStatus, fulfilmentStatus) = (order.financialStatus, order.fulfillmentStatus)
    (channel, paymentMethod, coupon) = (order.source, order.paymentMethod, order.discountCode)
    (city, country, staff) = (order.city, order.country, order.staff)
  }
}
