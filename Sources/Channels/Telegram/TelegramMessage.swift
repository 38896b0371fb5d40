/// A Bot API message, with the parts of it that a shop reads.
struct TelegramMessage: Decodable {
  var messageID: Int64
  var from: TelegramUser?
  var chat: TelegramChat
  /// Seconds since 1970.
  var date: Int64
  var editDate: Int64?
  var text: String?
  var caption: String?
  var photo: [File]?
  var animation: File?
  var video: File?
  var videoNote: File?
  var audio: File?
  var voice: File?
  var document: File?
  var sticker: File?
  var contact: Contact?
  var location: Location?
  var venue: Venue?
  var repliedTo: Reference?
  var successfulPayment: TelegramPaid?
  /// Every field's name, read or not: a kind of content that is newer than this program has a name at least.
  var fieldNames: Set<String>

  struct File: Decodable {
    var fileID: String
    var mimeType: String?
    var fileName: String?
    var width: Int?
    var height: Int?

    enum CodingKeys: String, CodingKey {
      case fileID = "file_id"
      case mimeType = "mime_type"
      case fileName = "file_name"
      case width, height
    }
  }

  struct Contact: Decodable {
    var phoneNumber: String
    var firstName: String?
    var lastName: String?
    var userID: Int64?

    enum CodingKeys: String, CodingKey {
      case phoneNumber = "phone_number"
      case firstName = "first_name"
      case lastName = "last_name"
      case userID = "user_id"
    }
  }

  struct Location: Decodable {
    var latitude: Double
    var longitude: Double
  }

  struct Venue: Decodable {
    var location: Location
    var title: String?
    var address: String?
  }

  struct Reference: Decodable {
    var messageID: Int64

    enum CodingKeys: String, CodingKey { case messageID = "message_id" }
  }
}

extension TelegramMessage {
  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: TelegramKey.self)
    messageID = try fields.decode(Int64.self, forKey: "message_id")
    from = try fields.decodeIfPresent(TelegramUser.self, forKey: "from")
    chat = try fields.decode(TelegramChat.self, forKey: "chat")
    date = try fields.decode(Int64.self, forKey: "date")
    editDate = try fields.decodeIfPresent(Int64.self, forKey: "edit_date")
    text = try fields.decodeIfPresent(String.self, forKey: "text")
    caption = try fields.decodeIfPresent(String.self, forKey: "caption")
    photo = try fields.decodeIfPresent([File].self, forKey: "photo")
    animation = try fields.decodeIfPresent(File.self, forKey: "animation")
    video = try fields.decodeIfPresent(File.self, forKey: "video")
    videoNote = try fields.decodeIfPresent(File.self, forKey: "video_note")
    audio = try fields.decodeIfPresent(File.self, forKey: "audio")
    voice = try fields.decodeIfPresent(File.self, forKey: "voice")
    document = try fields.decodeIfPresent(File.self, forKey: "document")
    sticker = try fields.decodeIfPresent(File.self, forKey: "sticker")
    contact = try fields.decodeIfPresent(Contact.self, forKey: "contact")
    location = try fields.decodeIfPresent(Location.self, forKey: "location")
    venue = try fields.decodeIfPresent(Venue.self, forKey: "venue")
    repliedTo = try fields.decodeIfPresent(Reference.self, forKey: "reply_to_message")
    successfulPayment = try fields.decodeIfPresent(TelegramPaid.self, forKey: "successful_payment")
    fieldNames = Set(fields.allKeys.map(\.stringValue))
  }
}
