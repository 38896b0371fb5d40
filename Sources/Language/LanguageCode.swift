/// A language that Souk has word lists and stemming rules for.
package enum LanguageCode: String, Hashable, Sendable, CaseIterable {
  case english = "en"
  case spanish = "es"
  case portuguese = "pt"
  case indonesian = "id"

  /// Reads a BCP 47 tag by its first part (`pt-BR`, `es_419`, `EN`); nil for any other language.
  package init?(tag: String) {
    self.init(rawValue: String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased())
  }
}
