import Commerce
import Dialogue

extension ChannelAccountKey {
  /// `store_id`, `channel`, `account`, in the order every statement has them.
  var columns: [SQLValue] { [.id(storeID), .text(channel.rawValue), .text(externalID)] }

  init(_ row: Row) throws {
    self.init(
      storeID: try row.id("store_id"), channel: ChannelName(rawValue: try row.text("channel")),
      externalID: try row.text("account"))
  }
}

extension ConversationKey {
  /// `store_id`, the conversation's id.
  var columns: [SQLValue] { [.id(storeID), .integer(conversationID)] }
}
