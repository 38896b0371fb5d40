import Commerce

/// A channel's own invoices: it asks before it takes a shopper's money, and tells when it has it.
package protocol InvoiceDesk: Sendable {
  /// - Returns: nil where the invoice can be paid now; else why not, in words for the shopper.
  func refusal(of invoice: InvoicePayment) async throws -> String?

  /// The money is there. Told twice it changes nothing.
  func paid(_ invoice: InvoicePayment) async throws
}

package struct InvoicePayment: Hashable, Sendable {
  package var account: ChannelAccountKey
  /// What we gave the invoice to know it by.
  package var payload: String
  package var amount: Money
  /// The channel's and the payment provider's ids of the charge, once it is made.
  package var chargeID: String?
  package var providerChargeID: String?

  package init(
    account: ChannelAccountKey, payload: String, amount: Money, chargeID: String? = nil,
    providerChargeID: String? = nil
  ) {
    self.account = account
    self.payload = payload
    self.amount = amount
    self.chargeID = chargeID
    self.providerChargeID = providerChargeID
  }
}
