import Channels
import Commerce
import Dialogue
import Foundation

/// The recorded and made bodies that Meta posts, in Tests/Fixtures/whatsapp.
package enum WhatsAppSamples {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/whatsapp")

  package static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  /// Bodies that Meta posts to us.
  package static func inboundNames() throws -> [String] {
    let foreign = ["wa-outbound-", "wa-api-", "wa-media-", "SIGNATURES"]
    return try FileManager.default.contentsOfDirectory(atPath: folder.path())
      .filter { name in name.hasSuffix(".json") && !foreign.contains { name.hasPrefix($0) } }
      .sorted()
  }

  /// The recorded header for each recorded body.
  package static func signatures() throws -> [String: String] {
    let json = try JSONSerialization.jsonObject(with: Data(bytes("SIGNATURES.json"))) as? [String: Any]
    let section = json?["whatsapp"] as? [String: Any]
    return section?["files"] as? [String: String] ?? [:]
  }
}

/// What one sample body must lead to.
package struct SampleEffect: Sendable {
  package var status = 200
  package var contents: [InboundContent] = []
  package var deliveries: [DeliveryStatus] = []
  package var links: [String] = []
  /// Further checks of the batch.
  package var check: @Sendable (InboundBatch) -> Bool = { _ in true }

  package static let nothing = SampleEffect()
  package static let refused = SampleEffect(status: 400)

  package static func messages(
    _ contents: InboundContent..., check: @escaping @Sendable (InboundBatch) -> Bool = { _ in true }
  ) -> SampleEffect { SampleEffect(contents: contents, check: check) }

  package static func deliveries(
    _ deliveries: DeliveryStatus..., check: @escaping @Sendable (InboundBatch) -> Bool = { _ in true }
  ) -> SampleEffect { SampleEffect(deliveries: deliveries, check: check) }
}

extension SampleEffect {
  private static let ana = ["whatsapp:15550109001", "whatsapp:US.1000000000000000001"]

  private static func isAna(_ batch: InboundBatch) -> Bool {
    batch.messages.allSatisfy {
      $0.sender.identities.map(\.description) == ana && $0.sender.name == "Ana Example"
        && $0.sender.phone == "+15550109001" && $0.chat.rawValue == "15550109001"
        && $0.account.externalID == "100000000000001"
    }
  }

  package static let all: [String: SampleEffect] = recordedMessages.merging(recordedReports) { $1 }
    .merging(recordedEdges) { $1 }.merging(made) { $1 }

  private static func media(
    _ kind: Media.Kind, _ id: String, _ type: String, fileName: String? = nil, caption: String? = nil
  ) -> SampleEffect {
    .messages(
      .media(Media(kind: kind, fileID: id, mimeType: type, fileName: fileName, caption: caption)), check: isAna)
  }

