import Dialogue
import Foundation

/// A picture of a message: one that Meta fetches from an address, or one that is uploaded to it first.
enum WhatsAppPicture: Hashable, Sendable {
  case link(WhatsAppURL)
  case upload(Data)

  /// Where an uploaded picture's id will be.
  var json: [String: WhatsAppJSON] {
    switch self {
    case .link(let url): ["link": url.json]
    case .upload: ["id": ""]
    }
  }
}

/// A stored call whose picture must be uploaded before it can be made: its bytes stand beside the message until then.
enum WhatsAppUpload {
  /// Of a stored body; Meta never sees it.
  private static let member = "upload"

  static func adding(_ picture: WhatsAppPicture?, to members: inout [String: WhatsAppJSON]) {
    guard case .upload(let png)? = picture else { return }
    members[member] = .string(png.base64EncodedString())
  }

  /// Takes the picture's bytes out of a stored body.
  static func take(from members: inout [String: WhatsAppJSON]) -> [UInt8]? {
    guard let text = members.removeValue(forKey: member)?.text, let data = Data(base64Encoded: text) else { return nil }
    return Array(data)
  }

  /// Puts in the id that Meta gave the picture.
  static func setting(_ id: String, in members: [String: WhatsAppJSON]) -> [String: WhatsAppJSON] {
    var members = members
    if case .object(var image)? = members["image"] {
      image["id"] = .string(id)
      members["image"] = .object(image)
    }
    if case .object(var interactive)? = members["interactive"], case .object(var header)? = interactive["header"] {
      header["image"] = ["id": .string(id)]
      interactive["header"] = .object(header)
      members["interactive"] = .object(interactive)
    }
    return members
  }

  /// The message without its picture, for when Meta does not take it: the text carries the same figures.
  static func withoutPicture(_ members: [String: WhatsAppJSON]) -> [String: WhatsAppJSON]? {
    var plain = members
    if let image = plain.removeValue(forKey: "image") {
      guard let caption = image["caption"] else { return nil }
      plain["type"] = "text"
      plain["text"] = ["body": caption, "preview_url": false]
    }
    if case .object(var interactive)? = plain["interactive"] {
      interactive["header"] = nil
      plain["interactive"] = .object(interactive)
    }
    return plain
  }
}

extension WhatsAppChannel {
  /// The body as it is posted, of a stored call: for whoever looks at what would be sent.
  package static func posted(_ call: ChannelCall, pictureID: String = "media") -> String {
    guard case .object(var members) = WhatsAppJSON(call.body) else { return call.body }
    guard WhatsAppUpload.take(from: &members) != nil else { return call.body }
    return WhatsAppJSON.object(WhatsAppUpload.setting(pictureID, in: members)).encoded
  }
}
