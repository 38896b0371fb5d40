/// What `LIKE … ESCAPE '!'` is given to find a text anywhere.
enum LikePattern {
  /// What the pattern's own signs mean is taken from them.
  static func containing(_ text: String) -> String {
    "%" + text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_") + "%"
  }
}
