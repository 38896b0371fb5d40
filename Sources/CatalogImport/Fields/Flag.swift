/// Yes and no as exports write them.
extension String {
  var isYes: Bool { ["true", "1", "yes", "y"].contains(lowercased()) }
  var isNo: Bool { ["false", "0", "no", "n"].contains(lowercased()) }
  var nilIfEmpty: String? { isEmpty ? nil : self }
}