  private static let recordedMessages: [String: SampleEffect] = [
    "wa-audio-file.json": media(.audio, "300000000000012", "audio/mpeg"),
    "wa-audio-voice.json": media(.voice, "300000000000002", "audio/ogg; codecs=opus"),
    "wa-button-reply.json": .messages(.choice(id: "confirm:42", title: "Confirm")) {
      isAna($0) && $0.messages[0].replyToMessageID == "wamid.TESTOUT0001"
    },
    "wa-contacts.json": .messages(.contact(name: "Bob Example", phone: "+1 555 010 9002", isSender: false)),
    "wa-document.json": media(
      .document, "300000000000004", "application/pdf", fileName: "id card.pdf", caption: "My ID"),
    "wa-edit.json": .messages(.edit(messageID: "wamid.TESTTEXT0001", text: "Edited: the green one")),
    "wa-flow-reply.json": .messages(.text("delivery_date: 2026-01-05")),
    "wa-image-no-caption.json": media(.image, "300000000000011", "image/jpeg"),
    "wa-image.json": media(.image, "300000000000001", "image/jpeg", caption: "Like this one?"),
    "wa-list-reply-no-description.json": .messages(.choice(id: "product:SKU-2", title: "Red mug"), check: isAna),
    "wa-list-reply.json": .messages(.choice(id: "product:SKU-1", title: "Blue mug"), check: isAna),
    "wa-location-pin-only.json": .messages(.location(latitude: -6.2, longitude: 106.816666, name: nil, address: nil)),
    "wa-location.json": .messages(
      .location(
        latitude: 37.44216251868683, longitude: -122.16153582049394, name: "Example Park",
        address: "1 Example Way, Springfield")),
    "wa-order.json": .messages(
      .order(
        items: [
          OrderedItem(sku: "SKU-1", quantity: 2, shownPrice: Money(minorUnits: 1_250, currency: .usd)),
          OrderedItem(sku: "SKU-2", quantity: 1, shownPrice: Money(minorUnits: 700, currency: .usd)),
        ],
        note: "Please deliver after 6 pm")),
    "wa-reaction-removed.json": .messages(.reaction(emoji: nil, messageID: "wamid.TESTOUT0001")),
    "wa-reaction.json": .messages(.reaction(emoji: "❤️", messageID: "wamid.TESTOUT0001")),
    "wa-revoke.json": .messages(.revoke(messageID: "wamid.TESTTEXT0001")),
    "wa-sticker.json": media(.sticker, "300000000000005", "image/webp"),
    "wa-system-number-changed.json": SampleEffect(links: ["whatsapp:15550109001 → whatsapp:15550109003"]),
    // It does not say whose id changed.
    "wa-system-user-id-changed.json": .nothing,
    "wa-template-button.json": .messages(.choice(id: "reorder:42", title: "Order again"), check: isAna),
    "wa-text-ad-referral.json": .messages(.text("Tell me more"), check: isAna),
    "wa-text-bsuid-only.json": .messages(.text("Hello from a username user")) { batch in
      batch.messages[0].sender
        == Sender(
          identities: [ChannelIdentity(channel: WhatsAppChannel.channelName, value: ana[1].dropChannel)], name: "Ana")
        && batch.messages[0].chat.rawValue == "US.1000000000000000001"
    },
    "wa-text-forwarded.json": .messages(.text("Have you seen this?"), check: isAna),
    "wa-text-frequently-forwarded.json": .messages(.text("Chain letter"), check: isAna),
    "wa-text-group.json": .nothing,
    "wa-text-legacy-no-bsuid.json": .messages(.text("Hi")) {
      $0.messages[0].sender.identities.map(\.description) == [ana[0]] && $0.messages[0].sender.name == "Ana Example"
    },
    "wa-text-referred-product.json": .messages(.text("Is this available?")) {
      $0.messages[0].referredSKU == "SKU-1" && $0.messages[0].replyToMessageID == "wamid.TESTOUT0001"
    },
    "wa-text-reply-to.json": .messages(.text("This one please")) {
      $0.messages[0].replyToMessageID == "wamid.TESTOUT0001"
    },
    "wa-text.json": .messages(.text("Do you have the blue one in stock?")) {
      isAna($0) && $0.messages[0].messageID == "wamid.TESTTEXT0001"
        && $0.messages[0].sentAt == Timestamp(seconds: 1_767_225_600)
    },
    "wa-unsupported.json": .messages(.unsupported(kind: "poll"), check: isAna),
    "wa-video.json": media(.video, "300000000000003", "video/mp4", caption: "Unboxing"),
  ]

  private static let recordedReports: [String: SampleEffect] = [
    "wa-status-delivered.json": .deliveries(.delivered) {
      $0.deliveries[0].providerMessageID == "wamid.TESTOUT0001" && $0.deliveries[0].error == nil
        && $0.deliveries[0].at == Timestamp(seconds: 1_767_225_612)
    },
    "wa-status-failed-131026.json": .deliveries(.failed) {
      $0.deliveries[0].error == "131026 Message undeliverable: Message Undeliverable."
    },
    "wa-status-failed-131047.json": .deliveries(.failed) { $0.deliveries[0].error?.hasPrefix("131047 ") == true },
    "wa-status-failed-131049.json": .deliveries(.failed) { $0.deliveries[0].error?.hasPrefix("131049 ") == true },
    "wa-status-failed-with-contacts.json": .deliveries(.failed),
    "wa-status-opaque-callback.json": .deliveries(.delivered) { $0.deliveries[0].callbackData == "order-42" },
    "wa-status-played.json": .deliveries(.read),
    "wa-status-read.json": .deliveries(.read),
    "wa-status-sent-v23-conversation.json": .deliveries(.sent),
    "wa-status-sent.json": .deliveries(.sent),
    "wa-value-errors.json": .nothing,
  ]

