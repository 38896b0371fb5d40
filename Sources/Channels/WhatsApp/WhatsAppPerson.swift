import Dialogue

/// The ids of one person in a webhook: the phone number (`wa_id`), the business-scoped id (BSUID), or both.
///
/// Since April 2026 either may be missing; the BSUID differs from one business portfolio to the next.
struct WhatsAppPerson: Hashable, Sendable {
  var waID: String?
  var userID: String?
  var name: String?

  var isNobody: Bool { waID == nil && userID == nil }

  /// Where answers go: the number where it is known, for the phone wins where both are given.
  var chat: ChatAddress? { (waID ?? userID).map { ChatAddress(rawValue: $0) } }

  func sender(on channel: ChannelName) -> Sender {
    Sender(
      identities: [waID, userID].compactMap { $0 }.map { ChannelIdentity(channel: channel, value: $0) },
      name: name, phone: waID.map { "+" + $0 })
  }

  /// A phone number as WhatsApp writes it: digits only, at most 15 of them (E.164) and some to spare.
  static func waID(_ json: WhatsAppJSON?) -> String? {
    guard let text = json?.token else { return nil }
    let isNumber = text.utf8.count <= 20 && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    return isNumber ? text : nil
  }

  /// `US.1349…` or `US.ENT.1349…`: up to 128 alphanumerics after the country, and some to spare.
  static func userID(_ json: WhatsAppJSON?) -> String? {
    guard let text = json?.text, !text.isEmpty, text.utf8.count <= 160, text.utf8.contains(UInt8(ascii: ".")) else {
      return nil
    }
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain ? text : nil
  }
}

/// The `contacts` of one change: they tell a sender's name and the id that the message itself leaves out.
struct WhatsAppContacts: Sendable {
  /// Characters kept of a profile's name; WhatsApp allows 25.
  private static let maximumNameLength = 128

  private let people: [WhatsAppPerson]

  init(_ json: WhatsAppJSON?) {
    people = (json?.elements ?? []).map { contact in
      let name = contact["profile"]?["name"]?.text.map { WhatsAppBound.cut($0, to: Self.maximumNameLength) }
      return WhatsAppPerson(
        waID: WhatsAppPerson.waID(contact["wa_id"]), userID: WhatsAppPerson.userID(contact["user_id"]),
        name: name.flatMap { $0.isEmpty ? nil : $0 })
    }
  }

  /// Who sent a message, by its own ids and the contact they match. Ids are joined only where one payload says so of
  /// one person: a contact that shares an id with the message and contradicts it in none. A message without any id is
  /// its change's only contact's.
  func sender(of message: WhatsAppJSON) -> WhatsAppPerson {
    var person = WhatsAppPerson(
      waID: WhatsAppPerson.waID(message["from"]), userID: WhatsAppPerson.userID(message["from_user_id"]))
    if person.isNobody { return people.count == 1 ? people[0] : person }
    guard let contact = people.first(where: { $0.matches(person) }) else { return person }
    person.waID = person.waID ?? contact.waID
    person.userID = person.userID ?? contact.userID
    person.name = contact.name
    return person
  }
}

extension WhatsAppPerson {
  fileprivate func matches(_ other: WhatsAppPerson) -> Bool {
    func agreement(_ left: String?, _ right: String?) -> Bool? {
      guard let left, let right else { return nil }
      return left == right
    }
    let answers = [agreement(waID, other.waID), agreement(userID, other.userID)].compactMap { $0 }
    return !answers.isEmpty && answers.allSatisfy { $0 }
  }
}

/// Bounds on what comes in.
enum WhatsAppBound {
  /// Longest id of a message kept; WhatsApp's have some 60 characters. In bytes.
  static let maximumIDBytes = 512

  /// The first `limit` scalars; a body of 3 MiB may hold a text of nearly that.
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
  }

  static func messageID(_ json: WhatsAppJSON?) -> String? {
    guard let id = json?.text, !id.isEmpty, id.utf8.count <= maximumIDBytes else { return nil }
    return id
  }
}
