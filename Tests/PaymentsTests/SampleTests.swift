import Commerce
import Dialogue
import Foundation
import Payments
import TestSupport
import Testing

@testable import Storage

/// What the providers' own samples (Tests/Fixtures/payments) make of order 42, each with the signature or token that
/// came with it.
@Suite(.serialized) struct SampleTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var file: String
    var outcome: PaymentEventOutcome
    var state: OrderState
    /// In whole units of the currency.
    var paid = "0"
    var refunded = "0"
    /// Told before it.
    var after: [String] = []
    /// The time to pay was over before the sample came.
    var isOver = false
    var currency = "USD"
    var price = "32"

    var testDescription: String { file }
  }

  private static let stripe: [Sample] = [
    Sample(file: "checkout-session-completed", outcome: .applied, state: .paid, paid: "32"),
    Sample(file: "checkout-session-completed-unpaid", outcome: .ignored, state: .pending),
    Sample(file: "checkout-session-async-payment-succeeded", outcome: .applied, state: .paid, paid: "32"),
    Sample(
      file: "checkout-session-async-payment-succeeded", outcome: .applied, state: .paid, paid: "32",
      after: ["checkout-session-completed-unpaid"]),
    Sample(file: "checkout-session-async-payment-failed", outcome: .applied, state: .pending),
    // A link that ran out ends no order: its goods are held until their own time is over, and another link can be had.
    Sample(file: "checkout-session-expired", outcome: .applied, state: .pending),
    Sample(
      file: "checkout-session-expired", outcome: .noChange, state: .paid, paid: "32",
      after: ["checkout-session-completed"]),
    Sample(
      file: "checkout-session-completed", outcome: .late, state: .expired, paid: "32",
      after: ["checkout-session-expired"], isOver: true),
    Sample(
      file: "checkout-session-completed", outcome: .repeated, state: .paid, paid: "32",
      after: ["checkout-session-completed"]),
    Sample(file: "payment-intent-payment-failed", outcome: .applied, state: .pending),
    Sample(file: "payment-intent-succeeded", outcome: .ignored, state: .pending),
    Sample(
      file: "charge-refunded-partial", outcome: .applied, state: .paid, paid: "32", refunded: "10",
      after: ["checkout-session-completed"]),
    Sample(
      file: "charge-refunded-full", outcome: .applied, state: .refunded, paid: "32", refunded: "32",
      after: ["checkout-session-completed", "charge-refunded-partial"]),
    Sample(file: "refund-failed", outcome: .unknown, state: .paid, paid: "32", after: ["checkout-session-completed"]),
    Sample(file: "unknown-type", outcome: .ignored, state: .pending),
  ]

  private static let xendit: [Sample] = [
    idr("invoice-callback-paid-ewallet", .applied, .paid, paid: "510000"),
    idr("invoice-callback-paid-virtual-account", .applied, .paid, paid: "510000"),
    idr("invoice-callback-settled", .applied, .paid, paid: "510000"),
    idr("invoice-callback-settled", .noChange, .paid, paid: "510000", after: ["invoice-callback-paid-ewallet"]),
    idr("invoice-callback-minimal", .applied, .paid, paid: "510000"),
    idr("invoice-callback-expired", .applied, .pending),
    idr("invoice-callback-expired", .noChange, .paid, paid: "510000", after: ["invoice-callback-paid-ewallet"]),
    idr("invoice-callback-paid-after-expired", .applied, .paid, paid: "510000", after: ["invoice-callback-expired"]),
    Sample(
      file: "invoice-callback-paid-after-expired", outcome: .late, state: .expired, paid: "510000",
      after: ["invoice-callback-expired"], isOver: true, currency: "IDR", price: "510000"),
    idr("invoice-callback-amount-mismatch", .mismatch, .pending),
    idr("invoice-callback-unknown-external-id", .unknown, .pending),
    idr("payment-session-completed", .ignored, .pending),
    Sample(
      file: "invoice-callback-paid-card", outcome: .applied, state: .paid, paid: "1250.50", currency: "PHP",
      price: "1250.50"),
  ]

  private static func idr(
    _ file: String, _ outcome: PaymentEventOutcome, _ state: OrderState, paid: String = "0", after: [String] = []
  ) -> Sample {
    Sample(
      file: file, outcome: outcome, state: state, paid: paid, after: after, currency: "IDR", price: "510000")
  }

  @Test(arguments: stripe)
  func `a sample of Stripe's has its effect`(_ sample: Sample) async throws {
    let fake = try await FakeStripe.start()
    try await effect(of: sample, .stripe, fake) { file in
      let signatures = try JSONDecoder().decode(Signatures.self, from: Self.bytes("SIGNATURES.json"))
      return ["stripe-signature": [try #require(signatures.files[file])]]
    }
    await fake.server.stop()
  }

  @Test(arguments: xendit)
  func `a sample of Xendit's has its effect`(_ sample: Sample) async throws {
    let fake = try await FakeXendit.start()
    try await effect(of: sample, .xendit, fake) { _ in ["x-callback-token": ["test_callback_token"]] }
    await fake.server.stop()
  }

  @Test func `every sample is tried`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    let tried = Set(
      Self.stripe.map { "stripe-event-\($0.file).json" } + Self.xendit.map { "xendit-\($0.file).json" })
    #expect(tried == Set(files).subtracting(["SIGNATURES.json"]))
  }

  private func effect(
    of sample: Sample, _ kind: PaymentRig.Kind, _ fake: any FakePayments,
    headers: (String) throws -> [String: [String]]
  ) async throws {
    let currency = try #require(Currency(code: sample.currency))
    // The moment at which the samples were signed.
    try await PaymentRig.open(
      fake, kind, start: 1_767_225_600_000, secrets: ("whsec_test", "test_callback_token"), currency: currency
    ) { rig in
      let price = try #require(Money(decimal: sample.price, currency: currency))
      let order = try await rig.order(1, price: price.minorUnits)
      try await rig.storage.database.write { connection in
        _ = try connection.execute("UPDATE orders SET number = '42' WHERE id = $1", [.id(order.id)])
      }
      for name in sample.after + [sample.file] {
        if sample.isOver, name == sample.file {
          #expect(try await rig.storage.payments.expire(order.id, store: rig.store.id))
        }
        let file = "\(kind == .stripe ? "stripe-event" : "xendit")-\(name).json"
        let body = [UInt8](try Self.bytes(file))
        #expect(await rig.post([:], body) == 401)
        #expect(await rig.post(try headers(file), body) == 200)
      }
      // A repeated event leaves no row of its own.
      let repeats = sample.outcome == .repeated
      #expect(try await rig.outcomes().last == (repeats ? .applied : sample.outcome).rawValue)
      #expect(try await rig.outcomes().count == sample.after.count + (repeats ? 0 : 1))
      let found = try await rig.find("42")
      #expect(found.state == sample.state)
      #expect(found.paid == Money(decimal: sample.paid, currency: currency))
      #expect(found.refunded == Money(decimal: sample.refunded, currency: currency))
      let isHeld = found.state == .pending
      #expect(try await rig.stock() == (isHeld ? [5, 1, 5] : found.state == .paid ? [4, 0, 4] : [5, 0, 5]))
      let tasks = try await rig.count("staff_tasks WHERE kind IN ('refund', 'payment_mismatch')")
      #expect(tasks == ([.late, .mismatch].contains(sample.outcome) ? 1 : 0))
    }
  }

  private struct Signatures: Decodable {
    var files: [String: String]
  }

  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .path + "/Fixtures/payments"

  private static func bytes(_ file: String) throws -> Data {
    try #require(FileManager.default.contents(atPath: folder + "/" + file), "no sample \(file)")
  }
}
