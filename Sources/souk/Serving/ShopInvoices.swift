import Commerce
import Dialogue
import Payments
import Storage

/// What a channel asks of its own invoices, answered from the payments' books.
struct ShopInvoices: InvoiceDesk {
  let ledger: any PaymentLedger
  let stores: StoreRepository
  /// What a shopper reads whose invoice cannot be paid any more, by the store's language.
  let closedText: @Sendable (String) -> String

  func refusal(of invoice: InvoicePayment) async throws -> String? {
    let isPayable = try await ledger.isPayable(
      invoice.payload, provider: TelegramInvoiceProvider.providerName, amount: invoice.amount,
      store: invoice.account.storeID)
    if isPayable { return nil }
    return closedText(try await stores.store(invoice.account.storeID).language)
  }

  func paid(_ invoice: InvoicePayment) async throws {
    let event = PaymentEvent(
      key: "charge:\(invoice.chargeID ?? invoice.payload)",
      kind: .paid(invoice.amount, chargeID: invoice.providerChargeID ?? invoice.chargeID),
      providerID: invoice.payload)
    _ = try await ledger.take(
      event, from: TelegramInvoiceProvider.providerName, body: "", store: invoice.account.storeID)
  }
}