  private static let recordedEdges: [String: SampleEffect] = [
    "wa-edge-batch-3-messages-2-senders-statuses.json": SampleEffect(
      contents: [.text("first (A)"), .text("second (B)"), .choice(id: "confirm:42", title: "Confirm")],
      deliveries: [.delivered, .read],
      check: { $0.messages.map(\.sender.name) == ["Ana Example", "Bob Example", "Ana Example"] }),
    "wa-edge-duplicate-id-in-batch.json": .messages(.text("once only please")),
    "wa-edge-empty-body.json": .messages(.text("")),
    "wa-edge-empty-changes.json": .nothing,
    "wa-edge-empty-entry.json": .nothing,
    "wa-edge-long-button-id.json": .messages(.choice(id: String(repeating: "x", count: 256), title: "Yes")),
    "wa-edge-missing-contacts.json": .messages(.text("no contacts array")) {
      $0.messages[0].sender.identities.map(\.description) == ana && $0.messages[0].sender.name == nil
    },
    "wa-edge-order-many-items.json": .messages(
      .order(
        items: (1...30).map { number in
          let currency = number.isMultiple(of: 2) ? Currency.usd : Currency(code: "IDR")
          return OrderedItem(
            sku: "SKU-\(number)", quantity: number == 1 ? 99 : number,
            shownPrice: currency.map { Money(minorUnits: Int64(number) * 10, currency: $0) })
        }, note: nil)),
    "wa-edge-other-field.json": .nothing,
    "wa-edge-out-of-order-messages.json": .messages(.text("written first"), .text("written second")),
    "wa-edge-redelivery-of-wa-text.json": .messages(.text("Do you have the blue one in stock?")) {
      $0.messages[0].messageID == "wamid.TESTTEXT0001"
    },
    "wa-edge-stale-7-days.json": .messages(.text("delivered a week late")) {
      $0.messages[0].sentAt == Timestamp(seconds: 1_766_620_800)
    },
    "wa-edge-text-4096.json": SampleEffect(
      contents: [.text(text4096)], check: { $0.messages.count == 1 }),
    "wa-edge-two-reactions-zwj.json": .messages(.reaction(emoji: "❤️‍🔥", messageID: "wamid.TESTOUT0001")),
    "wa-edge-unicode.json": .messages(
      .text("👨‍👩‍👧‍👦 🇲🇾 👍🏽 e\u{301} (NFD) שלום مرحبا \u{202E}RTL override\u{202C} 日本語 𝒳 ﷽")),
    "wa-edge-unknown-phone-number-id.json": .nothing,
    "wa-edge-unknown-type.json": .messages(.unsupported(kind: "hologram")),
    "wa-edge-wrong-object.json": .nothing,
    "wa-malformed-not-object.json": .refused,
    "wa-malformed-truncated.json": .refused,
  ]

  private static let text4096 = String(
    String.UnicodeScalarView(
      String(repeating: "The quick brown fox 😀 ", count: 200).unicodeScalars.prefix(4_096)))

  private static let made: [String: SampleEffect] = [
    "made-batch-2-tenants.json": .messages(.text("for the first"), .text("for the second")) {
      $0.messages.map(\.account.storeID) == [StoreID(1), StoreID(2)]
    },
    "made-empty-messages.json": .nothing,
    "made-escaped-bytes.json": .messages(.text("1/2 é 😀 <b>"), check: isAna),
    "made-interactive-unknown-subtype.json": .messages(
      .unsupported(kind: "interactive.carousel_reply"), .text("still here")),
    "made-missing-body.json": .messages(
      .unsupported(kind: "text"), .unsupported(kind: "image"), .text("still here")),
    "made-out-of-order-statuses.json": .deliveries(.read, .delivered, .sent),
    "made-timestamp-number.json": .messages(.text("first"), .text("second")),
    "made-whitespace-body.json": .messages(.text(" \n\t ")),
    "made-lone-surrogate.json": .messages(.text("half \u{FFFD} here"), .text("whole 😀"), check: isAna),
    "made-null-entry.json": .messages(.text("after nulls"), check: isAna),
    "made-wrong-types.json": .messages(
      .unsupported(kind: "untyped"), .unsupported(kind: "text"), .unsupported(kind: "location"),
      .order(items: [OrderedItem(sku: "SKU-1", quantity: 2)], note: nil), .text("still here"), .text("huge number")),
    "made-huge-number.json": .messages(.unsupported(kind: "location"), .text("still here"), check: isAna),
    "made-user-id-update.json": SampleEffect(links: ["whatsapp:US.1000000000000000001 → whatsapp:US.2"]),
    "made-contacts-matched.json": .messages(.text("from Bob, by number only"), .text("contradicting")) {
      $0.messages[0].sender.identities.map(\.value) == ["15550109002", "US.1000000000000000002"]
        && $0.messages[0].sender.name == "Bob Example"
        && $0.messages[1].sender.identities.map(\.value) == ["15550109002", "US.1000000000000000001"]
        && $0.messages[1].sender.name == nil
    },
    "made-nul.json": .messages(.text("a\u{FFFD}b"), check: isAna),
  ]
}

extension String {
  fileprivate var dropChannel: String { String(dropFirst("whatsapp:".count)) }
}
