/// The attributes by which Google tells variants apart.
struct MerchantOption {
  let attribute: String
  let name: String

  static let all = [
    MerchantOption(attribute: "color", name: "Color"), MerchantOption(attribute: "size", name: "Size"),
    MerchantOption(attribute: "material", name: "Material"), MerchantOption(attribute: "pattern", name: "Pattern"),
    MerchantOption(attribute: "age_group", name: "Age group"), MerchantOption(attribute: "gender", name: "Gender"),
  ]
  /// For an item that lacks what others of its group have.
  static let noValue = "Any"
  /// Where the group's items differ in nothing that the feed says.
  static let fallbackName = "Item"
}
