import Language

/// What a small word does in a sentence. Each role's words stand in `prompts/grammar/<language>.yaml` under `roles`, by
/// the role's name in snake case; a language without such words has an empty list.
package enum WordRole: Int, CaseIterable, Sendable {
  /// "ok" in "ok the red one": the shopper has made up their mind.
  case agreeing
  /// "then", "please" at the end of a choice.
  case decidingEnds
  /// "it is" at the end of a choice; phrases of two words.
  case decidingPhrases
  /// "silver is fine": a form that will do.
  case settlingPhrases
  /// "please" anywhere.
  case courtesies
  /// "oh", "hmm" before a correction.
  case interjections
  /// The plain "no", an answer unless something mended follows.
  case no
  /// "don't" of "don't place it": what is then said is not to be done.
  case refusals
  /// "pack" of "6-pack", and "of" of "box of 6", as titles of any language have them.
  case packs
  case packJoints
  /// "for" before a number with nothing behind it.
  case guestWords
  /// "him" of "what food for him?": who was spoken of before.
  case personPronouns
  /// "too" of "too big".
  case excess
  /// "es" of "¿es suave?", with nothing before it.
  case copulas
  /// "my", "we": what begins the story behind a question.
  case storyOpeners
  /// What asks wherever it stands: Indonesian "berapa".
  case askingInside
  /// "people" behind a number that counts no goods.
  case people
  /// "vegan", "halal": what a search never gives up.
  case diets
  /// "nut" of "nut free".
  case allergens
  /// "free" behind what something has not.
  case freeWords
  /// "k" right behind an amount.
  case thousands
  /// "my mistake" behind what it mends; phrases.
  case mistakes
  /// What a correction goes on with: "sorry, make it …".
  case correctionContinues
  /// Where an exclusion ends: "no nuts for …".
  case exclusionEnds
  /// What is skipped in an exclusion: "and", "or", "of".
  case exclusionJoints
  /// What makes "no …" a saying and not an exclusion: "no problem".
  case sayings
  /// "something", "anything": goods that are not named yet.
  case indefinites
  /// "one" standing for a thing: "the blue one".
  case dummyNouns
  /// An article that alone makes a thing of a quality: Spanish "el azul", Indonesian "yang biru".
  case describingArticles
  /// "the", "that", "this" before a quality.
  case definites
  /// "the" before "second".
  case definiteArticles
  /// What counts the number before it: Spanish "los dos primeros".
  case firstPlurals
  /// "that", "all": they point only where no goods follow.
  case determiners
  /// "is" in "that is all": nothing is pointed at.
  case pointingVerbs
  /// "please", "can you" before an act.
  case actOpeners
  case cancelling
  /// "none": a value that says no to its option.
  case nothing
  /// "tel", "phone" before a number.
  case phoneNouns
  /// "make" in "make one of them brown".
  case making
  /// "each", "every" before an option's name.
  case eachWords
  /// "both dragon school books"
  case bothWords
  /// "when will it be back?"
  case whenWords
  /// "deal", "combo": what a shop calls its offers.
  case dealWords
  /// "what", "which" before an option's name.
  case optionQuestions
  /// "son", "niece": who something is for; "is", "turns": how old they are.
  case persons
  case ageVerbs
  /// "kids": what goods for somebody so young are called.
  case childWords
  /// "warmer", "more": one is held against another.
  case comparatives
  /// What options are called: "shades" of a colour, "length" of a size, "scent" of a flavour.
  case colourWords
  case sizeWords
  case flavourWords
  /// "how big", "how long"; phrases.
  case measureQuestions
  /// "recommend", "suggestions": with nothing named, what to take is asked for.
  case advising
  case instead
  /// "out", "off" at the end of "take the tent out", and the verbs before.
  case outParticles
  case outVerbs
  /// "with" before what only the goods before it have.
  case joints
  /// "for" in "a case for it".
  case purposes
  /// "order", "buy": with nothing named, the cart is meant.
  case ordering
  /// What a shopper places: "order".
  case orderNouns
  /// "that's": what a remark on a size begins with.
  case remarkOpeners
  /// "I", "we": who says why.
  case selfWords
  /// "hotel", "school": what is called by a name and is no person.
  case houses
  /// What may stand before a street: "it's", "we are at".
  case streetOpeners
  /// "order", "place": said at the summary, they are a yes.
  case placing
  case openQuestions
  /// "of", "x", "more" after a number that counts.
  case countFollowers
  /// "of", and the slips for two before it ("too of them").
  case partitives
  case twoSlips
  /// "size", "floor" before a number that counts nothing.
  case numberLabels
  /// "kg", "%" after a number that counts nothing.
  case measures
  /// What else follows a number that is no price: "under 10 people".
  case priceMeasures
  case another
  /// "a", "an": one, said only by the way.
  case oneArticles
  /// "to" in "20 to 40", "and" in "between 20 and 40".
  case rangeJoints
  case rangeAnds
  /// "or less", "and up" after an amount; phrases.
  case orLess
  case orMore
  /// "lighter", "heaviest": a size only of what is told by its weight.
  case weighing
  /// "ish", "or so" after an amount; phrases.
  case roughly
  /// Words that announce a name alone, those that do so only before capitals, and what then is no name.
  case singleNameCues
  case looseNameCues
  /// "under" before a name, in small letters too where an order is spoken of.
  case smallNameCues
  case notNames
  /// Small words inside names: "de", "van".
  case nameParticles
  case nameNouns
  /// "hold on": no name although one was asked for.
  case waiting
  /// Around a name: "it is …", "… here".
  case nameOpeners
  case nameClosers
  /// "i", "please" between two facts.
  case factOpeners
  /// "pay", "checkout": a fact before it ends.
  case closing
  /// At a fact's ends: "is", "please".
  case factEdges
  case factEnds
  case swapWords
  /// What parts two names after a word of swapping: "for", "with".
  case swapJoints
  /// "swap", "change" before what goes; "for", "to" before what comes; "instead of" before what goes.
  case swapVerbs
  case newAfter
  case replacedAfter
  /// "less" behind a count that comes off; "double", "triple" of what is there.
  case fewer
  case doubling
  case tripling
  /// "in" before a colour or a size.
  case likeWords
  /// "in", "to" before "my cart", which is then no wish to see it.
  case cartJoints
  /// "too", "as well" at the end.
  case tooWords
  /// Of these, what says only that it is one thing more.
  case alsoWords
  /// "just", "only" before the one thing of several that shall stay.
  case onlyWords
  /// "total", "altogether" in a question for the price of everything.
  case totals
  /// "ok", "nice": heard, and no wish for anything.
  case acknowledging
  /// "different", "another", "new" and "same" beside "address" and "name".
  case otherWords
  case sameWords
  case addressNouns
  /// "#", "nr" between "order" and its number.
  case numberSigns
  /// What an answer may hold besides what was asked for.
  case answerFillers
  /// What may stand beside a number that chooses: "option", "#".
  case choiceWords
  /// First words of a question that is no answer.
  case asking
  /// "in", "speak", "please" around a language's name: "in English please".
  case languageRequests
  /// First words of a wish put as a question: "can you deliver it".
  case requests
  /// "to", "at" before an address.
  case deliveryJoints
  /// Words for sizes that catalogues write as letters, and for the extremes of what has other names.
  case sizes
  case big
  case small
  /// "tall" and "short" in "the tall one".
  case bigThings
  case smallThings
  /// "years", "months", "old" behind a number, and "age" before it.
  case years
  case months
  case olds
  case ageLabels
  /// "after all": phrases that point at nothing.
  case idlePhrases
  /// "not", "never" in what a shop says of its goods, whatever language it says it in.
  case warnings
  /// "I have", "my": somebody tells of themselves; phrases.
  case statements
  /// What people are called, so that a name is told from a town behind an address.
  case givenNames
  /// "cost", "price": money is asked for, and nothing else.
  case costWords
  /// "low in", "high" beside what goods tell as a percentage; phrases.
  case lowLevels
  case highLevels
  /// "you choose", "whatever": any value of an option will do; phrases.
  case anyChoices
  /// "normal", "regular" of what comes in small, medium and large.
  case middles
  /// "single", "loose": the form that is no pack.
  case singlePieces
  /// "but": what stands behind counts more than what stands before.
  case contrasts
  /// "the rest", "the others", of what there is of something.
  case rests
  case halves
  /// "rather" of "I'd rather have one of each": another way than it is.
  case rathers
  /// "allergic", "allergy", and who has one by name.
  case allergies
  /// "celiacs", who must not have the one thing of `glutens`.
  case celiacs
  case glutens
  /// "to" of "allergic to nuts".
  case allergyJoints
  /// "how many"; phrases.
  case countQuestions
  /// "do I have", "in my cart": of what the shopper has taken; phrases.
  case ownings
  /// "if" of "if I buy two, is delivery free?"
  case ifs
  /// "to" of "need to hang a shelf".
  case infinitives
  /// "New" of "New York": what a place's name begins with, and nobody's.
  case placeOpenings
  /// "morning", "tonight".
  case dayParts
  /// "at", "for", "this" before a time; "in" and "the" between its parts.
  case timeJoints
  /// "at", "around": a number alone behind it is an hour.
  case clockJoints
  /// "am", "o'clock" behind an hour.
  case clockMarks
  /// "in" of "in 20 minutes", and what is counted there.
  case timeSpans
  case timeUnits
  /// "leave", "ring": what begins a word about how goods are handed over, and "door", "neighbour" in it.
  case handing
  case handingPlaces
  /// "just", "can", "no need to" before it.
  case noteOpeners
  /// "it" and "with" of "can I take it with food?".
  case useObjects
  case useJoints
  /// "in" of "can I put coffee in it?".
  case useInsides
  /// "wrong", "not right", of a name or an address that is told anew.
  case wrongWords
  /// "those", "they": several that were shown.
  case plurals
  /// "not" of "not that one", and "that" in it.
  case pointRefusals
  case pointers
  /// "I'll", "let's" before "leave the tent".
  case selfSayings
  /// "you" of "can you put it in?".
  case addressees
  /// "worries" of "no worries".
  case reassurances
  /// "now" of "leave it for now".
  case timeNows
  /// "leave", "skip" before goods that are not wanted after all.
  case leaving
  /// "right", "well" before a remark.
  case remarkOpenings
  /// "now" in "I'd like to order now".
  case atOnce
  /// "my" of "a lock for my bike": somebody has it.
  case possessives

  /// `deciding_ends` of `decidingEnds`.
  var key: String {
    "\(self)".reduce(into: "") { key, letter in key += letter.isUppercase ? "_" + letter.lowercased() : "\(letter)" }
  }
}

/// The words of a language's roles, folded.
package struct RoleWords: Sendable {
  private let sets: [WordSet]

  /// - Parameter words: by the role's key; a role left out has none.
  package init(_ words: [String: [String]]) {
    sets = WordRole.allCases.map { role in WordSet((words[role.key] ?? []).map { Folding.fold($0) }) }
  }

  /// Made once: a turn begins without its language's words.
  package static let none = RoleWords([:])

  package subscript(role: WordRole) -> WordSet { sets[role.rawValue] }

  /// Whether a word does anything in a sentence but name somebody.
  func isSmall(_ word: String) -> Bool { WordRole.allCases.contains { $0 != .givenNames && self[$0].contains(word) } }

  var all: Set<String> { sets.reduce(into: []) { $0.formUnion($1.words) } }
}
